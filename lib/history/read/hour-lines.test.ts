import { expect, test } from 'vitest';
import { statsOf } from '../hour-stats.ts';
import { bucketAxis } from './buckets.ts';
import { HourLine, lagValueAt } from './hour-lines.ts';
import { LEFT_OUT } from './lag-fold.ts';

const HOUR_MS = 3_600_000;
const X = Number.NaN;

test('a partition that was not known all the hour is told as missing, one that was left out is not', () => {
  const partitions = [
    [10, 20],
    [X, X],
    [LEFT_OUT, LEFT_OUT],
  ];
  const stats = Float64Array.from(partitions.flatMap((lag) => statsOf(Float64Array.from(lag), { from: 0, to: 2 })));
  const line = new HourLine();
  partitions.forEach((_, partition) => {
    const value = lagValueAt(stats, partition);
    if (value !== null) line.add(0, value);
  });
  const axis = bucketAxis({ fromMs: 0, toMs: HOUR_MS, points: 1, intervalMs: HOUR_MS });
  expect(line.values(axis)).toMatchObject({ min: [10], avg: [15], max: [20], unknown: [1] });
});
