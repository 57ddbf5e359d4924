import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Config } from '#lib/config/load.ts';
import { createDatabase, type Database } from '#lib/db/database.ts';
import { DatabaseError } from '#lib/db/errors.ts';
import { HOUR_MS } from '#lib/history/hours.ts';
import { EXPORT_HEADER, exportedHours } from '#lib/history/read/export-positions.ts';
import { groupIdOf } from '#lib/views/history-ids.ts';
import { Problem } from '../bootstrap/problem.mjs';
import { clusterIdOf, onlyCluster } from './cluster-argument.ts';

const USAGE = 'history <group> [--cluster <name>] [--from <ISO 8601>] [--to <ISO 8601>]';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text).getTime());
const argumentsSchema = z.object({
  group: z.string(),
  cluster: z.string().optional(),
  from: instant.optional(),
  to: instant.optional(),
});

/**
 * Writes what the history holds of a group as CSV, every partition at every poll: sealed hours are packed, and plain SQL
 * cannot read them. The last hour unless told otherwise; at most what is kept of every poll.
 */
export async function runHistory(args: string[], config: Pick<Config, 'clusters' | 'database'>): Promise<0> {
  const { group, to = Date.now(), from = to - HOUR_MS, ...given } = argumentsOf(args);
  if (from >= to) throw new Problem('--from must be earlier than --to.');
  const cluster = given.cluster ?? onlyCluster(config);
  const { url, connectTimeoutMs } = config.database;
  if (url === null) throw new Problem('DATABASE_URL is not set: it names the database with the history.');
  const db = createDatabase({
    url: url.reveal(),
    max: 1,
    applicationName: 'tidemark-history',
    connectTimeoutMs,
  });
  try {
    await exportGroup(db, cluster, group, { fromMs: from, toMs: to });
    return 0;
  } catch (error) {
    throw error instanceof DatabaseError ? new Problem(error.message) : error;
  } finally {
    await db.close();
  }
}

function argumentsOf(args: string[]): z.output<typeof argumentsSchema> {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { cluster: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' } },
    });
    const given = argumentsSchema.safeParse({ ...values, group: positionals[0] });
    if (given.success && positionals.length === 1) return given.data;
  } catch {
    // Said below, with what there is.
  }
  throw new Problem(`Usage: ${USAGE}`);
}

async function exportGroup(
  db: Database,
  cluster: string,
  group: string,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<void> {
  const clusterId = await clusterIdOf(db, cluster);
  const groupId = await groupIdOf(db, clusterId, group);
  if (groupId === null) throw new Problem(`${cluster} has no history of a group ${JSON.stringify(group)}.`);
  process.stdout.write(`${EXPORT_HEADER}\n`);
  for await (const lines of exportedHours(db, { clusterId, fromMs, toMs }, groupId)) {
    if (!process.stdout.write(lines.map((line) => `${line}\n`).join(''))) await once(process.stdout, 'drain');
  }
}
