import { unpackChunk } from '../chunk/chunk.ts';
import { packStats, statsOf } from '../hour-stats.ts';
import { columnsOfPolls, type HourColumns, type SeriesColumns } from '../read/columns.ts';
import { readHours } from '../read/hours.ts';
import { createLagFold, type LagFold, LEFT_OUT } from '../read/lag-fold.ts';
import type { WantedSeries } from '../read/layout.ts';
import { PollSums } from '../read/poll-sums.ts';
import { packSums } from '../read/sum-chunk.ts';
import { batchesOf, type ChunkRow, insertChunks, SUBSCRIPTION_CHUNKS, topicsOfSubscriptions } from './seal-store.ts';
import type { PackedLog } from './seal-topics.ts';
import { BATCH_SLOTS, packRun, type UnsealedHour } from './unsealed-hour.ts';

/** Writes the chunks of all subscriptions of an hour; gives their ids. */
export async function sealSubscriptions(hour: UnsealedHour, logs: ReadonlyMap<number, PackedLog>): Promise<number[]> {
  const { tx, range, atMs } = hour;
  const seats = hour.seats.filter(({ kind }) => kind === 's');
  const topicOf = await topicsOfSubscriptions(
    tx,
    seats.map(({ seriesId }) => seriesId),
  );
  const sealed: number[] = [];
  for (const batch of batchesOf(seats, BATCH_SLOTS)) {
    const wanted = batch.map(({ seriesId }): WantedSeries => ({ kind: 's', seriesId }));
    const ids = new Set(batch.map(({ seriesId }) => seriesId));
    const own = seats.filter(({ seriesId }) => ids.has(seriesId));
    const columns = await columnsOfPolls(tx, range.fromMs, range, wanted, own, atMs);
    const rows: ChunkRow[] = [];
    for (const [index, { seriesId }] of wanted.entries()) {
      const subscription = columns.series[index];
      if (subscription === undefined) continue;
      const topicId = topicOf.get(seriesId) ?? 0;
      const log = unpackLog(logs.get(topicId));
      rows.push(await sealSubscription(hour, { id: seriesId, topicId }, columns, subscription, log));
      sealed.push(seriesId);
    }
    await insertChunks(tx, SUBSCRIPTION_CHUNKS, range.fromMs, rows);
  }
  return sealed;
}

function unpackLog(log: PackedLog | undefined): SeriesColumns | undefined {
  if (log === undefined) return undefined;
  return { partitions: log.partitions, runs: [unpackChunk(log.logStart).values, unpackChunk(log.high).values] };
}

async function sealSubscription(
  hour: UnsealedHour,
  { id, topicId }: { id: number; topicId: number },
  columns: HourColumns,
  subscription: SeriesColumns,
  log: SeriesColumns | undefined,
): Promise<ChunkRow> {
  const { partitions, runs } = subscription;
  const own = { ...columns, series: [subscription, log] };
  const rules = { carryMs: hour.carryMs, readCommitted: false };
  let lag = foldHour(createLagFold(1, rules), own, hour.carryMs);
  if (lag.needsEarlier) {
    const primed = createLagFold(1, rules);
    await recall(hour, id, topicId, primed);
    lag = foldHour(primed, own, hour.carryMs);
  }
  const committed = await packRun(hour, partitions, runs[0] ?? new Float64Array(0));
  return { id, partitions, chunks: [committed, packSums(lag.sums), packStats(lag.stats)] };
}

interface HourOfLag {
  sums: PollSums;
  /** Of each partition, by statsOf. */
  stats: number[];
  /** A partition was at first not seen, or ahead of the log: what becomes of its lag is told by the hour before. */
  needsEarlier: boolean;
}

function foldHour(fold: LagFold, columns: HourColumns, carryMs: number): HourOfLag {
  const sums = new PollSums();
  sums.begin(columns.atMs.length);
  const stats: number[] = [];
  let needsEarlier = false;
  fold.subscription(columns, 0, (partition, lag) => {
    sums.addColumn(lag, columns.from, columns.to);
    stats.push(...statsOf(lag, columns));
    const first = lag.subarray(0, columns.to).findIndex((one) => one !== LEFT_OUT);
    const atMs = columns.atMs[first] ?? Number.POSITIVE_INFINITY;
    const isOpen = Number.isNaN(lag[first]) || isAheadAt(columns, partition, first);
    needsEarlier ||= isOpen && atMs - carryMs < columns.hourMs;
  });
  return { sums, stats, needsEarlier };
}

function isAheadAt({ atMs, series: [own, log] }: HourColumns, partition: number, point: number): boolean {
  const at = partition * atMs.length + point;
  const highWatermark = partition < (log?.partitions ?? 0) ? log?.runs[1]?.[at] : undefined;
  return (own?.runs[0]?.[at] ?? 0) > (highWatermark ?? Number.NaN);
}

/** Lets a fold see the polls of the hour before that may still count. */
async function recall({ tx, range, carryMs }: UnsealedHour, id: number, topicId: number, fold: LagFold): Promise<void> {
  const earlier = { ...range, fromMs: range.fromMs - carryMs, toMs: range.fromMs };
  const wanted: WantedSeries[] = [
    { kind: 's', seriesId: id },
    { kind: 't', seriesId: topicId, runs: 2 },
  ];
  await readHours(tx, earlier, wanted, (before) => fold.subscription(before, 0, () => undefined));
}
