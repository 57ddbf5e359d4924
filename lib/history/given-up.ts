import { z } from 'zod';
import type { Database } from '#lib/db/database.ts';
import { event } from '#lib/events/event.ts';
import type { EventRecord } from './contract.ts';
import { createEventWriter } from './event-store.ts';
import {
  type PartitionedTable,
  SUBSCRIPTION_CHUNK,
  SUBSCRIPTION_HOURS,
  spanOfName,
  TOPIC_CHUNK,
  TOPIC_HOURS,
} from './partition-spans.ts';

const LEVELS: readonly { level: 'polls' | 'hours'; tables: readonly PartitionedTable[] }[] = [
  { level: 'polls', tables: [TOPIC_CHUNK, SUBSCRIPTION_CHUNK] },
  { level: 'hours', tables: [TOPIC_HOURS, SUBSCRIPTION_HOURS] },
];

const idSchema = z.object({ id: z.int() });

/** Tells every cluster, as an event, up to when its history was given up with the partitions of these names. */
export async function tellGivenUp(db: Database, atMs: number, dropped: readonly string[]): Promise<void> {
  const events = LEVELS.flatMap(({ level, tables }): EventRecord[] => {
    const spans = dropped.flatMap((name) => tables.flatMap((table) => spanOfName(table, name) ?? []));
    if (spans.length === 0) return [];
    const before = new Date(Math.max(...spans.map(({ toMs }) => toMs))).toISOString();
    return [event('history-shortened', { level, before })];
  });
  if (events.length === 0) return;
  for (const { id } of await db.query('select id from cluster order by id', [], idSchema)) {
    const writer = createEventWriter(id);
    // The disk may be what is short: then the notice of the polls has to do.
    if (await writer.prepare(db, atMs, events)) return;
    await db.transaction((sql) => writer.write(sql, atMs, events));
  }
}
