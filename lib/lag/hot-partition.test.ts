import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advanceHot, hotFrom, standingOut } from './hot-partition.ts';

describe('which partitions stand out', () => {
  test.each<[what: string, lags: number[], produceRate: number | null, found: number[]]>([
    ['none of none', [], null, []],
    ['more than half of the lag, of 4', [1_200, 400, 400, 300], null, [0]],
    ['half of it is not more, but it is far above the median', [1_200, 400, 400, 400], null, [0]],
    ['an even load does not', [50_000, 51_000, 49_000, 50_500], null, []],
    ['more than half, of 3: only if it is far above the median', [5_000, 4_000, 900], null, []],
    ['far above the median, of 3', [5_000, 400, 390], null, [0]],
    ['of two nobody does', [90_000, 0], null, []],
    ['far above the median although less than half', [0, 0, 0, 0, 2_000, 3_000, 2_500], null, [5, 6, 4]],
    ['1,000 records are not enough', [1_000, 0, 0, 0], null, []],
    ['1,001 are', [1_001, 0, 0, 0], null, [0]],
    ['not what comes in 10 s', [20_000, 0, 0, 0], 2_000, []],
    ['more than what comes in 10 s', [20_001, 0, 0, 0], 2_000, [0]],
    ['5 % above a large median is nothing', [100_000, 100_000, 100_000, 114_000], null, []],
    ['3 x 5 % is', [100_000, 100_000, 100_000, 116_000], null, [3]],
  ])('%s', (_what, lags, produceRate, found) => {
    expect(standingOut(Float64Array.from(lags), () => hotFrom(produceRate))).toEqual(found);
  });

  test('what is added to all does not make one stand out, and the order of partitions does not matter', () => {
    const lags = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 4, maxLength: 60 });
    fc.assert(
      fc.property(lags, (values) => {
        const found = (of: number[]) => standingOut(Float64Array.from(of), () => 1_000).map((index) => of[index]);
        const reversed = found([...values].reverse());
        expect(reversed).toEqual(found(values));
        for (const lag of found(values)) expect(lag).toBeGreaterThan(1_000);
      }),
    );
  });
});

test('since when: kept while it lasts, begun anew after a break', () => {
  const first = advanceHot(new Map(), ['orders/7'], 10);
  const second = advanceHot(first, ['orders/7', 'orders/8'], 20);
  expect([...second]).toEqual([
    ['orders/7', 10],
    ['orders/8', 20],
  ]);
  const third = advanceHot(second, ['orders/8'], 30);
  expect([...advanceHot(third, ['orders/7', 'orders/8'], 40)]).toEqual([
    ['orders/7', 40],
    ['orders/8', 20],
  ]);
});
