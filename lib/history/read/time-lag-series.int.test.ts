import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { NO_COMMIT, NOT_OBSERVED } from '../contract.ts';
import { HOUR_MS } from '../hours.ts';
import { sealHour } from '../seal/seal-hour.ts';
import { hoursToSeal } from '../seal/seal-store.ts';
import { pollOf, STEP_MS, T0, type TestHistory, testHistory } from './testing.ts';
import { readTimeLagSeries } from './time-lag-series.ts';

const X = NOT_OBSERVED;
const N = NO_COMMIT;

describe('time lag over time', () => {
  let base: TestDatabase;
  let history: TestHistory;
  beforeAll(async () => {
    base = await createTestDatabase();
    history = testHistory(base.db);
  });
  afterAll(() => base.drop());

  const range = { fromMs: T0, toMs: T0 + 8 * STEP_MS, points: 50, readCommitted: false, patienceMs: 30_000 };
  const poll = (ends: [a0: bigint, a1: bigint, b0: bigint], at: [a0: bigint, a1: bigint, b0: bigint]) => ({
    logs: {
      a: [
        [0n, ends[0]],
        [0n, ends[1]],
      ] as [bigint, bigint][],
      b: [[0n, ends[2]]] as [bigint, bigint][],
    },
    committed: { g: { a: at.slice(0, 2), b: at.slice(2) } },
  });

  test('by partition, and the largest by topic and group; caught up is 0, a missed poll a gap', async () => {
    const { clusterId, groupId } = await history.written([
      poll([0n, 0n, 0n], [0n, 0n, 0n]),
      poll([100n, 100n, 100n], [100n, 50n, 100n]),
      null,
      poll([300n, 200n, 100n], [300n, 50n, 100n]),
      poll([400n, 200n, 200n], [350n, 200n, 100n]),
    ]);
    const drawn = async (by: 'group' | 'topic' | 'partition') =>
      (await readTimeLagSeries(base.db, { clusterId, groupId, ...range, by })).series.map(({ key, max }) => [
        key,
        ...max.slice(0, 6),
      ]);
    expect(await drawn('partition')).toEqual([
      ['b/0', 0, 0, null, 0, 10, null],
      ['a/0', 0, 0, null, 0, 5, null],
      ['a/1', 0, 5, null, 25, 0, null],
    ]);
    expect(await drawn('topic')).toEqual([
      ['b', 0, 0, null, 0, 10, null],
      ['a', 0, 5, null, 25, 5, null],
    ]);
    expect(await drawn('group')).toEqual([['', 0, 5, null, 25, 10, null]]);
  });

  test('a record of before the range is as old as the polls of before it say, an older one at least', async () => {
    const { clusterId, groupId } = await history.written([
      poll([100n, 100n, 0n], [60n, 100n, 0n]),
      poll([200n, 200n, 0n], [60n, 150n, 0n]),
      poll([300n, 300n, 0n], [60n, 150n, N]),
      poll([400n, 400n, X], [60n, 150n, N]),
      poll([500n, 500n, 0n], [60n, 150n, N]),
      poll([600n, 600n, 0n], [250n, 120n, N]),
    ]);
    const from = { ...range, fromMs: T0 + 4 * STEP_MS };
    const { series } = await readTimeLagSeries(base.db, { clusterId, groupId, ...from, by: 'partition' });
    expect(
      series.map(({ key, min, max, atLeast }) => [key, min.slice(0, 2), max.slice(0, 2), atLeast?.slice(0, 2)]),
    ).toEqual([
      ['a/1', [35, 48], [35, 48], undefined],
      ['a/0', [40, 35], [40, 35], [true, false]],
    ]);
    const whole = await readTimeLagSeries(base.db, { clusterId, groupId, ...from, by: 'group' });
    expect(whole.series).toMatchObject([{ max: [40, 48, null, null], atLeast: [true, false, false, false] }]);
  });

  test('a group set back in the range to before it is looked up there', async () => {
    const { clusterId, groupId } = await history.written([
      poll([100n, 0n, 0n], [100n, 0n, 0n]),
      poll([200n, 0n, 0n], [200n, 0n, 0n]),
      ...Array.from({ length: 6 }, (_, index) => {
        const end = 300n + 100n * BigInt(index);
        return poll([end, 0n, 0n], [index === 5 ? 150n : end, 0n, 0n]);
      }),
    ]);
    const from = { ...range, fromMs: T0 + 5 * STEP_MS, patienceMs: 0 };
    const { series } = await readTimeLagSeries(base.db, { clusterId, groupId, ...from, by: 'group' });
    expect(series).toMatchObject([{ max: [0, 0, 65] }]);
    expect(series[0]?.atLeast).toBeUndefined();
  });

  test('tells the same once hours are sealed', async () => {
    const { writer, lease } = await history.newCluster();
    const beganMs = T0 - HOUR_MS;
    for (let index = 0; index < 130; index++) {
      const end = BigInt(index * 60);
      const { logs, committed } = poll([end, end, end], [end / 2n, end - (end % 700n), 10n]);
      await writer.write(pollOf(beganMs + index * 60_000, logs, committed), lease);
    }
    const groupId = await history.groupIdIn(writer.clusterId);
    const query = {
      clusterId: writer.clusterId,
      groupId,
      ...range,
      fromMs: beganMs + 1.4 * HOUR_MS,
      toMs: beganMs + 2.1 * HOUR_MS,
    };
    const ask = () => readTimeLagSeries(base.db, { ...query, by: 'partition' });
    const before = await ask();
    expect(before.series).toHaveLength(3);
    for (const hourMs of await hoursToSeal(base.db, writer.clusterId)) {
      expect(await sealHour(base.db, lease, hourMs, { carryMs: 30_000 })).toBe('sealed');
    }
    expect(await ask()).toEqual(before);
    expect(before.series.some(({ atLeast }) => atLeast !== undefined)).toBe(false);
  });
});
