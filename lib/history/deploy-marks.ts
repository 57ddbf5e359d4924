import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Database, Sql } from '#lib/db/database.ts';
import type { EventRecord } from './contract.ts';
import { CLUSTER_KEY, subjectKeys } from './event-store.ts';
import { EVENT } from './partition-spans.ts';
import { ensurePartition } from './partitions.ts';
import { storableJson } from './storable.ts';

/** Places among the events of an instant: those of a poll count from 0 and never come this far. */
const FIRST_ORDINAL = 2 ** 30;
/** Serializes the marks of one cluster, in the form of two numbers. */
const MARK_LOCK = 72_707;

/** A mark to be kept. The same one told again, by its key or (without one) by instant and content, is kept once. */
export interface NewMark {
  clusterId: number;
  at: Date;
  record: EventRecord;
  /** What its teller calls it, with who that is; null: nothing. */
  key: string | null;
}

/** The mark as it is kept, and whether it is new. */
export interface KeptMark {
  made: boolean;
  at: Date;
  ordinal: number;
  data: unknown;
}

const rowSchema = z.object({ at: z.date(), ordinal: z.int(), data: z.unknown() });

/** Keeps a mark beside the events of the polls; throws a DatabaseError. */
export async function keepMark(db: Database, mark: NewMark): Promise<KeptMark> {
  await prepareMarks(db, mark.at);
  return db.transaction((sql) => keepMarkInside(sql, mark));
}

/** Makes sure that the month of a mark has its partition; before the transaction. */
export const prepareMarks = (db: Database, at: Date): Promise<void> => ensurePartition(db, EVENT, at.getTime());

/** The same inside a transaction that does more. */
export async function keepMarkInside(sql: Sql, mark: NewMark): Promise<KeptMark> {
  await sql.execute('select pg_advisory_xact_lock($1, $2)', [MARK_LOCK, mark.clusterId]);
  const there = await toldBefore(sql, mark);
  if (there !== undefined) return { made: false, ...there };
  return { made: true, ...(await insert(sql, mark)) };
}

async function toldBefore(sql: Sql, { clusterId, at, record, key }: NewMark) {
  const [row] = await sql.query(
    key === null
      ? `select at, ordinal, data from event
          where cluster_id = $1 and at = $2 and ordinal >= ${FIRST_ORDINAL} and kind = $3 and data - 'by' = $4::jsonb - 'by'`
      : `select at, ordinal, data from event where cluster_id = $1 and subjects @> array[$2]`,
    key === null ? [clusterId, at, record.kind, storableJson(record.data)] : [clusterId, markKey(key)],
    rowSchema,
  );
  return row;
}

async function insert(sql: Sql, { clusterId, at, record, key }: NewMark) {
  const { kind, severity, groups, topics, data } = record;
  const ofCluster = groups.length + topics.length === 0 ? [CLUSTER_KEY] : [];
  const subjects = [...subjectKeys(record), ...ofCluster, ...(key === null ? [] : [markKey(key)])];
  const [row] = await sql.query(
    `insert into event (cluster_id, at, ordinal, kind, severity, subjects, gap_since, data)
     select $1, $2, greatest(max(ordinal) + 1, ${FIRST_ORDINAL}), $3, $4, $5, null, $6::jsonb
       from event where cluster_id = $1 and at = $2
     returning at, ordinal, data`,
    [clusterId, at, kind, severity, subjects, storableJson(data)],
    rowSchema,
  );
  if (row === undefined) throw new Error('an insert gave no row');
  return row;
}

const markKey = (key: string): string => `mark:${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
