import type { Owner } from '#lib/config/owners.ts';
import type { GroupNow, PollWrite, SubscriptionNow } from '#lib/history/contract.ts';
import { madeBroker, madeCluster, madeGroup, madeSubscription, madeTopic, madeTopicKey } from '#lib/history/testing.ts';
import type { AlertRule, RuleCondition } from './rule.ts';
import { type RuleDefinition, ruleDefinitionSchema } from './rule-schema.ts';
import type { Silence, SilenceMatchers } from './silence.ts';

/** Builders for tests: a calm value each, with what the test is about on top. */

export const T0 = Date.UTC(2026, 10, 23, 14);
export const SECOND = 1_000;
export const ALL = { include: ['*'], exclude: [] };

/** Lag of every group above 100 for 20 s. */
export function rule({
  condition,
  ...changes
}: Partial<Omit<AlertRule, 'condition'>> & { condition?: Partial<RuleCondition> } = {}): AlertRule {
  return {
    id: 1,
    name: 'behind',
    severity: 'error',
    enabled: true,
    clusters: ALL,
    groups: ALL,
    topics: ALL,
    condition: {
      metric: 'lag',
      operator: '>',
      threshold: 100,
      status: null,
      forSeconds: 20,
      clearThreshold: 90,
      aggregation: 'group-sum',
      commitGaps: 0,
      ...condition,
    },
    keepFiringSeconds: 20,
    noData: { policy: 'keep', afterSeconds: 60 },
    destinations: [],
    tellOwner: true,
    repeatSeconds: null,
    labels: {},
    runbook: null,
    version: 1,
    ...changes,
  };
}

/** Everything is theirs. */
export const owner = (team: string, changes: Partial<Owner> = {}): Owner => ({
  team,
  clusters: [],
  groups: [],
  topics: [],
  runbook: null,
  tier: null,
  destination: null,
  ...changes,
});

/** The same as it is kept: without what the database gives it. */
export function ruleDefinition(changes: Parameters<typeof rule>[0] = {}): RuleDefinition {
  return ruleDefinitionSchema.parse(rule(changes));
}

/** Over everything, for an hour from T0 on. */
export const silence = (changes: Partial<Silence> = {}, matchers: Partial<SilenceMatchers> = {}): Silence => ({
  id: '1',
  cluster: null,
  matchers: { rules: ALL, groups: ALL, topics: ALL, brokers: [], severities: [], labels: {}, ...matchers },
  comment: 'deploy',
  author: 'ada@example.com',
  startsAtMs: T0,
  endsAtMs: T0 + 3_600_000,
  recurrence: null,
  ...changes,
});

const TOPIC = madeTopicKey('orders');

/** One group on `orders`, with this lag. */
export function seen(
  name: string,
  lag: bigint | null,
  changes: Partial<GroupNow> & Partial<SubscriptionNow> = {},
): { group: GroupNow; subscription: SubscriptionNow } {
  const { states, ...rest } = changes;
  const common = { lag, ...(states && { states }), ...rest };
  return {
    group: { ...madeGroup(name, ['orders'], lag ?? 0n, 4), ...common },
    subscription: {
      ...madeSubscription(name, TOPIC, 4, lag ?? 0n),
      worstLag: lag === null ? null : { partition: 3, lag: Number(lag) },
      ...common,
    },
  };
}

/** A poll of these groups, so many seconds after T0. */
export function pollAt(
  second: number,
  groups: readonly ReturnType<typeof seen>[],
  changes: Partial<PollWrite> = {},
): PollWrite {
  const atMs = T0 + second * SECOND;
  return {
    samples: null,
    cluster: madeCluster(atMs),
    brokers: [madeBroker(1, T0)],
    topics: [madeTopic(TOPIC, 4)],
    groups: groups.map(({ group }) => group),
    subscriptions: groups.map(({ subscription }) => subscription),
    timeLags: [],
    events: [],
    statusChanges: [],
    complete: { brokers: true, topics: true, groups: true },
    ...changes,
  };
}
