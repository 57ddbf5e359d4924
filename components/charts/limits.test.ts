import { describe, expect, test } from 'vitest';
import { aboveWords, type ChartLimit, placedLimits } from './limits.ts';

const limit = (value: number, key = String(value)): ChartLimit => ({
  key,
  label: `above ${value}`,
  value,
  tone: 'danger',
});
const keys = (limits: readonly ChartLimit[]) => limits.map(({ key }) => key);

describe('limits of a chart', () => {
  test('are drawn as long as they leave a third of it to what was measured', () => {
    const { drawn, above } = placedLimits([limit(10_000), limit(300), limit(301), limit(50)], 100);
    expect(keys(drawn)).toEqual(['50', '300']);
    expect(keys(above)).toEqual(['301', '10000']);
  });

  test('are all drawn where nothing but zero was measured', () => {
    expect(keys(placedLimits([limit(10_000), limit(5)], 0).drawn)).toEqual(['5', '10000']);
  });

  test('have at most three names, none over another', () => {
    const { drawn, named } = placedLimits(
      [0, 50, 52, 55, 80, 100, 120].map((value) => limit(value)),
      100,
    );
    expect(drawn).toHaveLength(7);
    expect([...named]).toEqual(['0', '50', '80']);
  });

  test.each([
    [[], null],
    [[10_000], 'threshold 10000 is above the chart'],
    [[10_000, 10_000], 'threshold 10000 is above the chart'],
    [[10_000, 20_000], 'thresholds 10000 and 20000 are above the chart'],
    [[1, 2, 3], 'thresholds 1, 2 and 3 are above the chart'],
  ])('that are too far above are told of: %o', (values, words) =>
    expect(
      aboveWords(
        values.map((value, index) => limit(value, String(index))),
        String,
      ),
    ).toBe(words),
  );
});
