import type { Series } from '#lib/api/schemas/series.ts';
import type { Database, Transaction } from '#lib/db/database.ts';
import { threePollsMs } from '#lib/lag/three-polls.ts';
import { type BucketAxis, bucketAt, bucketAxis } from './buckets.ts';
import { pollInterval } from './interval.ts';
import { createLagChart, type LagGrouping, type SeriesName, seriesName } from './lag-chart.ts';
import { createLagFold, type LagVisitor, runsOfLog } from './lag-fold.ts';
import type { WantedSeries } from './layout.ts';
import { readPolls } from './polls.ts';
import { partitionsOutsideTotals, type SubscriptionRef, subscriptionsOf } from './subscriptions.ts';

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

const MAX_SERIES = 100;

/**
 * Lag of a group over time: min, mean and max of each bucket over the polls in it. A partition not known at a poll keeps
 * its last lag for 3 polls; after that the sums are without it, and say how many they miss. A bucket without any known
 * partition is null. The sum of the group is over the partitions that its present total is over; the others have series of
 * their own by topic and by partition.
 */
export async function readLagSeries(db: Database, query: LagSeriesQuery): Promise<LagSeriesData> {
  return db.transaction(
    async (tx) => {
      const intervalMs = await pollInterval(tx, query.clusterId);
      const axis = bucketAxis({ ...query, intervalMs });
      const subscriptions = await subscriptionsOf(tx, query.groupId);
      const wanted = wantedSeries(subscriptions, query);
      const topics = subscriptions.map(({ topic }) => topic);
      const worst = await namesByLastLag(tx, query, topics, wanted);
      const chart = createLagChart(axis, query.by, topics, worst, MAX_SERIES);
      const visit = query.by === 'group' ? await insideTotals(tx, query, subscriptions, chart.visit) : chart.visit;
      const carryMs = threePollsMs(intervalMs, query.patienceMs);
      const fold = createLagFold(subscriptions.length, { ...query, carryMs });
      await readPolls(tx, { ...query, fromMs: axis.fromMs - carryMs }, wanted, (poll) => {
        fold(poll, visit);
        chart.endPoll(bucketAt(axis, poll.atMs));
      });
      return { ...axis, ...chart.finish() };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}

/** The series of the newest poll of the range, the largest lag first: those a bounded chart must not leave out. */
async function namesByLastLag(
  tx: Transaction,
  query: LagSeriesQuery,
  topics: readonly string[],
  wanted: readonly WantedSeries[],
): Promise<SeriesName[]> {
  const lagByKey = new Map<string, { name: SeriesName; lag: number }>();
  const fold = createLagFold(topics.length, { ...query, carryMs: 0 });
  await readPolls(tx, { ...query, newestFirst: true, maxPolls: 1 }, wanted, (newest) => {
    fold(newest, (subscription, partition, lag) => {
      const name = seriesName(query.by, topics[subscription] ?? '', partition);
      const before = lagByKey.get(name.key)?.lag ?? 0;
      lagByKey.set(name.key, { name, lag: before + (Number.isNaN(lag) ? 0 : lag) });
    });
  });
  return [...lagByKey.values()].sort((a, b) => b.lag - a.lag).map(({ name }) => name);
}

/** Hands on what belongs in the total of the group as it stands now. */
async function insideTotals(
  tx: Transaction,
  { groupId }: LagSeriesQuery,
  subscriptions: readonly SubscriptionRef[],
  visit: LagVisitor,
): Promise<LagVisitor> {
  const byId = await partitionsOutsideTotals(tx, groupId);
  const outside = subscriptions.map(({ subscriptionId }) => byId.get(subscriptionId));
  return (subscription, partition, lag) => {
    if (!outside[subscription]?.has(partition)) visit(subscription, partition, lag);
  };
}

function wantedSeries(subscriptions: readonly SubscriptionRef[], query: LagSeriesQuery): WantedSeries[] {
  const runs = runsOfLog(query);
  return [
    ...subscriptions.map(({ subscriptionId }): WantedSeries => ({ kind: 's', seriesId: subscriptionId })),
    ...subscriptions.map(({ topicId }): WantedSeries => ({ kind: 't', seriesId: topicId, runs })),
  ];
}
