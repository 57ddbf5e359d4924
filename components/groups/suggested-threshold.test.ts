import { expect, test } from 'vitest';
import { groupBaselineExample, lagSeriesExample } from '#lib/api/examples/groups.ts';
import type { GroupBaseline, LagSeries } from '#lib/api/schemas/series.ts';
import { suggestedThreshold } from './suggested-threshold.ts';

const shown = (max: number | null, unit: LagSeries['unit'] = 'messages'): LagSeries => ({
  ...(lagSeriesExample as LagSeries),
  unit,
  series: [{ key: '', topic: null, partition: null, min: [0, 0], avg: [0, 0], max: [null, max] }],
});
const usual = (high: number | null): GroupBaseline => ({
  ...(groupBaselineExample as GroupBaseline),
  high: [null, high],
  reason: high === null ? 'nothing is kept of the days before' : null,
});

test.each([
  ['twice the highest that is usual', shown(80_112), usual(600), 1_500],
  ['twice what is shown, without a baseline', shown(80_112), usual(null), 200_000],
  ['twice what is shown, of time', shown(45, 'seconds'), usual(600), 100],
  ['never so little that it is chance', shown(3), usual(null), 100],
  ['nothing where there is no lag', shown(0), usual(0), null],
  ['nothing where nothing was recorded', shown(null), undefined, null],
  ['nothing before anything was read', undefined, undefined, null],
])('the threshold that is suggested is %s', (_, series, baseline, threshold) =>
  expect(suggestedThreshold(series, baseline)).toBe(threshold),
);
