import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AlertBench } from './fixtures/alert-bench.ts';
import { PatternTime } from './pattern-time.ts';
import { seen } from './testing.ts';

let bench: AlertBench;
beforeAll(async () => {
  bench = await AlertBench.open();
});
afterAll(() => bench?.close());
beforeEach(() => bench.clear());

test('a rule whose expressions take long finds out what it is over poll by poll, which the log says once', async () => {
  // A clock by which every question takes a millisecond, and four fit between two polls.
  let ms = 0;
  bench.patternTime = new PatternTime({ mostMs: 4, share: 0.000_1, now: () => ms++ });
  await bench.rule({ groups: { include: ['/^group-\\d+$/'], exclude: [] } }, 'slow');
  await bench.rule({ groups: { include: ['group-1*'], exclude: [] } }, 'quick');
  const groups = Array.from({ length: 10 }, (_, index) => seen(`group-${index}`, 500n));
  const engine = await bench.started();
  const open: number[] = [];
  for (let second = 0; second <= 60; second += 10) {
    await bench.poll(engine, second, second, groups);
    open.push((await bench.incidents({ limit: 50 })).length);
    ms += 1_000_000;
  }
  // Three polls for ten groups, each of which is behind for 20 s before it is told of.
  expect(open).toEqual([...open].sort((one, other) => one - other));
  expect(open[2]).toBeGreaterThan(0);
  expect(open[2]).toBeLessThan(11);
  expect(open.at(-1)).toBe(11);
  expect(bench.warnings).toEqual([{ cluster: bench.cluster, rules: ['slow'] }]);
});
