import { describe, expect, test } from 'vitest';
import type { BrokerNow, GroupNow, LossNow, PollWrite } from '#lib/history/contract.ts';
import { madeBroker, madeCluster, madeTopic, madeTopicKey } from '#lib/history/testing.ts';
import { ClusterEvaluator } from './evaluator.ts';
import type { MetricName, RuleCondition } from './rule.ts';
import { operatorOf } from './rule-check.ts';
import { ALL, pollAt, rule, SECOND, seen, T0 } from './testing.ts';

/** What a rule of this metric, which fires at once, says of the first of these polls and of the one after it. */
function saidOf(metric: MetricName, condition: Partial<RuleCondition>, polls: readonly PollWrite[], topics = ALL) {
  let ids = 0;
  const evaluator = new ClusterEvaluator({
    cluster: 'prod',
    knownSinceMs: T0,
    judgedAtMs: null,
    intervalMs: 10_000,
    newId: () => `${++ids}`,
  });
  const limits = { clearThreshold: condition.threshold ?? 0, forSeconds: 0, operator: operatorOf(metric) };
  evaluator.takeRules([rule({ topics, condition: { ...limits, ...condition, metric }, keepFiringSeconds: 0 })]);
  return polls.map((poll) => {
    const evaluation = evaluator.evaluate(poll);
    evaluator.accept(evaluation);
    return evaluation.incidents.map((change) => (change.kind === 'resolved' ? change.why : change.facts.condition));
  });
}

const groupAt = (second: number, changes: Partial<GroupNow>, lag: bigint | null = 5n) =>
  pollAt(second, [seen('payments', lag, changes as never)]);
const topicAt = (second: number, changes: Partial<ReturnType<typeof madeTopic>>, rest: Partial<PollWrite> = {}) =>
  pollAt(second, [], { topics: [{ ...madeTopic(madeTopicKey('orders'), 4), ...changes }], ...rest });

test('lag that grows by more messages a second than N', () => {
  const flow = (produceRate: number | null, consumeRate: number | null) => ({
    flow: { produceRate, consumeRate, lagTrend: null, drainSeconds: null },
  });
  const polls = [flow(100, 90), flow(100, 20), flow(100, null), flow(20, 100)].map((of, at) => groupAt(at * 10, of));
  expect(saidOf('lag-growth', { threshold: 50 }, polls)).toEqual([
    [],
    ['lag grows by 80/s, above 50/s'],
    // Nobody can tell how it moves: neither more nor less.
    [],
    ['recovered'],
  ]);
});

const lossOf = (changes: Partial<LossNow>): { loss: LossNow } => ({
  loss: {
    deletedUnread: '0',
    removedUnread: '0',
    notBeforeMs: null,
    kind: null,
    topic: null,
    partition: null,
    likelyAtMs: null,
    isSizeUnknown: false,
    isAgeUnknown: false,
    isThreatened: false,
    offsetsExpireNotBeforeMs: null,
    ...changes,
  },
});

describe('unread data that is about to be deleted', () => {
  const within = (seconds: number, isThreatened: boolean) =>
    groupAt(
      0,
      lossOf({ notBeforeMs: T0 + seconds * SECOND, kind: 'time', topic: 'orders', partition: 2, isThreatened }),
    );
  const said = (poll: PollWrite, threshold: number) => saidOf('loss-margin', { threshold }, [poll])[0];

  test('within N seconds, where it is in danger', () => {
    expect(said(within(1_800, true), 3_600)).toEqual([
      'unread data on orders/2 may be deleted in 1,800 s, below 3,600 s',
    ]);
    expect(said(within(3_700, true), 3_600)).toEqual([]);
  });

  test('not on a log that keeps little, while the group keeps up, or catches up before', () => {
    expect(said(within(600, false), 3_600)).toEqual([]);
  });

  test('of what is far off nothing says whether it is in danger: it counts as it is', () => {
    expect(said(within(7 * 3_600, false), 8 * 3_600)).toEqual([
      'unread data on orders/2 may be deleted in 25,200 s, below 28,800 s',
    ]);
  });
});

describe('committed offsets that are about to expire', () => {
  const loss = (inSeconds: number | null) =>
    lossOf({ offsetsExpireNotBeforeMs: inSeconds === null ? null : T0 + inSeconds * SECOND });

  test('within N seconds, until members are back', () => {
    const polls = [groupAt(0, loss(3_700)), groupAt(110, loss(3_700)), groupAt(120, loss(null))];
    expect(saidOf('offset-expiry', { threshold: 3_600 }, polls)).toEqual([
      [],
      ['its committed offsets may expire in 3,590 s, below 3,600 s'],
      ['recovered'],
    ]);
  });

  test('are of the group, whatever topics the rule is over', () => {
    const polls = [groupAt(0, loss(60))];
    expect(saidOf('offset-expiry', { threshold: 3_600 }, polls, { include: ['other'], exclude: [] })).toEqual([
      ['its committed offsets may expire in 60 s, below 3,600 s'],
    ]);
  });
});

test('a group without members for longer than N seconds; one that never has any is not meant', () => {
  const presence = (absentSinceMs: number | null) => ({
    presentSinceMs: null,
    absentSinceMs,
    settledSinceMs: null,
    unsettledSinceMs: null,
    rebalancingSinceMs: null,
    progressed: false,
  });
  const away = { members: 0, presence: presence(T0) };
  const polls = [
    groupAt(60, away),
    groupAt(70, away),
    groupAt(80, { ...away, members: null }),
    groupAt(90, { members: 2, presence: presence(null) }),
  ];
  expect(saidOf('no-members', { threshold: 60 }, polls)).toEqual([
    [],
    ['no members for 70 s, above 60 s'],
    [],
    ['recovered'],
  ]);
  expect(saidOf('no-members', { threshold: 60 }, [groupAt(600, { ...away, assignOnly: true })])).toEqual([[]]);
});

