import { z } from 'zod';
import type { Database, Sql, Transaction } from '#lib/db/database.ts';
import { slotValue } from '../body.ts';
import { ABSENT, NONE } from '../chunk/special-values.ts';
import { NO_COMMIT, NOT_OBSERVED } from '../contract.ts';
import type { HourColumns, SeriesColumns } from './columns.ts';
import { readHoursBack } from './hours.ts';
import type { Place, WantedSeries } from './layout.ts';
import { type PollSlice, readPolls } from './polls.ts';
import { type SubscriptionRef, subscriptionsOf } from './subscriptions.ts';

/** Log positions of one partition in one poll; null where that poll did not see it. */
export interface LogPosition {
  partition: number;
  logStart: bigint | null;
  highWatermark: bigint | null;
  /** High watermark - last stable offset. */
  open: bigint | null;
}

/** One partition of a group in the newest poll. */
export interface LatestPartition extends LogPosition {
  /** `none`: the group has no committed offset here; null: this poll did not see it. */
  committed: bigint | 'none' | null;
  /** Poll at which the committed offset was last seen to change, within the last 360 polls; null if it did not. */
  lastCommitAtMs: number | null;
}

export interface LatestSubscription extends SubscriptionRef {
  partitions: LatestPartition[];
}

/** What the newest poll saw of one group. */
export interface LatestGroup {
  /** That poll's instant (its poll id). */
  atMs: number;
  subscriptions: LatestSubscription[];
}

export interface LatestTopic {
  atMs: number;
  partitions: LogPosition[];
}

/** How far back a change of a committed offset is looked for. */
const COMMIT_LOOKBACK_POLLS = 360;
/** The same at the longest interval, so that seats of few hours are looked at. */
const COMMIT_LOOKBACK_MAX_MS = COMMIT_LOOKBACK_POLLS * 300_000;

const SNAPSHOT = { isolation: 'repeatable read', readOnly: true } as const;

/** Positions of all subscriptions of a group in the cluster's newest poll; null before the first. */
export async function readLatest(db: Database, clusterId: number, groupId: number): Promise<LatestGroup | null> {
  return db.transaction((tx) => latestGroup(tx, clusterId, groupId), SNAPSHOT);
}

/** The same inside a repeatable-read transaction of the caller, who reads current state by the same snapshot. */
export async function latestGroup(tx: Transaction, clusterId: number, groupId: number): Promise<LatestGroup | null> {
  const atMs = await newestPoll(tx, clusterId);
  if (atMs === null) return null;
  const refs = await subscriptionsOf(tx, groupId);
  const committed = refs.map((one): WantedSeries => ({ kind: 's', seriesId: one.subscriptionId }));
  const logs = refs.map((one): WantedSeries => ({ kind: 't', seriesId: one.topicId, runs: 3 }));
  const poll = await readPoll(tx, clusterId, atMs, [...committed, ...logs]);
  if (poll === null) return { atMs, subscriptions: [] };
  const lastCommits = await readLastCommits(tx, clusterId, atMs, committed);
  const subscriptions = refs.map((ref, index) => ({
    ...ref,
    partitions: latestPartitions(poll, poll.places[index], poll.places[refs.length + index], lastCommits[index]),
  }));
  return { atMs, subscriptions: subscriptions.filter(({ partitions }) => partitions.length > 0) };
}

/** Log positions of a topic in the cluster's newest poll; null before the first. */
export async function readLatestTopic(db: Database, clusterId: number, topicId: number): Promise<LatestTopic | null> {
  return db.transaction((tx) => latestTopic(tx, clusterId, topicId), SNAPSHOT);
}

/** The same inside a repeatable-read transaction of the caller. */
export async function latestTopic(tx: Transaction, clusterId: number, topicId: number): Promise<LatestTopic | null> {
  const atMs = await newestPoll(tx, clusterId);
  if (atMs === null) return null;
  const poll = await readPoll(tx, clusterId, atMs, [{ kind: 't', seriesId: topicId, runs: 3 }]);
  const place = poll?.places[0];
  if (poll === null || place === undefined) return { atMs, partitions: [] };
  return { atMs, partitions: indexes(place.partitions).map((partition) => logPosition(poll.bytes, place, partition)) };
}

