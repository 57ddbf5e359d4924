import type { Database } from '#lib/db/database.ts';
import { threePollsMs } from '#lib/lag/three-polls.ts';
import { type BucketAxis, type BucketedValues, bucketAt, bucketAxis, bucketSink } from './buckets.ts';
import { pollInterval } from './interval.ts';
import { readPolls } from './polls.ts';
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
      const intervalMs = await pollInterval(tx, query.clusterId);
      const axis = bucketAxis({ ...query, intervalMs });
      const carryMs = threePollsMs(intervalMs, query.patienceMs);
      const rate = bucketSink(axis);
      const retained = bucketSink(axis);
      const fold = createTopicFold(carryMs);
      // The poll before the first bucket gives that bucket its first rate.
      const range = { ...query, fromMs: axis.fromMs - carryMs };
      await readPolls(tx, range, [{ kind: 't', seriesId: query.topicId, runs: 2 }], (poll) => {
        const bucket = bucketAt(axis, poll.atMs);
        const point = fold(poll);
        if (bucket < 0) return;
        rate.add(bucket, point.messagesPerSecond);
        retained.add(bucket, point.retained);
      });
      return { ...axis, produceRate: rate.values(), retained: retained.values() };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}
