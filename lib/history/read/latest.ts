import { z } from 'zod';
import type { Database, Sql, Transaction } from '#lib/db/database.ts';
import { slotNumber, slotValue, slotView } from '../body.ts';
import { NO_COMMIT, NOT_OBSERVED } from '../contract.ts';
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

/** NO_COMMIT as slotNumber gives it. */
const NONE = Number(NO_COMMIT);

/** Per series: partition -> instant of the newest poll whose committed offset differs from the one before it. */
async function readLastCommits(
  tx: Transaction,
  clusterId: number,
  newestMs: number,
  wanted: readonly WantedSeries[],
): Promise<Map<number, number>[]> {
  const found = wanted.map(() => new Map<number, number>());
  const later: Map<number, { value: number; atMs: number }>[] = wanted.map(() => new Map());
  const range = {
    clusterId,
    fromMs: newestMs - COMMIT_LOOKBACK_MAX_MS,
    toMs: newestMs + 1,
    newestFirst: true,
    maxPolls: COMMIT_LOOKBACK_POLLS,
  };
  await readPolls(tx, range, wanted, (poll) => {
    poll.places.forEach((place, index) => {
      if (place !== undefined) noteChanges(poll, place, found[index], later[index]);
    });
  });
  return found;
}

/**
 * Polls come newest first: a value that differs from the next newer one means that the newer poll saw the commit, unless
 * it saw that there is none any more: an offset that expired is no commit, and the one before it is looked for still.
 */
function noteChanges(
  poll: PollSlice,
  place: Place,
  found: Map<number, number> | undefined,
  later: Map<number, { value: number; atMs: number }> | undefined,
): void {
  const view = slotView(poll.bytes);
  for (let partition = 0; partition < place.partitions; partition++) {
    if (found === undefined || later === undefined || found.has(partition)) continue;
    const value = slotNumber(view, place.offset + partition);
    if (Number.isNaN(value)) continue;
    const newer = later.get(partition);
    const committed = newer !== undefined && newer.value !== NONE && newer.value !== value;
    if (committed) found.set(partition, newer.atMs);
    else later.set(partition, { value, atMs: poll.atMs });
  }
}
