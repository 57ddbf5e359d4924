import { describe, expect, test } from 'vitest';
import { madeBroker, madeCluster, madeTopic, madeTopicKey } from '#lib/history/testing.ts';
import { ClusterEvaluator } from './evaluator.ts';
import type { IncidentChange } from './incident.ts';
import type { AlertRule } from './rule.ts';
import type { ActiveTarget } from './target-state.ts';
import { pollAt, rule, SECOND, seen, T0 } from './testing.ts';

type Seen = ReturnType<typeof seen>;

/** An evaluator with these rules, to which polls are told one after the other, each committed. */
function evaluating(rules: readonly AlertRule[], restored: readonly ActiveTarget[] = []) {
  let ids = 0;
  const evaluator = new ClusterEvaluator(
    { cluster: 'prod', knownSinceMs: T0, judgedAtMs: null, intervalMs: 10_000, newId: () => `incident-${++ids}` },
    restored,
  );
  evaluator.takeRules(rules);
  const told: [second: number, ...string[]][] = [];
  const at = (second: number, groups: readonly Seen[], changes: Parameters<typeof pollAt>[2] = {}) => {
    const evaluation = evaluator.evaluate(pollAt(second, groups, changes));
    evaluator.accept(evaluation);
    for (const change of evaluation.incidents) told.push([second, ...inWords(change)]);
    return evaluation;
  };
  const during = (from: number, to: number, groups: readonly Seen[], changes: Parameters<typeof pollAt>[2] = {}) => {
    for (let second = from; second <= to; second += 10) at(second, groups, changes);
  };
  return { evaluator, told, at, during };
}

function inWords(change: IncidentChange): string[] {
  if (change.kind === 'resolved') return [change.kind, change.incidentId, change.why];
  return [
    change.kind,
    change.incidentId,
    change.scope.group ?? change.scope.topic ?? 'cluster',
    change.facts.condition,
  ];
}

test('a group that has none of the topics of a rule any more has nothing open under it', () => {
  const { told, during } = evaluating([rule({ topics: { include: ['orders'], exclude: [] } })]);
  during(0, 20, [seen('payments', 500n)]);
  const elsewhere = seen('payments', 500n);
  elsewhere.subscription = { ...elsewhere.subscription, topic: madeTopicKey('other') };
  during(30, 30, [elsewhere]);
  expect(told.map(([second, kind, , why]) => [second, kind, why])).toEqual([
    [20, 'opened', 'payments'],
    [30, 'resolved', 'topic-deleted'],
  ]);
});

test('a poll that does not list all brokers says of none that it is up', () => {
  const { told, during } = evaluating([
    rule({ condition: { metric: 'brokers-down', threshold: 0, clearThreshold: 0, forSeconds: 0 } }),
  ]);
  const down = { ...madeBroker(2, T0), state: 'down' as const };
  during(0, 0, [], { brokers: [madeBroker(1, T0), down] });
  during(10, 300, [], { brokers: [], complete: { brokers: false, topics: false, groups: false } });
  expect(told.map(([second, kind]) => [second, kind])).toEqual([[0, 'opened']]);
});

test('what was lost unread holds an incident open until somebody looks at it, or the group comes beyond', () => {
  const { evaluator, told, during, at } = evaluating([rule()]);
  const lost = seen('payments', 0n, { states: { ok: 3, truncated: 1 } });
  during(0, 20, [seen('payments', 500n)]);
  during(30, 600, [lost]);
  expect(told).toHaveLength(1);
  expect(at(610, [lost]).targets.map(({ target }) => target?.state.isHeld)).toEqual([true]);
  // Looked at before anything was lost, it was not about that.
  evaluator.takeAcknowledged([['incident-1', T0 + 25 * SECOND]]);
  during(620, 680, [lost]);
  expect(told).toHaveLength(1);
  evaluator.takeAcknowledged([['incident-1', T0 + 685 * SECOND]]);
  during(690, 710, [lost]);
  expect(told.at(-1)).toEqual([710, 'resolved', 'incident-1', 'recovered']);
  // Open again, it is nobody's any more.
  during(720, 740, [seen('payments', 500n)]);
  during(750, 900, [lost]);
  expect(told.at(-1)).toEqual([740, 'reopened', 'incident-1', 'payments', 'lag 500, above 100']);
});

