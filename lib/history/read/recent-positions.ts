import type { Transaction } from '#lib/db/database.ts';
import { ABSENT } from '../chunk/special-values.ts';
import type { HourColumns, SeriesColumns } from './columns.ts';
import { readHoursBack } from './hours.ts';
import type { WantedSeries } from './layout.ts';
import type { PollRange } from './polls.ts';
import type { SubscriptionRef } from './subscriptions.ts';

/** What the newest polls hold of one subscription. Value of partition p at poll j: `[p * atMs.length + j]`. */
export interface RecentPositions {
  /** Instants of the polls, ascending. */
  atMs: Float64Array;
  partitions: number;
  /** NaN: not observed; see special-values.ts for the rest. */
  committed: Float64Array;
  highWatermark: Float64Array;
}

/** Committed offsets and high watermarks of these subscriptions in the newest polls of a range, at most `maxPolls` of them. */
export async function readRecentPositions(
  tx: Transaction,
  range: PollRange & { maxPolls: number },
  subscriptions: readonly Pick<SubscriptionRef, 'subscriptionId' | 'topicId'>[],
): Promise<RecentPositions[]> {
  const wanted = [
    ...subscriptions.map(({ subscriptionId }): WantedSeries => ({ kind: 's', seriesId: subscriptionId })),
    ...subscriptions.map(({ topicId }): WantedSeries => ({ kind: 't', seriesId: topicId, runs: 2 })),
  ];
  const parts: Part[] = [];
  await readHoursBack(tx, range, wanted, range.maxPolls, (hour) => parts.unshift(partOf(hour, subscriptions.length)));
  return subscriptions.map((_, index) => joined(parts, index));
}

/** The polls of one hour, kept: what a visitor is shown is not. */
interface Part {
  atMs: Float64Array;
  committed: (Run | undefined)[];
  highWatermark: (Run | undefined)[];
}

interface Run {
  partitions: number;
  values: Float64Array;
}

function partOf(hour: HourColumns, subscriptions: number): Part {
  return {
    atMs: hour.atMs.slice(hour.from, hour.to),
    committed: hour.series.slice(0, subscriptions).map((series) => runOf(hour, series, 0)),
    highWatermark: hour.series.slice(subscriptions).map((series) => runOf(hour, series, 1)),
  };
}

function runOf({ atMs, from, to }: HourColumns, series: SeriesColumns | undefined, nth: number): Run | undefined {
  const run = series?.runs[nth];
  if (series === undefined || run === undefined) return undefined;
  const points = to - from;
  const values = new Float64Array(series.partitions * points);
  for (let partition = 0; partition < series.partitions; partition++) {
    const first = partition * atMs.length;
    values.set(run.subarray(first + from, first + to), partition * points);
  }
  return { partitions: series.partitions, values };
}

function joined(parts: readonly Part[], index: number): RecentPositions {
  const points = parts.reduce((sum, { atMs }) => sum + atMs.length, 0);
  const partitions = Math.max(
    0,
    ...parts.map(({ committed, highWatermark }) =>
      Math.max(committed[index]?.partitions ?? 0, highWatermark[index]?.partitions ?? 0),
    ),
  );
  const found: RecentPositions = {
    atMs: new Float64Array(points),
    partitions,
    committed: new Float64Array(partitions * points).fill(ABSENT),
    highWatermark: new Float64Array(partitions * points).fill(ABSENT),
  };
  let poll = 0;
  for (const part of parts) {
    found.atMs.set(part.atMs, poll);
    copyRun(part.committed[index], part.atMs.length, found.committed, points, poll);
    copyRun(part.highWatermark[index], part.atMs.length, found.highWatermark, points, poll);
    poll += part.atMs.length;
  }
  return found;
}

function copyRun(from: Run | undefined, polls: number, to: Float64Array, points: number, at: number): void {
  if (from === undefined) return;
  for (let partition = 0; partition < from.partitions; partition++) {
    to.set(from.values.subarray(partition * polls, (partition + 1) * polls), partition * points + at);
  }
}
