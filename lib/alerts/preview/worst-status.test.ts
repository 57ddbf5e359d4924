import { expect, test } from 'vitest';
import type { StatusSpan } from '#lib/history/read/statuses.ts';
import { worstOf } from './worst-status.ts';

const course = (...spans: [fromMs: number, toMs: number, status: StatusSpan['status']][]): StatusSpan[] =>
  spans.map(([fromMs, toMs, status]) => ({ fromMs, toMs, status }));

test('of several courses the worst at any time, as few times as there are changes of it', () => {
  const one = course([0, 10, 'OK'], [10, 40, 'STALLED'], [40, 100, 'OK']);
  const other = course([0, 20, null], [20, 30, 'STOPPED'], [30, 60, 'STALLED'], [60, 100, 'NO_DATA']);
  expect(worstOf([one, other])).toEqual(
    course([0, 10, 'OK'], [10, 20, 'STALLED'], [20, 30, 'STOPPED'], [30, 60, 'STALLED'], [60, 100, 'NO_DATA']),
  );
});

test('of none there is none', () => {
  expect(worstOf([])).toEqual([]);
  expect(worstOf([course([0, 10, null]), course([0, 10, null])])).toEqual(course([0, 10, null]));
});
