import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drainSeconds } from './drain.ts';

test.each<[what: string, lag: bigint, produceRate: number, consumeRate: number, seconds: number | null]>([
  ['lag over what is gained on it', 1_000n, 90, 100, 100],
  ['nothing comes', 1_000n, 0, 100, 10],
  ['as fast as it comes', 1_000n, 100, 100, null],
  ['slower than it comes', 1_000n, 100, 90, null],
  ['nothing left', 0n, 0, 100, 0],
  ['nothing moves', 1_000n, 0, 0, null],
])('%s', (_what, lag, produceRate, consumeRate, seconds) => {
  expect(drainSeconds(lag, { produceRate, consumeRate })).toBe(seconds);
});

test('never negative, never endless', () => {
  const rate = fc.oneof(fc.double({ min: 0, noNaN: true }), fc.constant(Number.NaN));
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n }), rate, rate, (lag, produceRate, consumeRate) => {
      const seconds = drainSeconds(lag, { produceRate, consumeRate });
      expect(seconds === null || (Number.isFinite(seconds) && seconds >= 0)).toBe(true);
    }),
  );
});
