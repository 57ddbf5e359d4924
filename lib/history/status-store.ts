import type { Database, Sql } from '#lib/db/database.ts';
import type { DatabaseError } from '#lib/db/errors.ts';
import type { StatusChangeIds } from './catalog.ts';
import type { StatusChangeRecord } from './contract.ts';
import { createMonthKeeper } from './month-keeper.ts';
import { STATUS_CHANGE } from './partition-spans.ts';
import { atSavepoint } from './savepoint.ts';

/** A change of status with the ids of what it is about. */
export type StatusChangeRow = StatusChangeIds & Pick<StatusChangeRecord, 'was' | 'status' | 'partitions'>;

/** More of one poll are not kept: a broker that goes changes all that it leads, and comes back. Those of groups come first. */
const MOST_CHANGES = 20_000;

/** Stores the changes of status of one cluster's polls. */
export interface StatusWriter {
  /** Makes sure that the month of a poll with changes has its partition; before the transaction, which a failure would end. */
  prepare(db: Database, atMs: number, changes: readonly StatusChangeRecord[]): Promise<DatabaseError | null>;
  /** Inside the transaction of the poll: no disk space loses its changes, and nothing else of it. Gives why they are lost. */
  write(sql: Sql, atMs: number, changes: readonly StatusChangeRow[]): Promise<DatabaseError | null>;
}

/** The writer of one cluster's changes of status. */
export function createStatusWriter(clusterId: number): StatusWriter {
  const keepMonth = createMonthKeeper(STATUS_CHANGE);
  return {
    prepare: async (db, atMs, changes) => (changes.length === 0 ? null : keepMonth(db, atMs)),
    write: async (sql, atMs, changes) =>
      changes.length === 0 ? null : atSavepoint(sql, 'statuses', () => insertChanges(sql, clusterId, atMs, changes)),
  };
}

/** Changes with their ids, those of groups first; `ids` in the order of `changes`. */
export function statusChangeRows(
  changes: readonly StatusChangeRecord[],
  ids: readonly StatusChangeIds[],
): StatusChangeRow[] {
  const rows = changes.flatMap(({ was, status, partitions }, index) => {
    const known = ids[index];
    return known ? [{ ...known, was, status, partitions }] : [];
  });
  return rows
    .sort((one, other) => Number(one.topicId !== null) - Number(other.topicId !== null))
    .slice(0, MOST_CHANGES);
}

async function insertChanges(
  sql: Sql,
  clusterId: number,
  atMs: number,
  changes: readonly StatusChangeRow[],
): Promise<void> {
  await sql.execute(
    `insert into status_change (cluster_id, at, ordinal, group_id, topic_id, was, status, partitions)
     select $1, $2, c.ordinal - 1, c.group_id, c.topic_id, c.was, c.status, c.partitions::int4[]
       from unnest($3::int4[], $4::int4[], $5::text[], $6::text[], $7::text[])
         with ordinality as c(group_id, topic_id, was, status, partitions, ordinal)
     on conflict do nothing`,
    [
      clusterId,
      new Date(atMs),
      changes.map(({ groupId }) => groupId),
      changes.map(({ topicId }) => topicId),
      changes.map(({ was }) => was),
      changes.map(({ status }) => status),
      // unnest flattens nested arrays, so each travels as the text of one.
      changes.map(({ partitions }) => `{${partitions?.join() ?? ''}}`),
    ],
  );
}
