import { expect, test } from 'vitest';
import { Rebalances } from './rebalances.ts';
import { pollAt, SECOND, T0 } from './testing.ts';

const rebalanced = (second: number, group: string, rebalances: number) =>
  pollAt(second, [], {
    events: [
      {
        kind: 'group-rebalanced',
        severity: 'info',
        groups: [group],
        topics: [],
        brokers: [],
        gapSinceMs: null,
        data: { group, rebalances },
      },
    ],
  });

test('are counted by group, for an hour', () => {
  const counted = new Rebalances();
  counted.take(rebalanced(0, 'payments', 2));
  counted.take(rebalanced(10, 'payments', 1));
  counted.take(rebalanced(20, 'orders', 1));
  expect([counted.inLastHour('payments'), counted.inLastHour('orders'), counted.inLastHour('other')]).toEqual([
    3, 1, 0,
  ]);
  counted.take(pollAt(3_599, []));
  expect(counted.inLastHour('payments')).toBe(3);
  counted.take(pollAt(3_600, []));
  expect(counted.inLastHour('payments')).toBe(1);
  counted.take(pollAt(3_610, []));
  expect(counted.inLastHour('payments')).toBe(0);
});

test('of a poll that is told twice are counted once', () => {
  const counted = new Rebalances();
  counted.take(rebalanced(0, 'payments', 2));
  counted.take(rebalanced(0, 'payments', 2));
  expect(counted.inLastHour('payments')).toBe(2);
});

test('that were noted by a clock that was ahead are not those of this hour', () => {
  const counted = new Rebalances();
  counted.take(rebalanced(86_400, 'payments', 10));
  counted.take(rebalanced(10, 'payments', 1));
  expect(counted.inLastHour('payments')).toBe(1);
});

test('of the hour before a restart go on being counted', () => {
  const counted = new Rebalances([{ group: 'payments', atMs: T0 - 3_000 * SECOND, times: 4 }]);
  counted.take(rebalanced(10, 'payments', 1));
  expect(counted.inLastHour('payments')).toBe(5);
  counted.take(pollAt(700, []));
  expect(counted.inLastHour('payments')).toBe(1);
});
