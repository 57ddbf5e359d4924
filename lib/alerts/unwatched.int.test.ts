import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AlertBench } from './fixtures/alert-bench.ts';
import { SECOND, seen, T0 } from './testing.ts';
import { endUnwatched } from './unwatched.ts';

let bench: AlertBench;
beforeAll(async () => {
  bench = await AlertBench.open();
});
afterAll(() => bench?.close());
beforeEach(async () => {
  await bench.clear();
  await bench.destination('pager');
});

const LINKS = { incidents: () => '', incident: () => '', group: () => '' };
/** A round of so many seconds after T0, in an installation with these clusters. */
const round = (second: number, ...configured: string[]) =>
  endUnwatched(bench.base.db, {
    configured,
    afterMs: 60 * SECOND,
    nowMs: T0 + second * SECOND,
    links: LINKS,
    owners: [],
  });

test('what is open on a cluster that is in no settings any more ends, and is told, once nobody has judged it for long enough', async () => {
  await bench.rule({ destinations: ['pager'] });
  const engine = await bench.started();
  await bench.poll(engine, 0, 20, 500n);
  expect(await round(81, bench.cluster)).toBe(0);
  expect(await round(80)).toBe(0);
  expect(await bench.events()).toEqual(['opened']);
  expect(await round(81)).toBe(1);
  expect(await bench.incidents()).toMatchObject([{ resolution: 'cluster-removed', resolvedAt: new Date(T0 + 81_000) }]);
  expect(await bench.deliveries()).toMatchObject([{ event: 'opened' }, { event: 'resolved' }]);
  expect(new Set((await bench.deliveries()).map(({ notice_id }) => notice_id)).size).toBe(1);
  expect(await bench.targets(engine)).toEqual([]);
  expect(await round(200)).toBe(0);
  // Back in the settings it begins anew.
  await bench.poll(await bench.started(), 300, 320, 500n);
  expect(await bench.events()).toEqual(['opened', 'resolved', 'opened']);
});

test('whoever judged it after all begins anew', async () => {
  await bench.rule({ destinations: ['pager'] });
  const engine = await bench.started();
  await bench.poll(engine, 0, 20, 500n);
  expect(await round(81)).toBe(1);
  // It was cut off, and is not told that somebody else ended what it has open.
  await bench.poll(engine, 90, 110, 500n);
  expect(await bench.events()).toEqual(['opened', 'resolved', 'opened']);
  expect(await bench.incidents({ state: 'firing' })).toHaveLength(1);
});

test('a storm ends as one', async () => {
  await bench.rule({ destinations: ['pager'] });
  const many = Array.from({ length: 20 }, (_, index) => seen(`group-${index}`, 500n));
  await bench.poll(await bench.started(), 0, 20, many);
  expect(await round(81)).toBe(1);
  expect(await bench.events()).toEqual(['opened', 'resolved']);
  await bench.poll(await bench.started(), 90, 120, many);
  expect(await bench.events()).toEqual(['opened', 'resolved', 'opened']);
  expect(new Set((await bench.deliveries()).map(({ notice_id }) => notice_id)).size).toBe(2);
});

test('what nobody was told of has no end to be told', async () => {
  await bench.rule();
  await bench.poll(await bench.started(), 0, 20, 500n);
  expect(await round(81)).toBe(1);
  expect(await bench.deliveries()).toEqual([]);
});
