import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '#lib/db/database.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { NO_COMMIT, NOT_OBSERVED } from '../contract.ts';
import { madeSubscription, madeTopicKey } from '../testing.ts';
import { readLagSeries } from './lag-series.ts';
import { type Logs, pollOf, STEP_MS, T0, type TestHistory, testHistory } from './testing.ts';
import { readTopicHistory } from './topic-history.ts';

const X = NOT_OBSERVED;
const N = NO_COMMIT;

describe('lag over time', () => {
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

  test('lag by group, topic and partition, one bucket per poll, a missed poll as a gap', async () => {
    const logs: Logs = {
      a: [
        [0n, 100n],
        [0n, 50n],
      ],
      b: [[20n, 60n]],
    };
    const { clusterId, groupId } = await history.written([
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
    const { clusterId, groupId } = await history.written(polls);
    const { fromMs, bucketMs, series } = await readLagSeries(db, {
      clusterId,
      groupId,
      fromMs: T0,
      toMs: T0 + 4 * STEP_MS,
      points: 3,
      by: 'group',
      readCommitted: false,
      patienceMs,
    });
    expect([fromMs, bucketMs]).toEqual([T0 - 10_000, 2 * STEP_MS]);
    expect(series).toMatchObject([{ min: [0, 10, 60], avg: [0, 15, 60], max: [0, 20, 60] }]);
  });

  test('a partition whose commit stays ahead of the log leaves the sums, as it leaves the totals', async () => {
    const logs: Logs = {
      a: [
        [0n, 100n],
        [0n, 50n],
      ],
    };
    const { clusterId, groupId } = await history.written(
      Array.from({ length: 6 }, () => ({ logs, committed: { g: { a: [90n, 60n] } } })),
    );
    const query = { clusterId, groupId, ...range };
    const byPartition = await readLagSeries(db, { ...query, by: 'partition' });
    expect(byPartition.series.map(({ key, max }) => [key, max.slice(0, 6)])).toEqual([
      ['a/0', [10, 10, 10, 10, 10, 10]],
      ['a/1', [0, 0, 0, null, null, null]],
    ]);
    const byGroup = await readLagSeries(db, { ...query, by: 'group' });
    expect(byGroup.series.map(({ max }) => max.slice(0, 6))).toEqual([[10, 10, 10, 10, 10, 10]]);
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
    const { clusterId, groupId } = await history.written([seen, unseen, unseen, unseen, unseen, unseen, seen]);
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

  test('three polls are as long as patience says, in the lag of a group and in what a topic retains', async () => {
    const seen: Logs = { a: [[0n, 100n]], b: [[0n, 7n]] };
    const unseen: Logs = { a: [[X, X]], b: [[0n, 7n]] };
    const committed = { g: { a: [90n] } };
    const polls = [seen, unseen, unseen, unseen, unseen, unseen, unseen].map((logs) => ({ logs, committed }));
    const { clusterId, groupId, topicId } = await history.written(polls);
    const patient = { ...range, patienceMs: 5 * STEP_MS };
    const lag = await readLagSeries(db, { clusterId, groupId, ...patient, by: 'group' });
    expect(lag.series[0]?.avg.slice(0, 7)).toEqual([10, 10, 10, 10, 10, 10, null]);
    const { retained } = await readTopicHistory(db, { clusterId, topicId, ...patient });
    expect(retained.avg.slice(0, 7)).toEqual([100, 100, 100, 100, 100, 100, null]);
  });

  test('lag of a group that reads committed is counted to the last stable offset, by whatever it is drawn', async () => {
    const logs: Logs = { a: [[0n, 100n, 4n]], b: [[0n, 50n, 50n]] };
    const { clusterId, groupId } = await history.written([{ logs, committed: { g: { a: [90n], b: [0n] } } }]);
    for (const [readCommitted, lags] of [
      [false, { group: [60], topic: [50, 10], partition: [50, 10] }],
      [true, { group: [6], topic: [6, 0], partition: [6, 0] }],
    ] as const) {
      for (const by of ['group', 'topic', 'partition'] as const) {
        const { series } = await readLagSeries(db, { clusterId, groupId, ...range, readCommitted, by });
        expect(series.map(({ max }) => max[0])).toEqual(lags[by]);
      }
    }
  });

  test('what the group no longer consumes is no part of its sum, but keeps its series', async () => {
    const logs: Logs = {
      a: [[0n, 100n]],
      b: [
        [0n, 100n],
        [0n, 100n],
      ],
    };
    const committed = { g: { a: [90n], b: [0n, 70n] } };
    const { writer, lease } = await history.newCluster();
    await writer.write(pollOf(T0, logs, committed), lease);
    const inactive = {
      state: 'inactive',
      sinceMs: T0,
      lag: '100',
      lagIsLastKnown: false,
      reason: null,
      metadata: null,
    };
    const unknown = { ...inactive, partition: 1, state: 'unknown' };
    const next = pollOf(T0 + STEP_MS, logs, committed);
    const judged = next.subscriptions.map((one) =>
      one.topic.name === 'b' ? { ...one, exceptions: [{ ...inactive, partition: 0 }, unknown] } : one,
    );
    await writer.write({ ...next, subscriptions: judged }, lease);
    const groupId = await history.groupIdIn(writer.clusterId);
    const query = { clusterId: writer.clusterId, groupId, ...range };
    const drawn = async (by: 'group' | 'topic' | 'partition') =>
      (await readLagSeries(db, { ...query, by })).series.map(({ key, max }) => [key, ...max.slice(0, 2)]);
    expect(await drawn('group')).toEqual([['', 40, 40]]);
    expect(await drawn('topic')).toEqual([
      ['b', 130, 130],
      ['a', 10, 10],
    ]);
    expect(await drawn('partition')).toEqual([
      ['b/0', 100, 100],
      ['b/1', 30, 30],
      ['a/0', 10, 10],
    ]);
  });

  test('a subscription that ended leaves the sum at once, one whose coordinator is silent does not', async () => {
    const logs: Logs = { a: [[0n, 100n]], b: [[0n, 100n]] };
    const both = pollOf(T0, logs, { g: { a: [90n], b: [60n] } });
    const ended = pollOf(T0 + STEP_MS, logs, { g: { a: [90n] } });
    const { writer, lease } = await history.newCluster();
    await writer.write(both, lease);
    await writer.write(ended, lease);
    const silent = pollOf(T0 + 2 * STEP_MS, logs, { g: { a: [90n] } });
    const unknown = madeSubscription('g', madeTopicKey('b'), 1, 0n);
    await writer.write({ ...silent, subscriptions: [...silent.subscriptions, unknown] }, lease);
    const groupId = await history.groupIdIn(writer.clusterId);
    const query = { clusterId: writer.clusterId, groupId, ...range };
    const [total] = (await readLagSeries(db, { ...query, by: 'group' })).series;
    expect(total?.avg.slice(0, 3)).toEqual([50, 10, 10]);
    expect(total?.unknown?.slice(0, 3)).toEqual([0, 0, 1]);
  });

  test.each([
    { points: 50, most: 500 },
    { points: 120, most: 500 },
    { points: 300, most: 200 },
    { points: 500, most: 120 },
  ])('of $points points there are at most $most series: those with the largest lag', async ({ points, most }) => {
    const width = most + 30;
    const logs: Logs = { a: Array.from({ length: width }, () => [0n, 1000n]) };
    const committed = { g: { a: Array.from({ length: width }, (_, partition) => 1000n - BigInt(partition)) } };
    const { clusterId, groupId } = await history.written([{ logs, committed }]);
    const { series, omittedSeries } = await readLagSeries(db, {
      clusterId,
      groupId,
      ...range,
      points,
      by: 'partition',
    });
    expect(omittedSeries).toBe(30);
    expect(series.map(({ partition }) => partition)).toEqual(
      Array.from({ length: most }, (_, rank) => width - 1 - rank),
    );
  });
});
