import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { DAY_MS } from '../hours.ts';
import { readBaseline, whyNoBaseline } from './baseline.ts';
import { pollOf, STEP_MS, T0, type TestHistory, testHistory } from './testing.ts';

let base: TestDatabase;
let history: TestHistory;
beforeAll(async () => {
  base = await createTestDatabase();
  history = testHistory(base.db);
});
afterAll(() => base.drop());

/** A cluster with two polls a day at the same time, with these lags, and a group's baseline of the day after. */
async function baselineAfter(lags: readonly (readonly [bigint, bigint])[]) {
  const { writer, lease } = await history.newCluster();
  for (const [day, [first, second]] of lags.entries()) {
    const dayMs = T0 - (lags.length - day) * DAY_MS;
    for (const [poll, lag] of [first, second].entries()) {
      const written = pollOf(dayMs + poll * STEP_MS, { a: [[0n, 1000n]] }, { g: { a: [1000n - lag] } });
      await writer.write(written, lease);
    }
  }
  const groupId = await history.groupIdIn(writer.clusterId);
  const range = { fromMs: T0, toMs: T0 + 3 * STEP_MS, points: 50, readCommitted: false, patienceMs: 0 };
  return readBaseline(base.db, { clusterId: writer.clusterId, groupId, ...range });
}

test('is what lag was at that time of the days before, without the one odd day', async () => {
  const usual = await baselineAfter([
    [10n, 20n],
    [12n, 20n],
    [14n, 20n],
    [900n, 20n],
    [16n, 20n],
  ]);
  expect(usual).toMatchObject({ days: 5, low: [12, 20, null], median: [14, 20, null], high: [16, 20, null] });
  expect(whyNoBaseline(usual)).toBeNull();
});

test('takes three days', async () => {
  const usual = await baselineAfter([
    [10n, 20n],
    [12n, 20n],
  ]);
  expect(usual).toMatchObject({ days: 2, low: [null, null, null] });
  expect(whyNoBaseline(usual)).toBe('It takes 3 days before, of which 2 are kept.');
});
