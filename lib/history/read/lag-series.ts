import type { Series } from '#lib/api/schemas/series.ts';
import type { Database, Transaction } from '#lib/db/database.ts';
import { threePollsMs } from '#lib/lag/three-polls.ts';
import { HOUR_MS } from '../hours.ts';
import { type BucketAxis, bucketAxis } from './buckets.ts';
import type { PartitionFilter } from './chunks.ts';
import type { HourColumns } from './columns.ts';
import { beginsInHours } from './hour-rows.ts';
import { readHours, unsealedFrom } from './hours.ts';
import { pollInterval } from './interval.ts';
import { createLagChart, type LagChart, type LagGrouping } from './lag-chart.ts';
import { createLagFold, type LagFoldRules } from './lag-fold.ts';
import { lagSeriesByHours } from './lag-series-hours.ts';
import { type Counted, countedSubscriptions, wantedPositions } from './lag-subscriptions.ts';
import { namesByLastLag } from './last-lags.ts';
import type { WantedSeries } from './layout.ts';
import type { PollRange } from './polls.ts';
import { sumsOf } from './sum-chunk.ts';

export interface LagSeriesQuery {
  clusterId: number;
  groupId: number;
  fromMs: number;
  toMs: number;
  /** Most buckets in the answer, 2 to 500. */
  points: number;
  by: LagGrouping;
  /** The group reads committed records: its lag is counted to the last stable offset. */
  readCommitted: boolean;
  /** "3 polls" are at least this long. */
  patienceMs: number;
}

export interface LagSeriesData extends BucketAxis {
  series: Series[];
  /** Series left out, those with the smallest lag at the end of the range first. */
  omittedSeries: number;
}

/** What an answer holds, in values. */
const MOST_VALUES = 60_000;
/** How many series a chart may have: more where it has few points. */
export const mostSeries = (points: number): number => Math.min(500, Math.max(100, Math.floor(MOST_VALUES / points)));

/**
 * Lag of a group over time: min, mean and max of each bucket over the polls in it. A partition not known at a poll keeps
 * its last lag for 3 polls; after that the sums are without it, and say how many they miss. A bucket without any known
 * partition is null. The sum of the group is over the partitions that its present total is over; the others have series of
 * their own by topic and by partition. A range that begins before the polls that are kept has buckets of whole hours.
 */
export async function readLagSeries(db: Database, query: LagSeriesQuery): Promise<LagSeriesData> {
  return db.transaction(
    async (tx) => {
      const intervalMs = await pollInterval(tx, query.clusterId);
      const carryMs = threePollsMs(intervalMs, query.patienceMs);
      const subscriptions = await countedSubscriptions(tx, query);
      const maxSeries = mostSeries(query.points);
      if (await beginsInHours(tx, query)) {
        const hours = bucketAxis({ ...query, intervalMs: HOUR_MS });
        const rules = { ...query, carryMs };
        return { ...hours, ...(await lagSeriesByHours(tx, query, hours, subscriptions, rules, maxSeries)) };
      }
      const axis = bucketAxis({ ...query, intervalMs });
      const topics = subscriptions.map(({ topic }) => topic);
      const worst = await namesByLastLag(tx, query, subscriptions);
      const chart = createLagChart(axis, query.by, topics, worst, maxSeries);
      await fillChart(tx, chart, { ...query, fromMs: axis.fromMs - carryMs }, subscriptions, { ...query, carryMs });
      return { ...axis, ...chart.finish() };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}

/**
 * Adds every hour of the range to the chart. Where a series takes all partitions of a subscription, sealed hours are taken
 * from the sums that were made when they were sealed; all else is counted from positions.
 */
async function fillChart(
  tx: Transaction,
  chart: LagChart,
  range: PollRange & Pick<LagSeriesQuery, 'by'>,
  subscriptions: readonly Counted[],
  rules: LagFoldRules,
): Promise<void> {
  const canSum = range.by !== 'partition' && !rules.readCommitted;
  const summed = subscriptions.filter(({ outside }) => canSum && outside.size === 0);
  const counted = subscriptions.filter((one) => !summed.includes(one));
  const { count, isRead } = createCounter(chart, counted, rules);
  const countedPositions = wantedPositions(counted, rules);
  const summedFromMs = summed.length === 0 ? range.fromMs : await unsealedFrom(tx, range);

  const isSumRead: PartitionFilter = (index, partition) => index >= countedPositions.length || isRead(index, partition);
  const sums = summed.map(({ subscriptionId }): WantedSeries => ({ kind: 'lag', seriesId: subscriptionId }));
  await readHours(
    tx,
    { ...range, toMs: summedFromMs },
    [...countedPositions, ...sums],
    (hour) => {
      chart.beginHour(hour);
      count(hour);
      summed.forEach(({ index }, nth) => {
        const columns = hour.series[countedPositions.length + nth];
        if (columns !== undefined) chart.addSums(index, sumsOf(columns, hour.atMs.length));
      });
      chart.endHour();
    },
    isSumRead,
  );

  const { count: countOn, recall } = createCounter(chart, summed, rules);
  // What was sealed last is looked at once more, for what the first polls after it carry over.
  const rest = { ...range, fromMs: summed.length === 0 ? summedFromMs : summedFromMs - rules.carryMs };
  await readHours(
    tx,
    rest,
    [...countedPositions, ...wantedPositions(summed, rules)],
    (hour) => {
      const ofSummed = { ...hour, series: hour.series.slice(countedPositions.length) };
      if ((hour.atMs[hour.to - 1] ?? 0) < summedFromMs) {
        recall(ofSummed);
        return;
      }
      chart.beginHour(hour);
      count(hour);
      countOn(ofSummed);
      chart.endHour();
    },
    isSumRead,
  );
}

interface Counter {
  /** Of its positions, which partitions the chart still takes. */
  isRead: PartitionFilter;
  /** Adds the lag of its subscriptions in an hour whose series begin with their positions. */
  count(hour: HourColumns): void;
  /** Only remembers the last known lags of such an hour. */
  recall(hour: HourColumns): void;
}

function createCounter(chart: LagChart, subscriptions: readonly Counted[], rules: LagFoldRules): Counter {
  const fold = createLagFold(subscriptions.length, rules);
  const takes = ({ index, outside }: Counted, partition: number) =>
    !outside.has(partition) && chart.takes(index, partition);
  return {
    isRead(wantedIndex, partition) {
      const subscription = subscriptions[wantedIndex % subscriptions.length];
      return subscription !== undefined && takes(subscription, partition);
    },
    count(hour) {
      for (const [nth, subscription] of subscriptions.entries()) {
        const add = (partition: number, lag: Float64Array) => chart.add(subscription.index, partition, lag);
        fold.subscription(hour, nth, add, (partition) => takes(subscription, partition));
      }
    },
    recall(hour) {
      subscriptions.forEach((_, nth) => {
        fold.subscription(hour, nth, () => undefined);
      });
    },
  };
}
