import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type StatusChange, statusIntervals } from './course.ts';
import { STATUSES, type Status } from './status.ts';

const change = (atMs: number, was: Status | null, status: Status | null): StatusChange => ({ atMs, was, status });

test.each<[what: string, now: Status | null, changes: StatusChange[], told: [number, number, Status | null][]]>([
  ['nothing happened', 'OK', [], [[100, 200, 'OK']]],
  ['nothing is known', null, [], [[100, 200, null]]],
  [
    'one change',
    'STALLED',
    [change(150, 'OK', 'STALLED')],
    [
      [100, 150, 'OK'],
      [150, 200, 'STALLED'],
    ],
  ],
  ['one after the range', 'STALLED', [change(250, 'OK', 'STALLED')], [[100, 200, 'OK']]],
  [
    'it came within the range',
    'OK',
    [change(150, null, 'OK')],
    [
      [100, 150, null],
      [150, 200, 'OK'],
    ],
  ],
  [
    'it went and came',
    'OK',
    [change(180, 'STOPPED', 'OK'), change(150, 'OK', 'STOPPED')],
    [
      [100, 150, 'OK'],
      [150, 180, 'STOPPED'],
      [180, 200, 'OK'],
    ],
  ],
  ['at the end of the range', 'STALLED', [change(200, 'OK', 'STALLED')], [[100, 200, 'OK']]],
])('%s', (_what, now, changes, told) => {
  expect(statusIntervals(now, changes, 100, 200)).toEqual(
    told.map(([fromMs, toMs, status]) => ({ fromMs, toMs, status })),
  );
});

test('any course is told without holes, and is what it was at each instant', () => {
  const status = fc.constantFrom<Status | null>(...STATUSES, null);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), status), { maxLength: 20 }), (steps) => {
      let [atMs, was]: [number, Status | null] = [0, null];
      const changes = steps.map(([ms, to]) => {
        atMs += ms;
        const made = change(atMs, was, to);
        was = to;
        return made;
      });
      const intervals = statusIntervals(was, changes.toReversed(), -10, 2_000);
      expect(intervals[0]?.fromMs).toBe(-10);
      expect(intervals.at(-1)?.toMs).toBe(2_000);
      for (const [index, { fromMs, status: told }] of intervals.entries()) {
        if (index > 0) expect(intervals[index - 1]?.toMs).toBe(fromMs);
        const truth = changes.findLast((one) => one.atMs <= fromMs)?.status ?? null;
        expect(told).toBe(truth);
      }
    }),
  );
});
