import { z } from 'zod';
import type { Database, Sql } from '#lib/db/database.ts';
import { slotValue } from '../body.ts';
import type { PollSamples, TopicKey } from '../contract.ts';
import { hourOf } from '../hours.ts';
import type { Place, WantedSeries } from './layout.ts';
import { type PollSlice, readPolls } from './polls.ts';

/**
 * Hands the polls of [fromMs, toMs) of a cluster to `visit`, oldest first, as they were written: what an engine needs to
 * fill its windows after a start. Memory holds one poll at a time.
 */
export async function readTail(
  db: Database,
  { clusterId, fromMs, toMs }: { clusterId: number; fromMs: number; toMs: number },
  visit: (samples: PollSamples) => void,
): Promise<void> {
  await db.transaction(
    async (tx) => {
      const series = await seatedSeries(tx, clusterId, fromMs, toMs);
      await readPolls(tx, { clusterId, fromMs, toMs }, series.wanted, (poll) => visit(samplesOf(poll, series)));
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}

/** The newest poll of a cluster as it was written; null when the history holds none. */
export async function readNewestSamples(db: Database, clusterId: number): Promise<PollSamples | null> {
  const [newest] = await db.query('select max(at) as at from poll where cluster_id = $1', [clusterId], newestSchema);
  if (!newest?.at) return null;
  const atMs = newest.at.getTime();
  let samples: PollSamples | null = null;
  await readTail(db, { clusterId, fromMs: atMs, toMs: atMs + 1 }, (poll) => {
    samples = poll;
  });
  return samples;
}

const newestSchema = z.object({ at: z.date().nullable() });

interface SeatedSeries {
  wanted: WantedSeries[];
  topics: TopicKey[];
  subscriptions: { group: string; topic: TopicKey }[];
}

const topicSchema = z.object({ id: z.int(), name: z.string(), kafkaTopicId: z.string() });
const subscriptionSchema = topicSchema.extend({ group: z.string() });

/** Every series with a seat in these hours: topics first, then subscriptions. */
async function seatedSeries(sql: Sql, clusterId: number, fromMs: number, toMs: number): Promise<SeatedSeries> {
  const range = [clusterId, new Date(hourOf(fromMs)), new Date(toMs)];
  const seated = (kind: 't' | 's') =>
    `(select distinct series_id from poll_seat where cluster_id = $1 and hour >= $2 and hour < $3 and kind = '${kind}') seat`;
  const topics = await sql.query(
    `select t.id, t.name, t.kafka_topic_id::text as "kafkaTopicId" from ${seated('t')} join topic t on t.id = seat.series_id
      order by t.name, t.id`,
    range,
    topicSchema,
  );
  const subscriptions = await sql.query(
    `select s.id, g.name as group, t.name, t.kafka_topic_id::text as "kafkaTopicId"
       from ${seated('s')} join subscription s on s.id = seat.series_id
       join consumer_group g on g.id = s.group_id join topic t on t.id = s.topic_id
      order by g.name, t.name, t.id`,
    range,
    subscriptionSchema,
  );
  return {
    wanted: [
      ...topics.map(({ id }): WantedSeries => ({ kind: 't', seriesId: id, runs: 3 })),
      ...subscriptions.map(({ id }): WantedSeries => ({ kind: 's', seriesId: id })),
    ],
    topics: topics.map(({ name, kafkaTopicId }) => ({ name, kafkaTopicId })),
    subscriptions: subscriptions.map(({ group, name, kafkaTopicId }) => ({ group, topic: { name, kafkaTopicId } })),
  };
}

function samplesOf(poll: PollSlice, series: SeatedSeries): PollSamples {
  return {
    atMs: poll.atMs,
    topics: series.topics.flatMap((topic, index) => {
      const place = poll.places[index];
      if (place === undefined) return [];
      const [logStart, highWatermark, open] = [0, 1, 2].map((run) => valuesAt(poll.bytes, place, run));
      return logStart && highWatermark && open ? [{ topic, logStart, highWatermark, open }] : [];
    }),
    subscriptions: series.subscriptions.flatMap(({ group, topic }, index) => {
      const place = poll.places[series.topics.length + index];
      return place === undefined ? [] : [{ group, topic, committed: valuesAt(poll.bytes, place, 0) }];
    }),
  };
}

function valuesAt(bytes: Buffer, place: Place, run: number): BigInt64Array {
  const first = place.offset + run * place.partitions;
  return BigInt64Array.from({ length: place.partitions }, (_, partition) => slotValue(bytes, first + partition));
}
