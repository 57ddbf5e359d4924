import { describe, expect, test } from 'vitest';
import { type Outcome, succeed } from '#lib/kafka/failure.ts';
import type { ClusterObservation } from './observation.ts';
import {
  commits,
  described,
  ends,
  group,
  groupOf,
  Polls,
  SECOND,
  silent,
  subscriptionOf,
  T0,
  topic,
  topicOf,
} from './testing.ts';

/** What a poll finds: ends and commits of `orders`, by partition; null where the leader did not answer. */
interface Found {
  ends: (bigint | null)[];
  committed: bigint[];
}

const seeing = ({ ends: high, committed }: Found): Partial<ClusterObservation> => ({
  topics: new Map([['orders', topic('orders', high.length)]]),
  ends: new Map([['orders', ends(...high.map((end): [bigint, bigint] | null => (end === null ? null : [0n, end])))]]),
  groups: [group('payments', { commits: succeed([commits('orders', ...committed)]) })],
});

/** Polls every 10 s from T0 on; gives what the last one writes. */
function poll(polls: Polls, count: number, at: (second: number) => Found, fromSecond = 0) {
  let write = polls.at(fromSecond * SECOND, seeing(at(fromSecond)));
  for (let index = 1; index < count; index++) {
    const second = fromSecond + index * 10;
    write = polls.at(second * SECOND, seeing(at(second)));
  }
  return write;
}

const offset = (from: number, perSecond: number, second: number) => BigInt(from + perSecond * second);
const growing = (second: number): Found => ({
  ends: [offset(1_000, 30, second), offset(1_000, 10, second)],
  committed: [offset(500, 20, second), offset(500, 5, second)],
});

describe('rates of a group, its subscription and its topic', () => {
  test('are known with the fourth poll, not before, and never 0 instead', () => {
    const unknown = { produceRate: null, consumeRate: null, lagTrend: null, drainSeconds: null };
    expect(groupOf(poll(new Polls(), 3, growing), 'payments').flow).toEqual(unknown);
    const write = poll(new Polls(), 4, growing);
    const flow = { produceRate: 40, consumeRate: 25, lagTrend: 'growing', drainSeconds: null };
    expect(groupOf(write, 'payments').flow).toEqual(flow);
    expect(subscriptionOf(write, 'payments').flow).toEqual(flow);
    expect(topicOf(write, 'orders').produceRate).toBe(40);
  });

  test('a drain time is lag over what is gained', () => {
    const write = poll(new Polls(), 7, (second) => ({
      ends: [offset(10_000, 30, second)],
      committed: [offset(0, 80, second)],
    }));
    // 10,000 - 60 s x 50/s are left.
    expect(groupOf(write, 'payments')).toMatchObject({
      lag: 7_000n,
      flow: { lagTrend: 'draining', drainSeconds: 140 },
    });
  });

  test('a group that stopped is stalled once nothing moved over a whole window', () => {
    const stopped = (second: number): Found => ({ ends: [offset(1_000, 30, second)], committed: [500n] });
    expect(groupOf(poll(new Polls(), 6, stopped), 'payments').flow.lagTrend).toBe('growing');
    expect(groupOf(poll(new Polls(), 7, stopped), 'payments').flow).toMatchObject({
      lagTrend: 'stalled',
      consumeRate: 0,
    });
  });

  test('an offset reset begins anew', () => {
    const polls = new Polls();
    poll(polls, 8, growing);
    const rewound = (second: number): Found => ({
      ends: growing(second).ends,
      committed: [offset(0, 20, second - 80), 0n],
    });
    expect(groupOf(poll(polls, 3, rewound, 80), 'payments').flow.consumeRate).toBeNull();
    expect(groupOf(poll(polls, 1, rewound, 110), 'payments').flow.consumeRate).toBe(20);
  });

  test('offsets that were set forward while nobody could consume are no rate either', () => {
    const polls = new Polls();
    const nobody = { state: 'Empty', description: described({ state: 'Empty', members: [], epoch: 4 }) };
    const reset = (second: number) => {
      const { groups = [], ...found } = seeing({
        ends: [offset(1_000, 30, second)],
        committed: [second < 80 ? 10n : 900n],
      });
      return polls.at(second * SECOND, {
        ...found,
        groups: groups.map((one) => ({ ...one, ...nobody, type: 'consumer' })),
      });
    };
    // Once seen with members, so that it is none that assigns by hand.
    polls.at(0, seeing({ ends: [1_000n], committed: [10n] }));
    for (let second = 10; second < 80; second += 10) reset(second);
    expect(reset(80).events.map(({ kind }) => kind)).toContain('offsets-jumped');
    expect(groupOf(reset(90), 'payments').flow.consumeRate).toBeNull();
    reset(100);
    expect(groupOf(reset(110), 'payments').flow.consumeRate).toBe(0);
  });

  test('a poll that misses a partition changes no rate; one that is gone for long leaves those of the others', () => {
    const polls = new Polls();
    poll(polls, 7, growing);
    const without = (second: number): Found => ({ ...growing(second), ends: [growing(second).ends[0] ?? null, null] });
    expect(groupOf(poll(polls, 1, without, 70), 'payments').flow).toMatchObject({ produceRate: 40, consumeRate: 25 });
    expect(groupOf(poll(polls, 1, growing, 80), 'payments').flow).toMatchObject({ produceRate: 40, consumeRate: 25 });
    const gone = poll(polls, 8, without, 90);
    expect(groupOf(gone, 'payments')).toMatchObject({ knownPartitions: 1, flow: { produceRate: 30, consumeRate: 20 } });
    expect(topicOf(gone, 'orders').produceRate).toBe(30);
  });

  test('a recreated topic begins anew', () => {
    const polls = new Polls();
    poll(polls, 8, growing);
    const recreated = new Map([['orders', topic('orders', 2, { incarnation: 2 })]]);
    const write = polls.at(80 * SECOND, { ...seeing(growing(80)), topics: recreated });
    expect(groupOf(write, 'payments').flow.produceRate).toBeNull();
    expect(topicOf(write, 'orders').produceRate).toBeNull();
  });

  test('under min ISR the end does not tell what is produced', () => {
    const polls = new Polls();
    const setting = { name: 'min.insync.replicas', value: '2', source: 'TOPIC', isDefault: false, sensitive: false };
    const underMinIsr = topic('orders', 2);
    for (const partition of underMinIsr.partitions) partition.replicas = [1, 2, 3];
    poll(polls, 4, growing);
    const configs: Outcome<(typeof setting)[]> = succeed([setting]);
    polls.memory.slow.configs.set(underMinIsr.topicId ?? '', configs);
    const write = polls.at(40 * SECOND, { ...seeing(growing(40)), topics: new Map([['orders', underMinIsr]]) });
    expect(groupOf(write, 'payments').flow).toEqual({
      produceRate: null,
      consumeRate: 25,
      lagTrend: null,
      drainSeconds: null,
    });
    expect(topicOf(write, 'orders').produceRate).toBeNull();
  });

  test('while its coordinator is silent nothing is told', () => {
    const polls = new Polls();
    poll(polls, 7, growing);
    const unread = group('payments', { commits: { ok: false, failure: silent(1) } });
    const write = polls.at(70 * SECOND, { ...seeing(growing(70)), groups: [unread] });
    expect(groupOf(write, 'payments').flow).toMatchObject({ produceRate: null, consumeRate: null, lagTrend: null });
    expect(groupOf(poll(polls, 1, growing, 80), 'payments').flow).toMatchObject({ produceRate: 40, consumeRate: 25 });
  });
});