describe('of a cluster that cannot be reached after a restart', () => {
  const away = (second: number) => ({
    cluster: { ...madeCluster(T0), scheduledAtMs: T0 + second * SECOND, reachable: false },
    brokers: [],
    topics: [],
    complete: { brokers: false, topics: false, groups: false },
  });
  const active = (phase: 'firing' | 'inactive', unknownFromMs: number | null): ActiveTarget => ({
    ruleId: 1,
    ruleVersion: 1,
    scope: { group: 'payments', topic: null, broker: null },
    incidentId: phase === 'firing' ? 'incident-0' : null,
    state: {
      phase,
      sinceMs: T0,
      heldFromMs: T0,
      clearFromMs: null,
      seenAtMs: T0,
      unknownFromMs,
      valuelessFromMs: null,
      isNoData: false,
      lostFromMs: null,
      recreated: null,
      isHeld: false,
      resolvedAtMs: null,
    },
  });

  test('what fired before ends by its policy all the same', () => {
    const noData = { policy: 'resolve' as const, afterSeconds: 60 };
    const { told, at } = evaluating([rule({ noData })], [active('firing', T0 + 10 * SECOND)]);
    for (const second of [40, 50, 60, 70, 80]) at(second, [], away(second));
    expect(told).toEqual([[70, 'resolved', 'incident-0', 'no-data']]);
  });

  test('what was calm is told of when it could not be read for as long as its policy says, before and after', () => {
    const noData = { policy: 'alert' as const, afterSeconds: 60 };
    const { told, at } = evaluating([rule({ noData })], [active('inactive', T0 + 10 * SECOND)]);
    for (const second of [40, 50, 60, 70, 80]) at(second, [], away(second));
    expect(told).toEqual([[70, 'opened', 'incident-1', 'payments', 'nothing can be read of it']]);
  });
});

test('a cluster that was never reached has no data since it is to be polled', () => {
  const { told, at } = evaluating([
    rule({ condition: { metric: 'no-data', threshold: 60, clearThreshold: 0, forSeconds: 0 } }),
  ]);
  for (const second of [10, 60, 70]) {
    const cluster = { ...madeCluster(T0 + second * SECOND), reachable: false, observedAtMs: null };
    at(second, [], { cluster, brokers: [], topics: [], complete: { brokers: false, topics: false, groups: false } });
  }
  expect(told).toEqual([[70, 'opened', 'incident-1', 'cluster', 'no data for 70 s, above 60 s']]);
});

describe('lag of a group', () => {
  test('equal to N is not above; above for K seconds opens, and its end is told under the same id', () => {
    const { told, during } = evaluating([rule()]);
    during(0, 60, [seen('payments', 100n)]);
    during(70, 100, [seen('payments', 101n)]);
    during(110, 130, [seen('payments', 0n)]);
    expect(told).toEqual([
      [90, 'opened', 'incident-1', 'payments', 'lag 101, above 100'],
      [130, 'resolved', 'incident-1', 'recovered'],
    ]);
  });

  test('of which a part is not known is above by what is known, and not below for what is not', () => {
    const { told, during } = evaluating([rule()]);
    const partly = (lag: bigint) => seen('payments', lag, { states: { ok: 3, unknown: 1 } });
    during(0, 20, [partly(500n)]);
    during(30, 300, [partly(0n)]);
    expect(told).toEqual([[20, 'opened', 'incident-1', 'payments', 'lag at least 500, above 100']]);
  });

  test('under min ISR is at least so much: it does not end', () => {
    const { told, during } = evaluating([rule()]);
    during(0, 20, [seen('payments', 500n)]);
    during(30, 200, [seen('payments', 0n, { lagIsAtLeast: true })]);
    expect(told).toHaveLength(1);
  });

  test('by its worst partition names it, and who holds it', () => {
    const { at, during } = evaluating([rule({ condition: { aggregation: 'worst-partition' } })]);
    const held = seen('payments', 300n, {
      memberList: [
        {
          memberId: 'm',
          instanceId: null,
          clientId: 'app',
          host: '10.0.3.7',
          partitions: [{ topic: 'orders', partitions: [3] }],
        },
      ],
    });
    during(0, 10, [held]);
    expect(at(20, [held]).incidents[0]).toMatchObject({
      facts: {
        condition: 'lag 300 on orders/3, above 100',
        topic: 'orders',
        partition: 3,
        memberHost: '10.0.3.7',
        lag: '300',
      },
    });
  });

  test('that fell since records are gone is no recovery, until the group commits beyond them', () => {
    const { told, during } = evaluating([rule()]);
    during(0, 20, [seen('payments', 500n)]);
    during(30, 300, [seen('payments', 0n, { states: { ok: 3, truncated: 1 } })]);
    expect(told).toHaveLength(1);
    during(310, 330, [seen('payments', 0n)]);
    expect(told.at(-1)).toEqual([330, 'resolved', 'incident-1', 'recovered']);
  });
});

