import { parseArgs } from 'node:util';
import { z } from 'zod';
import { verificationReport } from '#lib/access/audit/report.ts';
import { type Anchor, verifyAudit } from '#lib/access/audit/verify.ts';
import type { Config } from '#lib/config/load.ts';
import { createDatabase } from '#lib/db/database.ts';
import { DatabaseError } from '#lib/db/errors.ts';
import { Problem } from '../bootstrap/problem.mjs';

const USAGE = 'audit verify [--anchor <row>:<hash>]...';

const anchorsSchema = z.array(
  z
    .string()
    .regex(/^\d{1,18}:[0-9a-f]{64}$/)
    .transform((text): Anchor => {
      const [id = '', hash = ''] = text.split(':');
      return { id: BigInt(id), hash };
    }),
);

/**
 * Walks the chain of the audit log from the hash that retention kept to its end, and names the first row that was changed, is
 * missing, or stands in another place. An anchor is what the log of the process told every 100 rows: it finds a chain that was
 * written anew as a whole. Gives the exit code: 1 where the log is not as it was written.
 */
export async function runAudit(args: string[], { database }: Pick<Config, 'database'>): Promise<0 | 1> {
  const anchors = anchorsOf(args);
  if (database.url === null) throw new Problem('DATABASE_URL is not set: it names the database with the audit log.');
  const db = createDatabase({
    url: database.url.reveal(),
    max: 1,
    applicationName: 'tidemark-audit',
    connectTimeoutMs: database.connectTimeoutMs,
  });
  try {
    const startMs = performance.now();
    const found = await verifyAudit(db, anchors);
    console.log(verificationReport(found, anchors, performance.now() - startMs));
    return found.problem === null ? 0 : 1;
  } catch (error) {
    throw error instanceof DatabaseError ? new Problem(error.message) : error;
  } finally {
    await db.close();
  }
}

function anchorsOf(args: string[]): Anchor[] {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { anchor: { type: 'string', multiple: true } },
    });
    const anchors = anchorsSchema.safeParse(values.anchor ?? []);
    if (anchors.success && positionals.length === 1 && positionals[0] === 'verify') return anchors.data;
  } catch {
    // Said below, with what there is.
  }
  throw new Problem(`Usage: ${USAGE}`);
}