test('commit gaps are kept with the subscription', () => {
  const everyThird = (second: number): Found => ({
    ends: [offset(1_000, 30, second)],
    committed: [offset(0, 20, Math.floor(second / 30) * 30)],
  });
  const { commitGaps } = subscriptionOf(poll(new Polls(), 12, everyThird), 'payments');
  expect(commitGaps).toEqual({ medianMs: 30_000, longestByDay: [[Math.floor(T0 / 86_400_000), 30_000]] });
});

describe('hot partition', () => {
  const skewed = (second: number): Found => ({
    ends: [5_000n, 5_000n, 5_000n, offset(9_000, 10, second)],
    committed: [4_900n, 4_950n, 5_000n, 3_000n],
  });

  test('is told once it stood out for 3 polls, with the poll that first saw it', () => {
    const hot = { topic: 'orders', partition: 3, sinceMs: T0 };
    expect(groupOf(poll(new Polls(), 3, skewed), 'payments').hot).toEqual([]);
    expect(groupOf(poll(new Polls(), 4, skewed), 'payments').hot).toEqual([hot]);
  });

  test('stays through a poll that could not read the group, and ends with its lag', () => {
    const polls = new Polls();
    poll(polls, 4, skewed);
    const unread = group('payments', { commits: { ok: false, failure: silent(1) } });
    polls.at(40 * SECOND, { ...seeing(skewed(40)), groups: [unread] });
    expect(groupOf(poll(polls, 1, skewed, 50), 'payments').hot).toHaveLength(1);
    const level = (second: number): Found => ({ ...skewed(second), committed: [4_900n, 4_950n, 5_000n, 9_400n] });
    expect(groupOf(poll(polls, 1, level, 60), 'payments').hot).toEqual([]);
  });
});