describe('what a rule is over', () => {
  test('groups of its patterns, those that come later too', () => {
    const { told, during } = evaluating([rule({ groups: { include: ['pay-*'], exclude: ['pay-replay'] } })]);
    during(0, 20, [seen('pay-1', 500n), seen('pay-replay', 500n), seen('other', 500n)]);
    during(30, 50, [seen('pay-1', 500n), seen('pay-2', 500n)]);
    expect(told.map(([second, , , name]) => [second, name])).toEqual([
      [20, 'pay-1'],
      [50, 'pay-2'],
    ]);
  });

  test('clusters of its patterns, and nothing while it is switched off', () => {
    const { told, during } = evaluating([
      rule({ id: 1, clusters: { include: ['test-*'], exclude: [] } }),
      rule({ id: 2, enabled: false }),
    ]);
    during(0, 60, [seen('payments', 500n)]);
    expect(told).toEqual([]);
  });

  test('each topic of a group by itself', () => {
    const { told, during } = evaluating([rule({ condition: { aggregation: 'per-topic' } })]);
    during(0, 20, [seen('payments', 500n)]);
    expect(told).toEqual([[20, 'opened', 'incident-1', 'payments', 'lag 500 on orders, above 100']]);
  });

  test('only the topics of its patterns', () => {
    const { told, during } = evaluating([rule({ topics: { include: ['invoices'], exclude: [] } })]);
    during(0, 60, [seen('payments', 500n)]);
    expect(told).toEqual([]);
  });
});

describe('other metrics', () => {
  test('seconds behind, never finer than three commit gaps', () => {
    const behind = (seconds: number) =>
      seen('payments', 10n, {
        timeLag: { seconds, quality: 'interpolated' },
        commitGaps: { medianMs: 60_000, longestByDay: [] },
      });
    const { told, during } = evaluating([
      rule({ condition: { metric: 'time-lag', threshold: 60, clearThreshold: 54, commitGaps: 3 } }),
    ]);
    during(0, 60, [behind(180)]);
    expect(told).toEqual([]);
    during(70, 90, [behind(181)]);
    expect(told).toEqual([[90, 'opened', 'incident-1', 'payments', '181 s behind, above 180 s']]);
    // 0.9 of the threshold that held.
    during(100, 120, [behind(163)]);
    expect(told).toHaveLength(1);
    during(130, 150, [behind(162)]);
    expect(told).toHaveLength(2);
  });

  test('a status that bad, or worse', () => {
    const { told, during } = evaluating([rule({ condition: { metric: 'status', status: 'STALLED', forSeconds: 0 } })]);
    for (const [second, status] of [
      [0, 'LAGGING'],
      [10, 'NO_DATA'],
      [20, 'STOPPED'],
    ] as const)
      during(second, second, [seen('payments', 5n, { status })]);
    during(30, 60, [seen('payments', 5n, { status: 'OK' })]);
    expect(told.map(([second, kind]) => [second, kind])).toEqual([
      [20, 'opened'],
      [50, 'resolved'],
    ]);
  });

  test('time until unread data is deleted, below N', () => {
    const loss = (afterS: number) => ({
      deletedUnread: '0',
      removedUnread: '0',
      notBeforeMs: T0 + afterS * SECOND,
      kind: 'time' as const,
      topic: 'orders',
      partition: 3,
      likelyAtMs: null,
      isSizeUnknown: false,
      isAgeUnknown: false,
      isThreatened: true,
      offsetsExpireNotBeforeMs: null,
    });
    const { told, during } = evaluating([
      rule({
        condition: { metric: 'loss-margin', operator: '<', threshold: 3_600, clearThreshold: 3_960, forSeconds: 0 },
      }),
    ]);
    during(0, 10, [seen('payments', 5n, { loss: loss(3_610) })]);
    during(20, 20, [seen('payments', 5n, { loss: loss(3_610) })]);
    expect(told).toEqual([
      [20, 'opened', 'incident-1', 'payments', 'unread data on orders/3 may be deleted in 3,590 s, below 3,600 s'],
    ]);
    during(30, 50, [seen('payments', 0n)]);
    expect(told.at(-1)).toEqual([50, 'resolved', 'incident-1', 'recovered']);
  });

  test('offline partitions of a topic', () => {
    const { told, during } = evaluating([
      rule({ condition: { metric: 'offline-partitions', threshold: 0, clearThreshold: 0, forSeconds: 0 } }),
    ]);
    during(0, 0, [], { topics: [{ ...madeTopic(madeTopicKey('orders'), 4), offline: 2 }] });
    expect(told).toEqual([[0, 'opened', 'incident-1', 'orders', '2 offline partitions on orders, above 0']]);
  });

  test('brokers that are down; and a cluster that nobody can read says nothing of them', () => {
    const { told, during } = evaluating([
      rule({ condition: { metric: 'brokers-down', threshold: 0, clearThreshold: 0, forSeconds: 0 } }),
    ]);
    during(0, 0, [], { brokers: [madeBroker(1, T0), { ...madeBroker(2, T0), state: 'down' }] });
    during(10, 60, [], { cluster: { ...madeCluster(T0), reachable: false }, brokers: [] });
    expect(told).toEqual([[0, 'opened', 'incident-1', 'cluster', '1 broker down, above 0']]);
  });

  test('a cluster without data', () => {
    const { told, at } = evaluating([
      rule({ condition: { metric: 'no-data', threshold: 60, clearThreshold: 0, forSeconds: 0 } }),
    ]);
    const blind = (second: number) => ({
      cluster: { ...madeCluster(T0 + second * SECOND), observedAtMs: T0, reachable: false },
    });
    at(0, []);
    for (let second = 10; second <= 70; second += 10) at(second, [], blind(second));
    expect(told).toEqual([[70, 'opened', 'incident-1', 'cluster', 'no data for 70 s, above 60 s']]);
  });
});

