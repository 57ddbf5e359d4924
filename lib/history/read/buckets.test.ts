import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketAt, bucketAxis, bucketSink } from './buckets.ts';

const range = fc.record({
  fromMs: fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 }),
  lengthMs: fc.integer({ min: 1, max: 8 * 86_400_000 }),
  points: fc.integer({ min: 2, max: 500 }),
  intervalMs: fc.constantFrom(1_000, 2_000, 10_000, 60_000, 300_000),
});

describe('bucketAxis', () => {
  test('covers the range with at most the points asked for, in whole poll intervals', () => {
    fc.assert(
      fc.property(range, ({ fromMs, lengthMs, points, intervalMs }) => {
        const axis = bucketAxis({ fromMs, toMs: fromMs + lengthMs, points, intervalMs });
        expect(axis.buckets).toBeLessThanOrEqual(points);
        expect(axis.fromMs).toBeLessThanOrEqual(fromMs);
        expect(axis.fromMs + axis.buckets * axis.bucketMs).toBeGreaterThanOrEqual(fromMs + lengthMs);
        expect(axis.bucketMs % intervalMs).toBe(0);
        expect(axis.fromMs % axis.bucketMs).toBe(0);
      }),
    );
  });

  test('a chart a moment later has the same bucket edges', () => {
    const day = { points: 300, intervalMs: 10_000 };
    const now = Date.UTC(2026, 10, 23, 14, 2, 31);
    const first = bucketAxis({ fromMs: now - 86_400_000, toMs: now, ...day });
    const later = bucketAxis({ fromMs: now - 86_390_000, toMs: now + 10_000, ...day });
    expect((later.fromMs - first.fromMs) % first.bucketMs).toBe(0);
    expect(later.bucketMs).toBe(first.bucketMs);
  });
});

const whole = (sum: number) => ({ sum, known: 1, unknown: 0 });

describe('bucketSink', () => {
  test('min, mean and max of what fell into each bucket; null where nothing did', () => {
    const axis = { fromMs: 0, toMs: 40, bucketMs: 10, buckets: 4 };
    const sink = bucketSink(axis);
    for (const [atMs, value] of [
      [0, 5],
      [9, 2],
      [10, 0],
      [35, 7],
    ] as const)
      sink.add(bucketAt(axis, atMs), whole(value));
    expect(sink.values()).toEqual({ min: [2, 0, null, 7], avg: [3.5, 0, null, 7], max: [5, 0, null, 7] });
  });

  test('the mean lies between the extremes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { minLength: 1 }), (values) => {
        const sink = bucketSink({ fromMs: 0, toMs: 1, bucketMs: 1, buckets: 1 });
        for (const value of values) sink.add(0, whole(value));
        const { min, avg, max } = sink.values();
        expect(min[0]).toBe(Math.min(...values));
        expect(max[0]).toBe(Math.max(...values));
        expect(avg[0]).toBeGreaterThanOrEqual((min[0] ?? 0) - 0.1);
        expect(avg[0]).toBeLessThanOrEqual((max[0] ?? 0) + 0.1);
      }),
    );
  });

  test('a run of polls is what its polls are one by one', () => {
    const poll = fc.record({
      sum: fc.integer({ min: 0, max: 9 }),
      known: fc.integer({ min: 0, max: 2 }),
      unknown: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(poll, { maxLength: 20 }), fc.nat(20), (polls, cut) => {
        const axis = { fromMs: 0, toMs: 1, bucketMs: 1, buckets: 1 };
        const [oneByOne, inRuns] = [bucketSink(axis), bucketSink(axis)];
        for (const one of polls) oneByOne.add(0, one);
        const column = (of: 'sum' | 'known' | 'unknown') => Float64Array.from(polls, (one) => one[of]);
        const sums = { sum: column('sum'), known: column('known'), unknown: column('unknown') };
        const middle = Math.min(cut, polls.length);
        inRuns.addRun(0, sums, 0, middle);
        inRuns.addRun(0, sums, middle, polls.length);
        expect(inRuns.values()).toEqual(oneByOne.values());
        expect(inRuns.isEmpty()).toBe(oneByOne.isEmpty());
      }),
    );
  });

  test.each([
    [
      'whole and partial: the whole ones alone',
      [
        [2, 50],
        [0, 80],
        [1, 60],
        [0, 90],
      ],
      [80, 90],
      0,
    ],
    [
      'partial alone: those that miss the fewest',
      [
        [2, 50],
        [1, 60],
        [2, 40],
        [1, 70],
      ],
      [60, 70],
      1,
    ],
    ['nothing known: no value', [], [null, null], 0],
  ] as const)('%s', (_, polls, [min, max], unknown) => {
    const sink = bucketSink({ fromMs: 0, toMs: 1, bucketMs: 1, buckets: 1 });
    sink.add(0, { sum: 0, known: 0, unknown: 3 });
    for (const [missing, sum] of polls) sink.add(0, { sum, known: 3 - missing, unknown: missing });
    const values = sink.values();
    expect([values.min, values.max]).toEqual([[min], [max]]);
    expect(values.unknown ?? [0]).toEqual([unknown]);
  });
});
