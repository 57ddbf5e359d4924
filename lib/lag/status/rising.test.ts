import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LagTrends } from './rising.ts';

const W = 600_000;

interface Samples {
  lag: readonly number[];
  everyMs: number;
  produced: number;
}

/** Samples `everyMs` apart up to now, oldest first. */
const samples = (lag: readonly number[], { everyMs = 40_000, produced = 0 } = {}): Samples => ({
  lag,
  everyMs,
  produced,
});

const NOW = 1_790_000_000_000;
const trends = new LagTrends();

/** Of one partition among others. */
function isRising({ lag, everyMs, produced }: Samples, windowMs: number, apartMs: number): boolean | null {
  trends.begin(3, apartMs, NOW);
  for (let age = 0; age < lag.length; age++) {
    const value = lag.at(-1 - age) ?? Number.NaN;
    if (!Number.isNaN(value)) trends.add(1, NOW - age * everyMs, value, 1e9 - age * produced);
    trends.add(2, NOW - age * everyMs, age, 0);
  }
  expect(trends.isRising(0, windowMs)).toBeNull();
  return trends.isRising(1, windowMs);
}

const line = (count: number, perSample: number) =>
  Array.from({ length: count }, (_, index) => 1_000 + index * perSample);

test.each<[what: string, samples: Samples, apartMs: number, rising: boolean | null]>([
  ['a straight rise', samples(line(16, 50)), 0, true],
  ['a fall', samples(line(16, -50)), 0, false],
  ['nothing', samples(line(16, 0)), 0, false],
  ['exactly 100 more over the window', samples(line(11, 10), { everyMs: 50_000 }), 0, false],
  ['110 more', samples(line(11, 11), { everyMs: 50_000 }), 0, true],
  ['less than 5 % of what was produced', samples(line(16, 50), { produced: 1_001 }), 0, false],
  ['more than 5 %', samples(line(16, 50), { produced: 999 }), 0, true],
  ['a sawtooth', samples([0, 900, 100, 800, 200, 1_000, 50, 850, 0, 900, 100, 800, 200, 1_000, 50, 850]), 0, false],
  ['three samples', samples(line(3, 500), { everyMs: 200_000 }), 0, null],
  ['four', samples(line(4, 500), { everyMs: 150_000 }), 0, true],
  ['less than half the window', samples(line(16, 500), { everyMs: 19_999 }), 0, null],
  ['half of it', samples(line(16, 500), { everyMs: 20_000 }), 0, true],
  ['commits so far apart that three samples are left', samples(line(16, 50)), 250_000, null],
  [
    'partitions that some polls did not see',
    samples(line(16, 50).map((lag, index) => (index % 3 ? lag : Number.NaN))),
    0,
    true,
  ],
])('%s', (_what, given, apartMs, rising) => {
  expect(isRising(given, W, apartMs)).toBe(rising);
});

test('noise is not rising more often than three standard errors allow', () => {
  let rising = 0;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 16, maxLength: 16 }), (lag) => {
      if (isRising(samples(lag), W, 0)) rising++;
    }),
    { numRuns: 1_000, seed: 7 },
  );
  expect(rising).toBeLessThan(30);
});

test('whatever falls everywhere never rises', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000), { minLength: 4, maxLength: 40 }), (steps) => {
      let lag = 1e6;
      const falling = steps.map((step) => (lag -= step + 1));
      expect(isRising(samples(falling), W, 0)).not.toBe(true);
    }),
  );
});