const newestSchema = z.object({ at: z.date() });

async function newestPoll(sql: Sql, clusterId: number): Promise<number | null> {
  const [row] = await sql.query(
    'select at from poll where cluster_id = $1 order by at desc limit 1',
    [clusterId],
    newestSchema,
  );
  return row?.at.getTime() ?? null;
}

async function readPoll(
  tx: Transaction,
  clusterId: number,
  atMs: number,
  wanted: readonly WantedSeries[],
): Promise<PollSlice | null> {
  let found: PollSlice | null = null;
  await readPolls(tx, { clusterId, fromMs: atMs, toMs: atMs + 1 }, wanted, (poll) => {
    found = { ...poll, bytes: Buffer.from(poll.bytes) };
  });
  return found;
}

function latestPartitions(
  { bytes }: PollSlice,
  own: Place | undefined,
  log: Place | undefined,
  lastCommits: ReadonlyMap<number, number> | undefined,
): LatestPartition[] {
  return indexes(Math.max(own?.partitions ?? 0, log?.partitions ?? 0)).map((partition) => ({
    ...logPosition(bytes, log, partition),
    committed: committedAt(bytes, own, partition),
    lastCommitAtMs: lastCommits?.get(partition) ?? null,
  }));
}

const indexes = (length: number): number[] => Array.from({ length }, (_, index) => index);

function committedAt(bytes: Buffer, place: Place | undefined, partition: number): bigint | 'none' | null {
  if (place === undefined || partition >= place.partitions) return null;
  const value = slotValue(bytes, place.offset + partition);
  if (value === NO_COMMIT) return 'none';
  return value === NOT_OBSERVED ? null : value;
}

function logPosition(bytes: Buffer, place: Place | undefined, partition: number): LogPosition {
  const read = (run: number) => {
    if (place === undefined || partition >= place.partitions) return null;
    const value = slotValue(bytes, place.offset + run * place.partitions + partition);
    return value < 0n ? null : value;
  };
  return { partition, logStart: read(0), highWatermark: read(1), open: read(2) };
}

/** Per series: partition -> instant of the newest poll whose committed offset differs from the one before it. */
async function readLastCommits(
  tx: Transaction,
  clusterId: number,
  newestMs: number,
  wanted: readonly WantedSeries[],
): Promise<Map<number, number>[]> {
  const found = wanted.map(() => new Map<number, number>());
  const later: Map<number, Seen>[] = wanted.map(() => new Map());
  const range = { clusterId, fromMs: newestMs - COMMIT_LOOKBACK_MAX_MS, toMs: newestMs + 1 };
  await readHoursBack(tx, range, wanted, COMMIT_LOOKBACK_POLLS, (hour) => {
    hour.series.forEach((columns, index) => {
      if (columns !== undefined) noteChanges(hour, columns, found[index], later[index]);
    });
  });
  return found;
}

interface Seen {
  value: number;
  atMs: number;
}

/**
 * From the newest poll back: a value that differs from the next newer one means that the newer poll saw the commit, unless
 * it saw that there is none any more: an offset that expired is no commit, and the one before it is looked for still.
 */
function noteChanges(
  { atMs, from, to }: HourColumns,
  { partitions, runs: [committed] }: SeriesColumns,
  found: Map<number, number> | undefined,
  later: Map<number, Seen> | undefined,
): void {
  if (committed === undefined || found === undefined || later === undefined) return;
  for (let partition = 0; partition < partitions; partition++) {
    let newer = later.get(partition);
    for (let point = to - 1; point >= from && !found.has(partition); point--) {
      const value = committed[partition * atMs.length + point] ?? ABSENT;
      if (Number.isNaN(value) || value === ABSENT) continue;
      if (newer !== undefined && newer.value !== NONE && newer.value !== value) found.set(partition, newer.atMs);
      newer = { value, atMs: atMs[point] ?? 0 };
    }
    if (newer !== undefined) later.set(partition, newer);
  }
}
