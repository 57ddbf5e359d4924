import { z } from 'zod';
import type { Database } from '#lib/db/database.ts';
import { DatabaseError, isLockTimeout } from '#lib/db/errors.ts';
import type { Span } from '#lib/history/partition-spans.ts';
import { dropPartition, partitionsOf } from '#lib/history/partitions.ts';
import type { NewRow } from './append.ts';
import type { PostgresAuditLog } from './audit-log.ts';
import { AUDIT } from './months.ts';

/** What the log calls it when months of it are dropped. */
export const DROP_ACTION = 'audit.drop';

/**
 * Drops the months that ended before the retention, the oldest first; gives their names. The chain goes on: the hash of the last row
 * that went is kept, and a row of the log says so in the same transaction.
 */
export async function dropPastMonths(
  { database, log }: { database: Database; log: PostgresAuditLog },
  nowMs: number,
  retentionMs: number,
): Promise<string[]> {
  const past = (await partitionsOf(database, AUDIT)).filter(({ toMs }) => toMs <= nowMs - retentionMs);
  const dropped: string[] = [];
  for (const span of past) {
    // The oldest cannot be dropped now: nor can those after it, or the chain would have a hole.
    if (!(await dropMonth(database, log, span))) break;
    dropped.push(span.name);
  }
  return dropped;
}

const contentSchema = z.object({ rows: z.int(), id: z.bigint().nullable(), hash: z.string().nullable() });
const NO_TABLE = '42P01';

async function dropMonth(database: Database, log: PostgresAuditLog, span: Span): Promise<boolean> {
  try {
    const [content] = await database.query(
      `select count(*)::int4 as rows, max(id) as id,
              (select encode(hash, 'hex') from ${span.name} order by id desc limit 1) as hash from ${span.name}`,
      [],
      contentSchema,
    );
    if (!content || content.id === null || content.hash === null) return await dropPartition(database, span);
    const { rows, id, hash } = content;
    await log.add(dropped(span, rows, { id: String(id), hash }), async (sql) => {
      // While this waits for readers nobody can change anything: better to come back later.
      await sql.execute(`set local lock_timeout = '200ms'`);
      await sql.execute(`drop table ${span.name}`);
      await sql.execute(
        `update audit_chain set id = $1, hash = decode($2, 'hex'), at = clock_timestamp() where part = 'dropped'`,
        [id, hash],
      );
    });
    return true;
  } catch (error) {
    // Another engine was faster.
    if (error instanceof DatabaseError && error.sqlState === NO_TABLE) return true;
    if (!isLockTimeout(error)) throw error;
    return false;
  }
}

/** It is dropped with this row or not at all, so that there is nothing to conclude. */
const dropped = ({ name }: Span, rows: number, last: { id: string; hash: string }): NewRow => ({
  actor: { kind: 'system', id: 'retention', name: 'retention' },
  origin: { address: null, userAgent: null, requestId: '' },
  action: DROP_ACTION,
  cluster: null,
  target: name,
  reason: 'past the retention of the audit log',
  before: { rows },
  after: last,
  outcome: 'done',
  of: null,
  detail: null,
  count: 1,
});
