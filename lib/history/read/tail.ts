import { z } from 'zod';
import type { Database, Sql, Transaction } from '#lib/db/database.ts';
import { slotValue } from '../body.ts';
import { ABSENT } from '../chunk/special-values.ts';
import {
  NOT_OBSERVED,
  type PollSamples,
  type SubscriptionSamples,
  type TopicKey,
  type TopicSamples,
} from '../contract.ts';
import { hourOf } from '../hours.ts';
import type { HourColumns, SeriesColumns } from './columns.ts';
import { readHours } from './hours.ts';
import type { Place, WantedSeries } from './layout.ts';
import { type PollRange, type PollSlice, readPolls } from './polls.ts';
import { sealedHoursBetween } from './sealed-hours.ts';

/** Series of a sealed hour that are unpacked together. */
const BATCH_SERIES = 200;

/**
 * Hands the polls of [fromMs, toMs) of a cluster to `visit`, as they were written: what an engine needs to fill its windows
 * after a start. Each series comes oldest poll first. A poll of an hour that is sealed comes in parts, some series at a
 * time, as memory holds some of them for all the hour; a poll of any other hour comes whole.
 */
export async function readTail(
  db: Database,
  range: { clusterId: number; fromMs: number; toMs: number },
  visit: (samples: PollSamples) => void,
): Promise<void> {
  await db.transaction(
    async (tx) => {
      await readSealed(tx, range, visit);
      const series = await namedSeries(tx, SEATED, range, [new Date(hourOf(range.fromMs)), new Date(range.toMs)]);
      const wanted = [...series.topics.map(wantedTopic), ...series.subscriptions.map(wantedSubscription)];
      await readPolls(tx, range, wanted, (poll) => visit(samplesOf(poll, series)));
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}

/** The newest poll of a cluster as it was written; null when the history holds none. Its hour is never sealed. */
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

async function readSealed(tx: Transaction, range: PollRange, visit: (samples: PollSamples) => void): Promise<void> {
  const hours = await sealedHoursBetween(tx, range);
  const [first, last] = [hours[0], hours.at(-1)];
  if (first === undefined || last === undefined) return;
  const series = await namedSeries(tx, CHUNKED, range, [new Date(first.hourMs), new Date(last.hourMs + 1)]);
  for (const topics of batches(series.topics)) {
    await readHours(tx, range, topics.map(wantedTopic), (hour) =>
      eachPoll(hour, (atMs, point) => {
        visit({ atMs, topics: topics.flatMap((one, index) => topicAt(one, hour, index, point)), subscriptions: [] });
      }),
    );
  }
  for (const subscriptions of batches(series.subscriptions)) {
    await readHours(tx, range, subscriptions.map(wantedSubscription), (hour) =>
      eachPoll(hour, (atMs, point) => {
        const found = subscriptions.flatMap((one, index) => subscriptionAt(one, hour, index, point));
        visit({ atMs, topics: [], subscriptions: found });
      }),
    );
  }
}

interface NamedTopic {
  id: number;
  topic: TopicKey;
}

interface NamedSubscription extends NamedTopic {
  group: string;
}

interface NamedSeries {
  topics: NamedTopic[];
  subscriptions: NamedSubscription[];
}

const wantedTopic = ({ id }: NamedTopic): WantedSeries => ({ kind: 't', seriesId: id, runs: 3 });
const wantedSubscription = ({ id }: NamedSubscription): WantedSeries => ({ kind: 's', seriesId: id });

/** Where to find the ids of series in hours from $2 up to $3. */
const SEATED = {
  topics: `select series_id as id from poll_seat where cluster_id = $1 and hour >= $2 and hour < $3 and kind = 't'`,
  subscriptions: `select series_id as id from poll_seat where cluster_id = $1 and hour >= $2 and hour < $3 and kind = 's'`,
};
const CHUNKED = {
  topics: `select topic_id as id from topic_chunk where hour >= $2 and hour < $3`,
  subscriptions: `select subscription_id as id from subscription_chunk where hour >= $2 and hour < $3`,
};

const topicSchema = z.object({ id: z.int(), name: z.string(), kafkaTopicId: z.string() });
const subscriptionSchema = topicSchema.extend({ group: z.string() });

/** Every series with something in these hours, by name. */
async function namedSeries(
  sql: Sql,
  { topics, subscriptions }: typeof SEATED,
  { clusterId }: PollRange,
  hours: [Date, Date],
): Promise<NamedSeries> {
  const topicRows = await sql.query(
    `select t.id, t.name, t.kafka_topic_id::text as "kafkaTopicId"
       from topic t where t.cluster_id = $1 and t.id in (${topics}) order by t.name, t.id`,
    [clusterId, ...hours],
    topicSchema,
  );
  const subscriptionRows = await sql.query(
    `select s.id, g.name as group, t.name, t.kafka_topic_id::text as "kafkaTopicId"
       from subscription s join consumer_group g on g.id = s.group_id join topic t on t.id = s.topic_id
      where g.cluster_id = $1 and s.id in (${subscriptions}) order by g.name, t.name, t.id`,
    [clusterId, ...hours],
    subscriptionSchema,
  );
  return {
    topics: topicRows.map(({ id, name, kafkaTopicId }) => ({ id, topic: { name, kafkaTopicId } })),
    subscriptions: subscriptionRows.map(({ id, group, name, kafkaTopicId }) => ({
      id,
      group,
      topic: { name, kafkaTopicId },
    })),
  };
}

function batches<One>(all: readonly One[]): One[][] {
  return Array.from({ length: Math.ceil(all.length / BATCH_SERIES) }, (_, index) =>
    all.slice(index * BATCH_SERIES, (index + 1) * BATCH_SERIES),
  );
}

/** The polls of an hour that is sealed; those of the others come whole, later. */
function eachPoll(hour: HourColumns, visit: (atMs: number, point: number) => void): void {
  if (!hour.sealed) return;
  for (let point = hour.from; point < hour.to; point++) visit(hour.atMs[point] ?? 0, point);
}

function topicAt({ topic }: NamedTopic, { series, atMs }: HourColumns, index: number, point: number): TopicSamples[] {
  const [logStart, highWatermark, open] = valuesAtPoint(series[index], atMs.length, point);
  return logStart && highWatermark && open ? [{ topic, logStart, highWatermark, open }] : [];
}

function subscriptionAt(
  { group, topic }: NamedSubscription,
  { series, atMs }: HourColumns,
  index: number,
  point: number,
): SubscriptionSamples[] {
  const [committed] = valuesAtPoint(series[index], atMs.length, point);
  return committed ? [{ group, topic, committed }] : [];
}

/** Each run of a series at one poll; none where the series was not there yet. */
function valuesAtPoint(columns: SeriesColumns | undefined, points: number, point: number): BigInt64Array[] {
  if (columns === undefined) return [];
  const valueAt = (run: Float64Array, partition: number) => run[partition * points + point] ?? ABSENT;
  let width = columns.partitions;
  // Partitions that were added later.
  while (width > 0 && valueAt(columns.runs[0] ?? NOTHING, width - 1) === ABSENT) width -= 1;
  if (width === 0) return [];
  return columns.runs.map((run) =>
    BigInt64Array.from({ length: width }, (_, partition) => {
      const value = valueAt(run, partition);
      return Number.isNaN(value) ? NOT_OBSERVED : BigInt(value);
    }),
  );
}

const NOTHING = new Float64Array(0);

function samplesOf(poll: PollSlice, series: NamedSeries): PollSamples {
  return {
    atMs: poll.atMs,
    topics: series.topics.flatMap(({ topic }, index) => {
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
