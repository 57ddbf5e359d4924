import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '#lib/db/database.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { NO_COMMIT, NOT_OBSERVED, type PollSamples } from '../contract.ts';
import { madeTopicKey } from '../testing.ts';
import { readLagSeries } from './lag-series.ts';
import { readLatest, readLatestTopic } from './latest.ts';
import { readNewestSamples, readTail } from './tail.ts';
import { type Logs, pollOf, STEP_MS, T0, type TestHistory, testHistory } from './testing.ts';
import { readTopicHistory } from './topic-history.ts';

const X = NOT_OBSERVED;
const N = NO_COMMIT;

describe('reading history', () => {
  let base: TestDatabase;
  let db: Database;
  let history: TestHistory;
  beforeAll(async () => {
    base = await createTestDatabase();
    db = base.db;
    history = testHistory(db);
  });
  afterAll(() => base.drop());

  const patienceMs = 30_000;
  const range = { fromMs: T0, toMs: T0 + 8 * STEP_MS, points: 50, readCommitted: false, patienceMs };

  test('throughput and retained records of a topic; partitions added within the hour', async () => {
    const { clusterId, topicId } = await history.written([
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
    const { produceRate, retained } = await readTopicHistory(db, { clusterId, topicId, ...range });
    // The rate of a partition begins with its second poll.
    expect(produceRate.avg.slice(0, 5)).toEqual([null, 10, 10, 15, null]);
    expect(produceRate.unknown?.slice(0, 5)).toEqual([0, 0, 1, 0, 0]);
    expect(retained.unknown).toBeUndefined();
    expect(retained.avg.slice(0, 5)).toEqual([100, 200, 250, 400, null]);
  });

  test('the newest poll of a group and of a topic, with the poll that last saw a commit move', async () => {
    const logs: Logs = {
      a: [
        [5n, 100n],
        [X, X],
      ],
    };
    const { clusterId, groupId, topicId } = await history.written([
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

  test('an offset that expired is no commit: the one before it was the last', async () => {
    const logs: Logs = { a: [[0n, 100n]] };
    const polls = [
      [10n, 10n, N],
      [20n, 10n, N],
      [20n, 10n, 5n],
      [N, N, N],
      [N, X, 6n],
      [N, N, N],
    ].map((a) => ({ logs, committed: { g: { a } } }));
    const { clusterId, groupId } = await history.written(polls);
    const latest = await readLatest(db, clusterId, groupId);
    expect(latest?.subscriptions[0]?.partitions).toMatchObject([
      { partition: 0, committed: 'none', lastCommitAtMs: T0 + STEP_MS },
      { partition: 1, committed: 'none', lastCommitAtMs: null },
      { partition: 2, committed: 'none', lastCommitAtMs: T0 + 4 * STEP_MS },
    ]);
  });

  test('before the first poll, and for what is not known, there is nothing', async () => {
    const { writer } = await history.newCluster();
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
        const { writer, lease } = await history.newCluster();
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
