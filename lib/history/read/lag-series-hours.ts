import type { Series } from '#lib/api/schemas/series.ts';
import type { Transaction } from '#lib/db/database.ts';
import { LAG_STATS, SUM_STATS, statsOf, statsOfSums } from '../hour-stats.ts';
import type { BucketAxis } from './buckets.ts';
import type { HourColumns } from './columns.ts';
import { HourLine, hourValueAt, lagValueAt } from './hour-lines.ts';
import { type HourRow, readHourRows } from './hour-rows.ts';
import { readHours, unsealedFrom } from './hours.ts';
import { type LagGrouping, type SeriesName, seriesName } from './lag-chart.ts';
import { createLagFold, type LagFoldRules } from './lag-fold.ts';
import { type Counted, wantedPositions } from './lag-subscriptions.ts';
import { PollSums } from './poll-sums.ts';
import type { PollRange } from './polls.ts';

/**
 * Lag of a group out of the level of hours, for ranges that go back beyond the polls that are kept. Here lag is counted to
 * the high watermark, also of a group that reads committed records.
 */
export async function lagSeriesByHours(
  tx: Transaction,
  { clusterId, by }: { clusterId: number; by: LagGrouping },
  axis: BucketAxis,
  subscriptions: readonly Counted[],
  rules: LagFoldRules,
  maxSeries: number,
): Promise<{ series: Series[]; omittedSeries: number }> {
  const range: PollRange = { clusterId, fromMs: axis.fromMs, toMs: axis.toMs };
  const lines = new Map<string, { name: SeriesName; line: HourLine }>();
  const lineOf = (name: SeriesName): HourLine => {
    const present = lines.get(name.key) ?? { name, line: new HourLine() };
    lines.set(name.key, present);
    return present.line;
  };
  const add = ({ topic, outside }: Counted, { hourMs, stats, total }: HourRow) => {
    if (by !== 'partition' && outside.size === 0) {
      lineOf(seriesName(by, topic, 0)).add(hourMs, hourValueAt(total, 0, total[SUM_STATS - 1] || 0));
      return;
    }
    for (let partition = 0; partition * LAG_STATS < stats.length; partition++) {
      const value = lagValueAt(stats, partition);
      if (outside.has(partition) || value === null) continue;
      lineOf(seriesName(by, topic, partition)).add(hourMs, value);
    }
  };
  const byId = new Map(subscriptions.map((one) => [one.subscriptionId, one]));
  await readHourRows(tx, range, 's', [...byId.keys()], (row) => {
    const subscription = byId.get(row.id);
    if (subscription !== undefined) add(subscription, row);
  });
  await readUnsealed(tx, range, subscriptions, rules, add);

  const known = [...lines.values()].filter(({ line }) => line.isKnown);
  const kept = known.sort((a, b) => b.line.last - a.line.last).slice(0, maxSeries);
  return {
    series: kept.map(({ name, line }) => ({ ...name, ...line.values(axis) })),
    omittedSeries: known.length - kept.length,
  };
}

/** The hours that are not sealed yet, in the shape of those that are. */
async function readUnsealed(
  tx: Transaction,
  range: PollRange,
  subscriptions: readonly Counted[],
  rules: LagFoldRules,
  add: (subscription: Counted, row: HourRow) => void,
): Promise<void> {
  const fromMs = await unsealedFrom(tx, range);
  const fold = createLagFold(subscriptions.length, { ...rules, readCommitted: false });
  const wanted = wantedPositions(subscriptions, { readCommitted: false });
  // What was sealed last is looked at once more, for what the first polls after it carry over.
  await readHours(tx, { ...range, fromMs: fromMs - rules.carryMs }, wanted, (hour) => {
    subscriptions.forEach((subscription, nth) => {
      const row = rowOf(subscription.subscriptionId, hour, (visit) => fold.subscription(hour, nth, visit));
      // An hour that could not be sealed may have sealed ones behind it.
      if (!hour.sealed && hour.hourMs >= fromMs) add(subscription, row);
    });
  });
}

function rowOf(
  id: number,
  hour: HourColumns,
  eachPartition: (visit: (partition: number, lag: Float64Array) => void) => void,
): HourRow {
  const sums = new PollSums();
  sums.begin(hour.atMs.length);
  const stats: number[] = [];
  eachPartition((_, lag) => {
    sums.addColumn(lag, hour.from, hour.to);
    stats.push(...statsOf(lag, hour));
  });
  const total = Float64Array.from(statsOfSums(sums, hour));
  return { id, hourMs: hour.hourMs, stats: Float64Array.from(stats), total };
}
