import type { Database, Sql } from '#lib/db/database.ts';
import { DAY_MS } from '#lib/history/hours.ts';
import type { PartitionedTable } from '#lib/history/partition-spans.ts';
import { ensurePartition } from '#lib/history/partitions.ts';

/** The rows of the audit log, by UTC month. */
export const AUDIT: PartitionedTable = { parent: 'audit', unit: 'month', external: [] };

/** How far ahead months are made: as long as the engine may be away at the turn of a month. */
const AHEAD_MS = 7 * DAY_MS;

/** Creates the month of an instant, and the one that begins within a week of it. Cheap when they exist. */
export async function ensureAuditMonths(db: Database, nowMs: number): Promise<void> {
  for (const atMs of [nowMs, nowMs + AHEAD_MS]) await ensurePartition(db, AUDIT, atMs, guard);
}

/** Triggers by row come down from the table; the one against TRUNCATE does not. */
function guard(sql: Sql, { name }: { name: string }): Promise<unknown> {
  return sql.execute(
    `create trigger audit_keep_all before truncate on ${name} for each statement execute function audit_refuse()`,
  );
}
