import type { Database } from '#lib/db/database.ts';
import { threePollsMs } from '#lib/lag/three-polls.ts';
import { type BucketAxis, type BucketedValues, bucketAt, bucketAxis, bucketSink } from './buckets.ts';
import { readHours } from './hours.ts';
import { pollInterval } from './interval.ts';
import type { WantedSeries } from './layout.ts';
import { offsetJumps } from './offset-jumps.ts';
import { createRateFold } from './rate-fold.ts';
import { partitionsOutsideTotals, subscriptionsOf } from './subscriptions.ts';

export interface GroupRatesQuery {
  clusterId: number;
  groupId: number;
  fromMs: number;
  toMs: number;
  /** Most buckets in the answer, 2 to 500. */
  points: number;
  /** "3 polls" are at least this long. */
  patienceMs: number;
}

/** Records per second, summed over the partitions that the group's total is over. */
export interface GroupRatesData extends BucketAxis {
  produceRate: BucketedValues;
  consumeRate: BucketedValues;
}

/**
 * What came and what a group consumed over time, by the rules of gaps that readLagSeries has. Positions cannot tell records that
 * were read from offsets that were set forward, but events can: a bucket with such a move has no rate of consuming.
 */
export async function readGroupRates(db: Database, query: GroupRatesQuery): Promise<GroupRatesData> {
  return db.transaction(
    async (tx) => {
      const intervalMs = await pollInterval(tx, query.clusterId);
      const axis = bucketAxis({ ...query, intervalMs });
      const carryMs = threePollsMs(intervalMs, query.patienceMs);
      const subscriptions = await subscriptionsOf(tx, query.groupId);
      const outside = await partitionsOutsideTotals(tx, query.groupId);
      const produced = bucketSink(axis);
      const consumed = bucketSink(axis);
      const isCounted = (subscription: number, partition: number) =>
        !outside.get(subscriptions[subscription]?.subscriptionId ?? -1)?.has(partition);
      const fold = createRateFold(subscriptions.length, carryMs, isCounted);
      const wanted = [
        ...subscriptions.map(({ subscriptionId }): WantedSeries => ({ kind: 's', seriesId: subscriptionId })),
        ...subscriptions.map(({ topicId }): WantedSeries => ({ kind: 't', seriesId: topicId, runs: 2 })),
      ];
      // The poll before the first bucket gives that bucket its first rate.
      await readHours(tx, { ...query, fromMs: axis.fromMs - carryMs }, wanted, (hour) => {
        const sums = fold(hour);
        for (let point = hour.from; point < hour.to; point++) {
          const bucket = bucketAt(axis, hour.atMs[point] ?? 0);
          if (bucket < 0) continue;
          produced.add(bucket, sums.produced.at(point));
          consumed.add(bucket, sums.consumed.at(point));
        }
      });
      for (const atMs of await offsetJumps(tx, { ...query, fromMs: axis.fromMs }, query.groupId)) {
        consumed.clear(bucketAt(axis, atMs));
      }
      return { ...axis, produceRate: produced.values(), consumeRate: consumed.values() };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}