describe('what ends with its reason', () => {
  const open = (rules = [rule()]) => {
    const opened = evaluating(rules);
    opened.during(0, 20, [seen('payments', 500n)]);
    expect(opened.told).toHaveLength(1);
    return opened;
  };

  test('a group that is deleted, by a listing that is whole', () => {
    const { told, at } = open();
    at(30, [], { complete: { brokers: true, topics: true, groups: false } });
    expect(told).toHaveLength(1);
    at(40, []);
    expect(told.at(-1)).toEqual([40, 'resolved', 'incident-1', 'group-deleted']);
  });

  test.each([
    ['rule-deleted', []],
    ['rule-disabled', [rule({ enabled: false })]],
    ['rule-changed', [rule({ version: 2, condition: { threshold: 50 } })]],
  ] as const)('%s', (why, rules) => {
    const { evaluator, told, at } = open();
    evaluator.takeRules(rules);
    at(30, [seen('payments', 500n)]);
    expect(told.at(-1)).toEqual([30, 'resolved', 'incident-1', why]);
    at(40, [seen('payments', 500n)]);
    expect(told).toHaveLength(2);
  });

  test('not a change that only says where it goes', () => {
    const { evaluator, told, during } = open();
    evaluator.takeRules([rule({ destinations: ['pager'], severity: 'critical' })]);
    during(30, 60, [seen('payments', 500n)]);
    expect(told).toHaveLength(1);
  });
});

describe('a poll that is not committed', () => {
  test('is judged anew with the next, as if it had not been', () => {
    const { evaluator, told, at, during } = evaluating([rule()]);
    during(0, 10, [seen('payments', 500n)]);
    const lost = evaluator.evaluate(pollAt(20, [seen('payments', 500n)]));
    expect(lost.incidents).toHaveLength(1);
    at(30, [seen('payments', 500n)]);
    expect(told).toEqual([[30, 'opened', 'incident-2', 'payments', 'lag 500, above 100']]);
  });
});

describe('after a restart', () => {
  test('what fires goes on firing, and what is pending keeps its time', () => {
    const before = evaluating([rule({ id: 1 }), rule({ id: 2, condition: { forSeconds: 60 } })]);
    let active: ActiveTarget[] = [];
    for (const second of [0, 10, 20]) {
      const { targets } = before.at(second, [seen('payments', 500n)]);
      active = targets.flatMap(({ target }) => target ?? []);
    }
    const after = evaluating([rule({ id: 1 }), rule({ id: 2, condition: { forSeconds: 60 } })], active);
    after.during(30, 60, [seen('payments', 500n)]);
    expect(after.told).toEqual([[60, 'opened', 'incident-1', 'payments', 'lag 500, above 100']]);
  });

  test('what fired under a rule that is gone ends', () => {
    const before = evaluating([rule()]);
    let active: ActiveTarget[] = [];
    for (const second of [0, 10, 20]) {
      active = before.at(second, [seen('payments', 500n)]).targets.flatMap(({ target }) => target ?? []);
    }
    const after = evaluating([], active);
    after.at(30, [seen('payments', 500n)]);
    expect(after.told).toEqual([[30, 'resolved', 'incident-1', 'rule-deleted']]);
  });
});
