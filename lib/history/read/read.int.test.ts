import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Database } from '#lib/db/database.ts';
import { acquireLease, type Lease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { NO_COMMIT, NOT_OBSERVED, type PollSamples, type PollWrite } from '../contract.ts';
import { madeCluster, madeSubscription, madeTopicKey } from '../testing.ts';
import { createPollWriter, type PollWriter } from '../writer.ts';
import { readLagSeries } from './lag-series.ts';
import { readLatest, readLatestTopic } from './latest.ts';
import { readNewestSamples, readTail } from './tail.ts';
import { readTopicHistory } from './topic-history.ts';

const X = NOT_OBSERVED;
const N = NO_COMMIT;
const STEP_MS = 10_000;
/** Three polls before the hour is over, so that every test crosses into the next hour's seats. */
const T0 = Date.UTC(2026, 10, 23, 14, 59, 30);
const idSchema = z.object({ id: z.int() });

/** One subscription or topic of a poll in few words. */
type Committed = Record<string, Record<string, bigint[]>>;
type Logs = Record<string, [logStart: bigint, highWatermark: bigint][]>;

describe('reading history', () => {
  let base: TestDatabase;
  let db: Database;
  let clusters = 0;
  beforeAll(async () => {
    base = await createTestDatabase();
    db = base.db;
  });
  afterAll(() => base.drop());

  /** A cluster of its own, with these polls, 10 s apart. */
  async function written(polls: ({ logs: Logs; committed: Committed } | null)[]) {
    const { writer, lease } = await newCluster();
    for (const [index, poll] of polls.entries()) {
      if (poll === null) continue;
      const atMs = T0 + index * STEP_MS;
      const report = await writer.write(pollOf(atMs, poll.logs, poll.committed), lease);
      expect(report.outcome).toBe('written');
    }
    const { clusterId } = writer;
    const idOf = async (table: 'consumer_group' | 'topic', name: string) => {
      const [row] = await db.query(
        `select id from ${table} where cluster_id = $1 and name = $2`,
        [clusterId, name],
        idSchema,
      );
      return row?.id ?? 0;
    };
    return { clusterId, groupId: await idOf('consumer_group', 'g'), topicId: await idOf('topic', 'a') };
  }

  async function newCluster(): Promise<{ writer: PollWriter; lease: Lease }> {
    clusters += 1;
    const writer = await createPollWriter(db, `cluster-${clusters}`);
    const lease = await acquireLease(db, { clusterId: writer.clusterId, holder: 'one', ttlMs: 60_000 });
    if (lease === null) throw new Error('no lease');
    return { writer, lease };
  }

  function pollOf(atMs: number, logs: Logs, committed: Committed): PollWrite {
    const subscriptions = Object.entries(committed).flatMap(([group, topics]) =>
      Object.entries(topics).map(([topic, values]) => ({
        group,
        topic: madeTopicKey(topic),
        committed: BigInt64Array.from(values),
      })),
    );
    return {
      samples: {
        atMs,
        topics: Object.entries(logs).map(([topic, partitions]) => ({
          topic: madeTopicKey(topic),
          logStart: BigInt64Array.from(partitions, ([logStart]) => logStart),
          highWatermark: BigInt64Array.from(partitions, ([, high]) => high),
          open: BigInt64Array.from(partitions, ([, high]) => (high === X ? X : 0n)),
        })),
        subscriptions,
      },
      cluster: madeCluster(atMs),
      brokers: [],
      topics: [],
      groups: [],
      subscriptions: subscriptions.map(({ group, topic }) => madeSubscription(group, topic, 1, 0n)),
      complete: { brokers: true, topics: true, groups: true },
    };
  }

  const range = { fromMs: T0, toMs: T0 + 8 * STEP_MS, points: 50 };

  test('lag by group, topic and partition, one bucket per poll, a missed poll as a gap', async () => {
    const logs: Logs = {
      a: [
        [0n, 100n],
        [0n, 50n],
      ],
      b: [[20n, 60n]],
    };
    const { clusterId, groupId } = await written([
      { logs, committed: { g: { a: [90n, 50n], b: [5n] }, other: { a: [0n, 0n] } } },
      { logs, committed: { g: { a: [95n, 50n], b: [60n] } } },
      null,
      { logs, committed: { g: { a: [100n, N], b: [59n] } } },
    ]);
    const query = { clusterId, groupId, ...range };
    const byGroup = await readLagSeries(db, { ...query, by: 'group' });
    expect(byGroup).toMatchObject({ fromMs: T0, bucketMs: STEP_MS, buckets: 8, omittedSeries: 0 });
    expect(byGroup.series.map(({ max }) => max.slice(0, 5))).toEqual([[50, 5, null, 1, null]]);
    const byTopic = await readLagSeries(db, { ...query, by: 'topic' });
    expect(byTopic.series.map(({ key, avg }) => [key, avg.slice(0, 4)])).toEqual([
      ['b', [40, 0, null, 1]],
      ['a', [10, 5, null, 0]],
    ]);
    const byPartition = await readLagSeries(db, { ...query, by: 'partition' });
    expect(
      byPartition.series.map(({ key, topic, partition, min }) => [key, topic, partition, min.slice(0, 4)]),
    ).toEqual([
      ['b/0', 'b', 0, [40, 0, null, 1]],
      ['a/0', 'a', 0, [10, 5, null, 0]],
      ['a/1', 'a', 1, [0, 0, null, null]],
    ]);
  });

  test('buckets hold the minimum, mean and maximum of their polls', async () => {
    const polls = [0n, 10n, 20n, 60n].map((lag) => ({
      logs: { a: [[0n, 100n]] } satisfies Logs,
      committed: { g: { a: [100n - lag] } },
    }));
    const { clusterId, groupId } = await written(polls);
    const { fromMs, bucketMs, series } = await readLagSeries(db, {
      clusterId,
      groupId,
      fromMs: T0,
      toMs: T0 + 4 * STEP_MS,
      points: 3,
      by: 'group',
    });
    expect([fromMs, bucketMs]).toEqual([T0 - 10_000, 2 * STEP_MS]);
    expect(series).toMatchObject([{ min: [0, 10, 60], avg: [0, 15, 60], max: [0, 20, 60] }]);
  });

  test('an unseen partition counts with its last known lag for three polls, then the sum is a gap', async () => {
    const seen = {
      logs: {
        a: [
          [0n, 100n],
          [0n, 100n],
        ],
      } satisfies Logs,
      committed: { g: { a: [90n, 95n] } },
    };
    const unseen = {
      logs: {
        a: [
          [0n, 110n],
          [X, X],
        ],
      } satisfies Logs,
      committed: { g: { a: [90n, 95n] } },
    };
    const { clusterId, groupId } = await written([seen, unseen, unseen, unseen, unseen, unseen, seen]);
    const byGroup = await readLagSeries(db, { clusterId, groupId, ...range, by: 'group' });
    expect(byGroup.series[0]?.avg.slice(0, 7)).toEqual([15, 25, 25, 25, 20, 20, 15]);
    expect(byGroup.series[0]?.unknown?.slice(0, 7)).toEqual([0, 0, 0, 0, 1, 1, 0]);
    const byPartition = await readLagSeries(db, { clusterId, groupId, ...range, by: 'partition' });
    expect(byPartition.series.map(({ key, avg }) => [key, ...avg.slice(3, 7)])).toEqual([
      ['a/0', 20, 20, 20, 10],
      ['a/1', 5, null, null, 5],
    ]);
    // What a chart that begins later shows does not depend on where it begins.
    const later = await readLagSeries(db, { clusterId, groupId, ...range, fromMs: T0 + STEP_MS, by: 'group' });
    expect(later.series[0]?.avg.slice(0, 6)).toEqual([25, 25, 25, 20, 20, 15]);
  });

  test('a subscription that ended leaves the sum at once, one whose coordinator is silent does not', async () => {
    const logs: Logs = { a: [[0n, 100n]], b: [[0n, 100n]] };
    const both = pollOf(T0, logs, { g: { a: [90n], b: [60n] } });
    const ended = pollOf(T0 + STEP_MS, logs, { g: { a: [90n] } });
    const { writer, lease } = await newCluster();
    await writer.write(both, lease);
    await writer.write(ended, lease);
    const silent = pollOf(T0 + 2 * STEP_MS, logs, { g: { a: [90n] } });
    const unknown = madeSubscription('g', madeTopicKey('b'), 1, 0n);
    await writer.write({ ...silent, subscriptions: [...silent.subscriptions, unknown] }, lease);
    const [group] = await db.query('select id from consumer_group where cluster_id = $1', [writer.clusterId], idSchema);
    const query = { clusterId: writer.clusterId, groupId: group?.id ?? 0, ...range };
    const [total] = (await readLagSeries(db, { ...query, by: 'group' })).series;
    expect(total?.avg.slice(0, 3)).toEqual([50, 10, 10]);
    expect(total?.unknown?.slice(0, 3)).toEqual([0, 0, 1]);
  });

  test('the number of series is bounded; those with the largest lag stay', async () => {
    const width = 130;
    const logs: Logs = { a: Array.from({ length: width }, () => [0n, 1000n]) };
    const committed = { g: { a: Array.from({ length: width }, (_, partition) => 1000n - BigInt(partition)) } };
    const { clusterId, groupId } = await written([{ logs, committed }]);
    const { series, omittedSeries } = await readLagSeries(db, { clusterId, groupId, ...range, by: 'partition' });
    expect(omittedSeries).toBe(30);
    expect(series).toHaveLength(100);
    expect(series.map(({ partition }) => partition)).toEqual(
      Array.from({ length: 100 }, (_, rank) => width - 1 - rank),
    );
  });

  test('throughput and retained records of a topic; partitions added within the hour', async () => {
    const { clusterId, topicId } = await written([
      { logs: { a: [[0n, 100n]] }, committed: {} },
      { logs: { a: [[0n, 200n]] }, committed: {} },
      {
        logs: {
          a: [
            [50n, 300n],
            [0n, 0n],
          ],
        },
        committed: {},
      },
      {
        logs: {
          a: [
            [50n, 400n],
            [0n, 50n],
          ],
        },
        committed: {},
      },
    ]);
    const history = await readTopicHistory(db, { clusterId, topicId, ...range });
    // The rate of a partition begins with its second poll.
    expect(history.produceRate.avg.slice(0, 5)).toEqual([null, 10, 10, 15, null]);
    expect(history.produceRate.unknown?.slice(0, 5)).toEqual([0, 0, 1, 0, 0]);
    expect(history.retained.unknown).toBeUndefined();
    expect(history.retained.avg.slice(0, 5)).toEqual([100, 200, 250, 400, null]);
  });

  test('the newest poll of a group and of a topic, with the poll that last saw a commit move', async () => {
    const logs: Logs = {
      a: [
        [5n, 100n],
        [X, X],
      ],
    };
    const { clusterId, groupId, topicId } = await written([
      { logs, committed: { g: { a: [10n, 7n, N] } } },
      { logs, committed: { g: { a: [20n, X, N] } } },
      { logs, committed: { g: { a: [20n, 8n, N] } } },
      { logs, committed: { g: { a: [20n, X, N] } } },
    ]);
    const latest = await readLatest(db, clusterId, groupId);
    expect(latest?.atMs).toBe(T0 + 3 * STEP_MS);
    const none = { logStart: null, highWatermark: null, open: null };
    expect(latest?.subscriptions).toMatchObject([
      {
        topic: 'a',
        kafkaTopicId: madeTopicKey('a').kafkaTopicId,
        partitions: [
          { partition: 0, logStart: 5n, highWatermark: 100n, open: 0n, committed: 20n, lastCommitAtMs: T0 + STEP_MS },
          { partition: 1, ...none, committed: null, lastCommitAtMs: T0 + 2 * STEP_MS },
          { partition: 2, ...none, committed: 'none', lastCommitAtMs: null },
        ],
      },
    ]);
    expect((await readLatestTopic(db, clusterId, topicId))?.partitions).toEqual([
      { partition: 0, logStart: 5n, highWatermark: 100n, open: 0n },
      { partition: 1, ...none },
    ]);
  });

  test('before the first poll, and for what is not known, there is nothing', async () => {
    const { writer } = await newCluster();
    const { clusterId } = writer;
    expect(await readLatest(db, clusterId, 1)).toBeNull();
    expect(await readLatestTopic(db, clusterId, 1)).toBeNull();
    expect(await readNewestSamples(db, clusterId)).toBeNull();
    const empty = await readLagSeries(db, { clusterId, groupId: 0, ...range, by: 'group' });
    expect(empty).toMatchObject({ series: [], omittedSeries: 0 });
    const topic = await readTopicHistory(db, { clusterId, topicId: 0, ...range });
    expect(topic.produceRate.avg.every((rate) => rate === null)).toBe(true);
  });

  test('whatever a cluster goes through, the tail gives back every poll as it was written', async () => {
    const value = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 53n - 1n }), fc.constantFrom(X, N, 0n));
    const offset = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 53n - 1n }), fc.constant(X));
    const poll = fc.record({
      logs: fc.dictionary(
        fc.constantFrom('a', 'b', 'c'),
        fc.array(fc.tuple(offset, offset), { minLength: 1, maxLength: 3 }),
        {
          noNullPrototype: true,
        },
      ),
      committed: fc.dictionary(
        fc.constantFrom('g', 'h'),
        fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.array(value, { minLength: 1, maxLength: 3 }), {
          noNullPrototype: true,
        }),
        { noNullPrototype: true },
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(poll, { minLength: 1, maxLength: 6 }), async (polls) => {
        const { writer, lease } = await newCluster();
        // A poll that saw nothing at all, in an hour in which nothing was seen, has nothing to give back.
        const always: Logs = { z: [[1n, 2n]] };
        const writes = polls.map(({ logs, committed }, index) =>
          pollOf(T0 + index * STEP_MS, { ...logs, ...always }, committed),
        );
        for (const write of writes) await writer.write(write, lease);
        const read: PollSamples[] = [];
        const span = { clusterId: writer.clusterId, fromMs: T0, toMs: T0 + polls.length * STEP_MS };
        await readTail(db, span, (samples) => read.push(samples));
        expect(read.map(({ atMs }) => atMs)).toEqual(writes.map(({ cluster }) => cluster.pollId));
        read.forEach((samples, index) => {
          expect(observed(samples)).toEqual(observed(writes[index]?.samples ?? null));
        });
      }),
      { numRuns: 25 },
    );
  });
});

/** Every value that says something, by name: series and partitions nobody saw, or that have no commit, say nothing. */
function observed(samples: PollSamples | null): Record<string, bigint> {
  const values: Record<string, bigint> = {};
  const note = (name: string, slots: BigInt64Array) =>
    slots.forEach((slot, partition) => {
      if (slot !== X && slot !== N) values[`${name}/${partition}`] = slot;
    });
  for (const { topic, logStart, highWatermark, open } of samples?.topics ?? []) {
    note(`${topic.name} start`, logStart);
    note(`${topic.name} high`, highWatermark);
    note(`${topic.name} open`, open);
  }
  for (const { group, topic, committed } of samples?.subscriptions ?? []) note(`${group} on ${topic.name}`, committed);
  return values;
}
