import type { Database, Transaction } from '#lib/db/database.ts';
import { threePollsMs } from '#lib/lag/three-polls.ts';
import { SUM_STATS, statsOfSums, TENTHS, TOPIC_STATS } from '../hour-stats.ts';
import { HOUR_MS } from '../hours.ts';
import { type BucketAxis, type BucketedValues, bucketAt, bucketAxis, bucketSink } from './buckets.ts';
import { HourLine, hourValueAt } from './hour-lines.ts';
import { beginsInHours, readHourRows } from './hour-rows.ts';
import { readHours, unsealedFrom } from './hours.ts';
import { pollInterval } from './interval.ts';
import { createTopicFold } from './topic-fold.ts';

export interface TopicHistoryQuery {
  clusterId: number;
  topicId: number;
  fromMs: number;
  toMs: number;
  /** Most buckets in the answer, 2 to 500. */
  points: number;
  /** "3 polls" are at least this long. */
  patienceMs: number;
}

export interface TopicHistoryData extends BucketAxis {
  /** Messages per second over all partitions. */
  produceRate: BucketedValues;
  /** Sum of high watermark - log start. */
  retained: BucketedValues;
}

/** Throughput and retained records of a topic over time, by the rules of gaps that readLagSeries has. */
export async function readTopicHistory(db: Database, query: TopicHistoryQuery): Promise<TopicHistoryData> {
  return db.transaction(
    async (tx) => {
      if (await beginsInHours(tx, query)) return topicHistoryByHours(tx, query);
      const intervalMs = await pollInterval(tx, query.clusterId);
      const axis = bucketAxis({ ...query, intervalMs });
      const carryMs = threePollsMs(intervalMs, query.patienceMs);
      const rate = bucketSink(axis);
      const retained = bucketSink(axis);
      const fold = createTopicFold(carryMs);
      // The poll before the first bucket gives that bucket its first rate.
      const range = { ...query, fromMs: axis.fromMs - carryMs };
      await readHours(tx, range, [{ kind: 't', seriesId: query.topicId, runs: 2 }], (hour) => {
        const sums = fold(hour);
        for (let point = hour.from; point < hour.to; point++) {
          const bucket = bucketAt(axis, hour.atMs[point] ?? 0);
          if (bucket < 0) continue;
          rate.add(bucket, sums.messagesPerSecond.at(point));
          retained.add(bucket, sums.retained.at(point));
        }
      });
      return { ...axis, produceRate: rate.values(), retained: retained.values() };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}

/** The same out of the level of hours; the hours that are not sealed yet in the shape of those that are. */
async function topicHistoryByHours(tx: Transaction, query: TopicHistoryQuery): Promise<TopicHistoryData> {
  const axis = bucketAxis({ ...query, intervalMs: HOUR_MS });
  const rate = new HourLine();
  const retained = new HourLine();
  const range = { clusterId: query.clusterId, fromMs: axis.fromMs, toMs: axis.toMs };
  const add = (hourMs: number, stats: Float64Array) => {
    rate.add(hourMs, hourValueAt(stats, 0, stats[SUM_STATS - 1] || 0, TENTHS));
    retained.add(hourMs, hourValueAt(stats, SUM_STATS, stats[TOPIC_STATS - 1] || 0));
  };
  await readHourRows(tx, range, 't', [query.topicId], ({ hourMs, stats }) => add(hourMs, stats));
  const carryMs = threePollsMs(await pollInterval(tx, query.clusterId), query.patienceMs);
  const unsealed = { ...range, fromMs: await unsealedFrom(tx, range) };
  await readHours(tx, unsealed, [{ kind: 't', seriesId: query.topicId, runs: 2 }], (hour) => {
    // An hour that could not be sealed may have sealed ones behind it.
    if (hour.sealed) return;
    const sums = createTopicFold(carryMs)(hour);
    const stats = [...statsOfSums(sums.messagesPerSecond, hour, TENTHS), ...statsOfSums(sums.retained, hour)];
    add(hour.hourMs, Float64Array.from(stats));
  });
  return { ...axis, produceRate: rate.values(axis), retained: retained.values(axis) };
}
