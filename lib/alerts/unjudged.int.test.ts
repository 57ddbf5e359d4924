import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AlertBench } from './fixtures/alert-bench.ts';
import { SECOND, T0 } from './testing.ts';
import { unjudgedClusters } from './unjudged.ts';

let bench: AlertBench;
beforeAll(async () => {
  bench = await AlertBench.open();
});
afterAll(() => bench?.close());
beforeEach(() => bench.clear());

test.each([
  ['a rule', true],
  ['none', false],
])('a cluster is judged with each poll, by %s, and no more once its polls stay away', async (_, hasRule) => {
  if (hasRule) await bench.rule();
  const clusters = [{ name: bench.cluster, pollIntervalMs: 10 * SECOND }];
  const troubleAt = (second: number) =>
    unjudgedClusters(bench.base.db, clusters, { now: new Date(T0 + second * SECOND), patienceMs: 1_000 });
  expect(await troubleAt(0)).toBe(`no poll of ${bench.cluster} was judged of late`);
  await bench.poll(await bench.started(), 0, 50, 5n);
  expect(await troubleAt(80)).toBeNull();
  expect(await troubleAt(81)).toContain(bench.cluster);
});