test('a group that rebalanced more often than N times within the last hour', () => {
  const events = [
    {
      kind: 'group-rebalanced',
      severity: 'info' as const,
      groups: ['payments'],
      topics: [],
      brokers: [],
      gapSinceMs: null,
    },
  ].map((event) => ({ ...event, data: { rebalances: 3 } }));
  const pollOf = (second: number, rebalanced: boolean) =>
    pollAt(second, [seen('payments', 5n), seen('other', 5n)], rebalanced ? { events } : {});
  const polls = [pollOf(0, true), pollOf(10, true), pollOf(3_000, false), pollOf(3_600, false), pollOf(3_610, false)];
  expect(saidOf('rebalances', { threshold: 5, clearThreshold: 0 }, polls)).toEqual([
    [],
    ['rebalanced at least 6 times in the last hour, above 5'],
    [],
    [],
    ['recovered'],
  ]);
});

test('each broker that is down for longer than N seconds, by itself, until it is back or removed', () => {
  const down = (brokerId: number, second: number) => ({
    ...madeBroker(brokerId, T0 + second * SECOND),
    state: 'unreachable' as const,
  });
  const up = [1, 2, 3].map((id) => madeBroker(id, T0));
  const at = (second: number, brokers: PollWrite['brokers']) => pollAt(second, [], { brokers });
  const [one, two, three] = up as [BrokerNow, BrokerNow, BrokerNow];
  const polls = [
    at(0, up),
    at(60, [one, down(2, 0), three]),
    at(70, [one, down(2, 0), down(3, 10)]),
    at(80, [one, down(2, 0), down(3, 10)]),
    pollAt(90, [], { brokers: [], complete: { brokers: false, topics: false, groups: false } }),
    at(100, [one, { ...two, stateSinceMs: T0 + 95 * SECOND }, down(3, 10)]),
    at(110, [one, two]),
  ];
  expect(saidOf('broker-down', { threshold: 60 }, polls)).toEqual([
    [],
    [],
    ['down for 70 s, above 60 s'],
    ['down for 70 s, above 60 s'],
    [],
    ['recovered'],
    ['broker-removed'],
  ]);
});

test('under-replicated partitions of a topic are all whose ISR is too small, however bad that is', () => {
  const polls = [topicAt(0, { isrShrunk: 2, underReplicated: 0, underMinIsr: 1, atMinIsr: 1 }), topicAt(10, {})];
  expect(saidOf('under-replicated-partitions', { threshold: 0 }, polls)).toEqual([
    ['2 under-replicated partitions on orders, above 0'],
    ['recovered'],
  ]);
});

test('partitions under min ISR, where it may be read how many must be in sync', () => {
  const polls = [
    topicAt(0, { underMinIsr: 2 }),
    // Nothing is known of it: neither more nor less.
    topicAt(10, { underMinIsr: 0, minIsr: null }),
    topicAt(20, { underMinIsr: 0 }),
  ];
  expect(saidOf('under-min-isr-partitions', { threshold: 0 }, polls)).toEqual([
    ['2 partitions under min ISR on orders, above 0'],
    [],
    ['recovered'],
  ]);
});

test('offline partitions are known of topics whose settings may not be read, not of those that were not seen', () => {
  const failure = { code: 'TOPIC_AUTHORIZATION_FAILED', message: 'denied', brokerId: null, sinceMs: null };
  const denied = { minIsr: null, configs: null, failure };
  const polls = [
    topicAt(0, { ...denied, offline: 1 }),
    topicAt(10, { ...denied, offline: 0, isCurrent: false }),
    topicAt(20, { ...denied, offline: 0 }),
  ];
  expect(saidOf('offline-partitions', { threshold: 0 }, polls)).toEqual([
    ['1 offline partition on orders, above 0'],
    [],
    ['recovered'],
  ]);
});

test('a log that went back, in the poll that saw it', () => {
  const event = {
    kind: 'log-truncated',
    severity: 'critical' as const,
    groups: [],
    topics: ['orders'],
    brokers: [],
    gapSinceMs: null,
    data: { partitionCount: 3 },
  };
  const polls = [topicAt(0, {}), topicAt(10, {}, { events: [event] }), topicAt(20, {})];
  expect(saidOf('log-truncated', { threshold: 0 }, polls)).toEqual([
    [],
    ['log of 3 partitions on orders truncated'],
    ['recovered'],
  ]);
});

test('another cluster at the address, which is read of what is said of the poll', () => {
  const cluster = madeCluster(T0);
  const failure = { code: 'CLUSTER_ID_CHANGED', message: 'another one', brokerId: null, sinceMs: null };
  const foreign = pollAt(10, [], {
    cluster: { ...cluster, scheduledAtMs: T0 + 10_000, reachable: false, failures: [failure] as never },
  });
  const away = pollAt(20, [], { cluster: { ...cluster, scheduledAtMs: T0 + 20_000, reachable: false } });
  expect(saidOf('cluster-id-changed', { threshold: 0 }, [pollAt(0, []), foreign, away, pollAt(30, [])])).toEqual([
    [],
    ['another cluster answers at its address'],
    [],
    ['recovered'],
  ]);
});
