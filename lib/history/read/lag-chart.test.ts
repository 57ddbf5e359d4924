import { describe, expect, test } from 'vitest';
import { createLagChart, type LagGrouping, seriesName } from './lag-chart.ts';
import { LEFT_OUT } from './lag-fold.ts';
import { PollSums } from './poll-sums.ts';
import { madeHour } from './testing.ts';

const axis = { fromMs: 0, toMs: 20, bucketMs: 10, buckets: 2 };

/** A chart over polls given as [bucket, lags by subscription and partition]. */
function chart(by: LagGrouping, polls: [bucket: number, lags: number[][]][], maxSeries = 100, first: string[] = []) {
  const topics = ['orders', 'returns'];
  const names = first.map((topic) => seriesName(by, topic, 0));
  const lines = createLagChart(axis, by, topics, names, maxSeries);
  for (const [bucket, lags] of polls) {
    lines.beginHour(madeHour([bucket * axis.bucketMs], []));
    lags.forEach((ofSubscription, subscription) => {
      ofSubscription.forEach((lag, partition) => {
        lines.add(subscription, partition, Float64Array.of(lag));
      });
    });
    lines.endHour();
  }
  return lines.finish();
}

describe('lag chart', () => {
  test('by group: one line, the sum over all partitions', () => {
    const { series } = chart('group', [
      [0, [[1, 2], [3]]],
      [0, [[2, 2], [6]]],
      [1, [[0, 0], [0]]],
    ]);
    expect(series).toEqual([{ key: '', topic: null, partition: null, min: [6, 0], avg: [8, 0], max: [10, 0] }]);
  });

  test('by topic and by partition', () => {
    const polls: [number, number[][]][] = [[0, [[1, 2], [3]]]];
    expect(chart('topic', polls).series.map(({ key, max }) => [key, max[0]])).toEqual([
      ['orders', 3],
      ['returns', 3],
    ]);
    expect(chart('partition', polls).series.map(({ key, partition, max }) => [key, partition, max[0]])).toEqual([
      ['orders/0', 0, 1],
      ['orders/1', 1, 2],
      ['returns/0', 0, 3],
    ]);
  });

  test('one unknown partition: the sums it is in are without it, and say so', () => {
    const polls: [number, number[][]][] = [
      [0, [[1, Number.NaN], [3]]],
      [1, [[1, 1], [3]]],
    ];
    expect(chart('group', polls).series).toMatchObject([{ max: [4, 5], unknown: [1, 0] }]);
    expect(chart('topic', polls).series.map(({ max, unknown }) => [max, unknown])).toEqual([
      [
        [1, 2],
        [1, 0],
      ],
      [[3, 3], undefined],
    ]);
    expect(chart('partition', polls).series.map(({ key, max }) => [key, ...max])).toEqual([
      ['orders/0', 1, 1],
      ['orders/1', null, 1],
      ['returns/0', 3, 3],
    ]);
  });

  test('a poll in which the group has no committed offset is a gap, not zero', () => {
    expect(
      chart('group', [
        [0, [[], []]],
        [1, [[4], []]],
      ]).series[0]?.max,
    ).toEqual([null, 4]);
  });

  test('keeps the series named first, counts what does not fit', () => {
    const { series, omittedSeries } = chart('topic', [[0, [[1], [9]]]], 1, ['returns']);
    expect(series.map(({ key }) => key)).toEqual(['returns']);
    expect(omittedSeries).toBe(1);
  });

  test('polls outside the axis (read for what they carry over) give no point', () => {
    expect(
      chart('group', [
        [-1, [[7], []]],
        [1, [[1], []]],
      ]).series[0]?.max,
    ).toEqual([null, 1]);
  });

  test('sums made before count like the partitions they were made of', () => {
    const lines = createLagChart(axis, 'group', ['orders', 'returns'], [], 100);
    const sums = new PollSums();
    sums.begin(1);
    for (const lag of [4, Number.NaN, LEFT_OUT]) sums.addColumn(Float64Array.of(lag), 0, 1);
    lines.beginHour(madeHour([0], []));
    lines.add(0, 0, Float64Array.of(10));
    lines.addSums(1, sums);
    lines.endHour();
    expect(lines.finish().series).toMatchObject([{ max: [14, null], unknown: [1, 0] }]);
  });

  test('a partition that never had a committed offset is no series', () => {
    expect(chart('partition', [[0, [[LEFT_OUT, 3], []]]], 1)).toMatchObject({
      series: [{ key: 'orders/1' }],
      omittedSeries: 0,
    });
  });
});
