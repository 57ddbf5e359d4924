import { z } from 'zod';
import type { Database } from '#lib/db/database.ts';
import { packedChunk } from '#lib/history/chunk/chunk.ts';
import { packStats, statsOf, TOPIC_STATS } from '#lib/history/hour-stats.ts';
import { DAY_MS, dayOf, HOUR_MS } from '#lib/history/hours.ts';
import { SUBSCRIPTION_CHUNK, TOPIC_CHUNK } from '#lib/history/partition-spans.ts';
import { ensurePartition } from '#lib/history/partitions.ts';
import { PollSums } from '#lib/history/read/poll-sums.ts';
import { packSums } from '#lib/history/read/sum-chunk.ts';
import { pollOf } from '#lib/history/read/testing.ts';
import { rollDay } from '#lib/history/seal/roll-day.ts';
import {
  type ChunkRow,
  insertChunks,
  markSealed,
  SUBSCRIPTION_CHUNKS,
  TOPIC_CHUNKS,
} from '#lib/history/seal/seal-store.ts';
import { madeGroup } from '#lib/history/testing.ts';
import { openWriter } from './history-store.ts';
import { progress } from './progress.ts';

/** A history of groups of many partitions, in whole sealed hours. */
export interface WideShape {
  groups: number;
  partitions: number;
  fromMs: number;
  toMs: number;
}

const INTERVAL_MS = 10_000;
const POLLS = HOUR_MS / INTERVAL_MS;
const TOPIC = 'wide';
/** Hours that differ in their noise; every hour of every group is one of them. */
const KINDS = 8;
/** The end of each partition at the first poll, and how many records are written from poll to poll. */
const END = 10_000_000;
const RATE = 500;
/** One partition of a group that is behind is so far behind, and one that comes near a limit. */
const BEHIND = 20_000;
const NEAR = 9_500;

const subscriptionRow = z.object({ id: z.int(), topicId: z.int(), name: z.string() });

/**
 * Puts it down as the sealer does, packed by the product: a twentieth of the groups comes over the limit of 10,000 in one partition, or
 * near it, for some minutes of an eighth of the hours; one is beyond it in one partition all the time. Gives the id of its cluster.
 */
export async function fillWide(database: Database, { groups, partitions, fromMs, toMs }: WideShape): Promise<number> {
  const { writer, lease } = await openWriter(database, TOPIC);
  const { clusterId } = writer;
  const names = Array.from({ length: groups }, (_, index) => `group-${index}`);
  const committed = Object.fromEntries(
    names.map((name) => [name, { [TOPIC]: new Array<bigint>(partitions).fill(1n) }]),
  );
  const ends = { [TOPIC]: Array.from({ length: partitions }, (): [bigint, bigint] => [0n, 1n]) };
  const poll = pollOf(toMs, ends, committed);
  await writer.write({ ...poll, groups: names.map((name) => madeGroup(name, [TOPIC], 0n, partitions)) }, lease);
  const subscriptions = await database.query(
    `select s.id, s.topic_id as "topicId", g.name from subscription s join consumer_group g on g.id = s.group_id
      where g.cluster_id = $1 order by s.id`,
    [clusterId],
    subscriptionRow,
  );
  const made = madeHours(partitions);
  const atMs = Float64Array.from({ length: POLLS }, (_, at) => at * INTERVAL_MS);
  for (let hourMs = fromMs; hourMs < toMs; hourMs += HOUR_MS) {
    for (const table of [TOPIC_CHUNK, SUBSCRIPTION_CHUNK]) await ensurePartition(database, table, hourMs);
    const hour = made((hourMs - fromMs) / HOUR_MS);
    const rows = subscriptions.map(({ id, name }): ChunkRow => {
      return { id, partitions, chunks: hour.subscription(Number(name.split('-')[1])) };
    });
    await database.transaction(async (tx) => {
      await markSealed(
        tx,
        clusterId,
        hourMs,
        atMs.map((at) => hourMs + at),
      );
      const topicId = subscriptions[0]?.topicId ?? 0;
      await insertChunks(tx, TOPIC_CHUNKS, hourMs, [{ id: topicId, partitions, chunks: hour.topic }]);
      for (let from = 0; from < rows.length; from += 100) {
        await insertChunks(tx, SUBSCRIPTION_CHUNKS, hourMs, rows.slice(from, from + 100));
      }
    });
    if ((hourMs + HOUR_MS) % DAY_MS === 0) {
      await rollDay(database, lease, dayOf(hourMs));
      progress(
        `${Math.round((hourMs + HOUR_MS - fromMs) / DAY_MS)} days of ${groups} x ${partitions} partitions are there`,
      );
    }
  }
  return clusterId;
}

interface MadeHour {
  topic: Buffer[];
  subscription(group: number): Buffer[];
}

/** Chunks of one hour after the other: of each kind there is they are packed once. */
function madeHours(partitions: number): (hour: number) => MadeHour {
  const columns = (valueAt: (partition: number, point: number) => number) => {
    const values = new Float64Array(partitions * POLLS);
    for (let partition = 0; partition < partitions; partition++) {
      for (let point = 0; point < POLLS; point++) values[partition * POLLS + point] = valueAt(partition, point);
    }
    return values;
  };
  const packed = (values: Float64Array) => packedChunk({ columns: partitions, points: POLLS, values });
  const nothing = packed(columns(() => 0));
  const topicStats = packStats(new Array<number>(TOPIC_STATS).fill(0));
  const lags = new Map<string, { lag: Float64Array; told: Buffer[] }>();
  const lagOf = (kind: string, seed: number) => {
    const key = `${kind} ${seed}`;
    const noise = noiseOf(seed + 1);
    const made =
      lags.get(key) ?? madeLag(columns((partition, point) => usualLag(noise()) + extraOf(kind, partition, point)));
    lags.set(key, made);
    return made;
  };
  return (hour) => {
    const high = columns((partition, point) => END + partition + (hour * POLLS + point) * RATE);
    const known = new Map<object, Buffer[]>();
    return {
      topic: [nothing, packed(high), nothing, topicStats],
      subscription(group) {
        const seed = (group + hour) % KINDS;
        const isBusy = group % 20 === 0 && seed === 0;
        const made = lagOf(group === 1 ? 'behind' : isBusy ? (group % 40 === 0 ? 'above' : 'near') : 'usual', seed);
        const found = known.get(made) ?? [packed(high.map((end, at) => end - (made.lag[at] ?? 0))), ...made.told];
        known.set(made, found);
        return found;
      },
    };
  };
}

const usualLag = (noise: number): number => Math.round(400 + noise * RATE);

/** Lag with what its hour is told by. */
function madeLag(lag: Float64Array): { lag: Float64Array; told: Buffer[] } {
  const sums = new PollSums();
  sums.begin(POLLS);
  const stats: number[] = [];
  for (let from = 0; from < lag.length; from += POLLS) {
    const column = lag.subarray(from, from + POLLS);
    sums.addColumn(column, 0, POLLS);
    stats.push(...statsOf(column, { from: 0, to: POLLS }));
  }
  return { lag, told: [packSums(sums), packStats(stats)] };
}

function extraOf(kind: string, partition: number, point: number): number {
  if (partition !== 7 || kind === 'usual') return 0;
  if (kind === 'behind') return BEHIND;
  const isIn = point % 120 < 40;
  return isIn ? (kind === 'above' ? BEHIND : NEAR - RATE - 400) : 0;
}

/** Always the same numbers, from 0 to 1. */
function noiseOf(seed: number): () => number {
  let state = seed * 7_919;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}
