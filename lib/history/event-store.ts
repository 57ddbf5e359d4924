import { createHash } from 'node:crypto';
import type { Database, Sql } from '#lib/db/database.ts';
import type { DatabaseError } from '#lib/db/errors.ts';
import type { EventRecord } from './contract.ts';
import { createMonthKeeper } from './month-keeper.ts';
import { EVENT } from './partition-spans.ts';
import { atSavepoint } from './savepoint.ts';
import { storableJson, storableText } from './storable.ts';

/** Stores the events of one cluster's polls. */
export interface EventWriter {
  /** Makes sure that the month of a poll with events has its partition; before the transaction, which a failure would end. */
  prepare(db: Database, atMs: number, events: readonly EventRecord[]): Promise<DatabaseError | null>;
  /** Inside the transaction of the poll: no disk space loses its events, and nothing else of it. Gives why they are lost. */
  write(sql: Sql, atMs: number, events: readonly EventRecord[]): Promise<DatabaseError | null>;
}

/** The event writer of one cluster. */
export function createEventWriter(clusterId: number): EventWriter {
  const keepMonth = createMonthKeeper(EVENT);
  return {
    prepare: async (db, atMs, events) => (events.length === 0 ? null : keepMonth(db, atMs)),
    write: async (sql, atMs, events) =>
      events.length === 0 ? null : atSavepoint(sql, 'events', () => insertEvents(sql, clusterId, atMs, events)),
  };
}

/** Inserts the events of one instant; those that are there already stay as they are. */
async function insertEvents(sql: Sql, clusterId: number, atMs: number, events: readonly EventRecord[]): Promise<void> {
  await sql.execute(
    `insert into event (cluster_id, at, ordinal, kind, severity, subjects, gap_since, data)
     select $1, $2, e.ordinal - 1, e.kind, e.severity, e.subjects::text[], e.gap_since, e.data::jsonb
       from unnest($3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[])
         with ordinality as e(kind, severity, subjects, gap_since, data, ordinal)
     on conflict do nothing`,
    [
      clusterId,
      new Date(atMs),
      events.map(({ kind }) => kind),
      events.map(({ severity }) => severity),
      // unnest flattens nested arrays, so each travels as the text of one. The keys need no quotes but for topic names.
      events.map((event) => arrayText(subjectKeys(event))),
      events.map(({ gapSinceMs }) => (gapSinceMs === null ? null : new Date(gapSinceMs))),
      events.map(({ data }) => storableJson(data)),
    ],
  );
}

/** The keys by which an event is found. Group ids may be longer than an index takes, so they are found by their hash. */
export function subjectKeys({ groups, topics, brokers }: EventRecord): string[] {
  return [...groups.map(groupKey), ...topics.map(topicKey), ...brokers.map(brokerKey)];
}

/** What is about the whole cluster, and so about every group on it. */
export const CLUSTER_KEY = 'cluster';
export const groupKey = (group: string): string =>
  `group:${createHash('sha256').update(storableText(group)).digest('hex').slice(0, 32)}`;
export const topicKey = (topic: string): string => `topic:${storableText(topic)}`;
export const brokerKey = (brokerId: number): string => `broker:${brokerId}`;

const arrayText = (items: readonly string[]): string =>
  `{${items.map((item) => `"${item.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`;
