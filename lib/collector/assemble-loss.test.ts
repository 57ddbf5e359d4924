import { beforeEach, describe, expect, test } from 'vitest';
import type { TopicConfigNow } from '#lib/history/contract.ts';
import { succeed } from '#lib/kafka/failure.ts';
import { commits, described, ends, group, groupOf, Polls, SECOND, silent, T0, topic, topicIdOf } from './testing.ts';

const WEEK_MS = 604_800_000;

const settings = (values: Record<string, string>): TopicConfigNow[] =>
  Object.entries(values).map(([name, value]) => ({ name, value, source: '', isDefault: false, sensitive: false }));

const BY_AGE = settings({ 'cleanup.policy': 'delete', 'retention.ms': String(WEEK_MS), 'retention.bytes': '-1' });

/** Behind by 50 on the first partition, which begins at `logStart`, and without members. */
const left = (logStart = 0n) => ({
  ends: new Map([['orders', ends([logStart, 100n], [0n, 100n])]]),
  groups: [
    group('payments', {
      state: 'Empty',
      description: described({ state: 'Empty', members: [] }),
      commits: succeed([commits('orders', 50n, 100n)]),
    }),
  ],
});

let polls: Polls;
beforeEach(() => {
  polls = new Polls();
  polls.memory.slow.configs.set(topicIdOf('orders'), succeed(BY_AGE));
  polls.at(0, { ...left(), ends: new Map([['orders', ends([0n, 0n], [0n, 100n])]]) });
});

const told = (afterMs: number, changes: Parameters<Polls['at']>[1]) =>
  groupOf(polls.at(afterMs, changes), 'payments').loss;

describe('what is told of a group that stands', () => {
  test('stays as it is, so that nothing is written anew', () => {
    const first = told(10 * SECOND, left());
    expect(first?.notBeforeMs).not.toBeNull();
    for (const afterMs of [20 * SECOND, 3_600 * SECOND]) expect(told(afterMs, left())).toBe(first);
    // Told more exactly the less is left, never later than it is.
    const later = told(500_000 * SECOND, left());
    expect(later?.notBeforeMs).toBeGreaterThanOrEqual(first?.notBeforeMs ?? Infinity);
    expect(later?.notBeforeMs).toBeLessThanOrEqual(T0 + 10 * SECOND + WEEK_MS);
  });

  test('is within a 128th of what is left', () => {
    const bound = told(10 * SECOND, left())?.notBeforeMs ?? 0;
    expect(bound).toBeLessThanOrEqual(T0 + WEEK_MS);
    expect(bound).toBeGreaterThan(T0 + WEEK_MS - WEEK_MS / 128 - SECOND);
  });

  test('stays in a poll that could not read its offsets', () => {
    const first = told(10 * SECOND, left());
    const unread = group('payments', { description: null, commits: { ok: false, failure: silent(1) } });
    expect(told(20 * SECOND, { ...left(), groups: [unread] })).toEqual(first);
  });

  test('stays while the settings of the topic are not read yet, as after a restart', () => {
    const first = told(10 * SECOND, left());
    polls.memory.slow.configs.clear();
    expect(told(20 * SECOND, left())).toEqual(first);
  });
});

describe('where something unread is older than all that is known', () => {
  /** The log of `payouts` reached 100 before the first poll: who reads it at 50 is behind since nobody knows when. */
  const withPayouts = (ofOrders: bigint) => ({
    topics: new Map(['orders', 'payouts'].map((name) => [name, topic(name, 2)])),
    ends: new Map([
      ['orders', ends([0n, ofOrders], [0n, 100n])],
      ['payouts', ends([0n, 100n], [0n, 100n])],
    ]),
    groups: [group('payments', { commits: succeed([commits('orders', 50n, 100n), commits('payouts', 50n, 100n)]) })],
  });

  test('that is said beside what is known of another topic', () => {
    polls.memory.slow.configs.set(topicIdOf('payouts'), succeed(BY_AGE));
    told(10 * SECOND, withPayouts(0n));
    const loss = told(20 * SECOND, withPayouts(100n));
    expect(loss).toMatchObject({ kind: 'time', topic: 'orders', isAgeUnknown: true });
    expect(told(20 * SECOND, left())).toMatchObject({ isAgeUnknown: false });
  });
});

describe('what is gone unread', () => {
  test('is counted from the commit to where the log begins', () => {
    expect(told(10 * SECOND, left(70n))).toMatchObject({ deletedUnread: '20', removedUnread: '0' });
    expect(told(20 * SECOND, left(90n))).toMatchObject({ deletedUnread: '40', removedUnread: '0' });
  });

  test('was removed on purpose where the topic is compacted: nothing is lost', () => {
    const compacted = settings({ 'cleanup.policy': 'compact', 'retention.ms': '1', 'retention.bytes': '-1' });
    polls.memory.slow.configs.set(topicIdOf('orders'), succeed(compacted));
    expect(told(10 * SECOND, left(70n))).toMatchObject({
      deletedUnread: '0',
      removedUnread: '20',
      notBeforeMs: null,
      kind: null,
    });
  });

  test('is said as soon as it is known whether it was on purpose', () => {
    polls.memory.slow.configs.clear();
    expect(told(10 * SECOND, left(70n))).toBeNull();
  });
});
