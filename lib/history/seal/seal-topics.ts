import { packStats, statsOfSums, TENTHS } from '../hour-stats.ts';
import { columnsOfPolls, type HourColumns, type SeriesColumns } from '../read/columns.ts';
import type { WantedSeries } from '../read/layout.ts';
import { createTopicFold } from '../read/topic-fold.ts';
import { batchesOf, type ChunkRow, insertChunks, TOPIC_CHUNKS } from './seal-store.ts';
import { BATCH_SLOTS, packRun, type UnsealedHour } from './unsealed-hour.ts';

/** Log start and high watermark of a topic in the hour, packed: the lag of its subscriptions is counted with them. */
export interface PackedLog {
  partitions: number;
  logStart: Buffer;
  high: Buffer;
}

const RUNS = 3;

/** Writes the chunks of all topics of an hour; gives what their subscriptions need, by topic id. */
export async function sealTopics(hour: UnsealedHour): Promise<Map<number, PackedLog>> {
  const logs = new Map<number, PackedLog>();
  const { tx, range, atMs } = hour;
  const seats = hour.seats.filter(({ kind }) => kind === 't');
  for (const batch of batchesOf(seats, BATCH_SLOTS / RUNS)) {
    const wanted = batch.map(({ seriesId }): WantedSeries => ({ kind: 't', seriesId, runs: RUNS }));
    const ids = new Set(batch.map(({ seriesId }) => seriesId));
    const own = seats.filter(({ seriesId }) => ids.has(seriesId));
    const columns = await columnsOfPolls(tx, range.fromMs, range, wanted, own, atMs);
    const rows: ChunkRow[] = [];
    for (const [index, { seriesId }] of wanted.entries()) {
      const topic = columns.series[index];
      if (topic === undefined) continue;
      const { row, log } = await sealTopic(hour, seriesId, topic, columns);
      rows.push(row);
      logs.set(seriesId, log);
    }
    await insertChunks(tx, TOPIC_CHUNKS, range.fromMs, rows);
  }
  return logs;
}

async function sealTopic(
  hour: UnsealedHour,
  id: number,
  { partitions, runs }: SeriesColumns,
  columns: HourColumns,
): Promise<{ row: ChunkRow; log: PackedLog }> {
  const empty = new Float64Array(0);
  const [logStart, high, open] = [
    await packRun(hour, partitions, runs[0] ?? empty),
    await packRun(hour, partitions, runs[1] ?? empty),
    await packRun(hour, partitions, runs[2] ?? empty),
  ];
  const sums = createTopicFold(hour.carryMs)({ ...columns, series: [{ partitions, runs }] });
  const stats = packStats([
    ...statsOfSums(sums.messagesPerSecond, columns, TENTHS),
    ...statsOfSums(sums.retained, columns),
  ]);
  return { row: { id, partitions, chunks: [logStart, high, open, stats] }, log: { partitions, logStart, high } };
}
