import type { BrokerNow, PollWrite, SubscriptionNow, TopicNow } from '#lib/history/contract.ts';
import { type Followed, follow, isHeldUp, isWaiting, seenBy } from './followed.ts';
import type { IncidentChange, IncidentFacts, Resolution } from './incident.ts';
import { factsOf } from './incident-facts.ts';
import { type Sighting, step, type Truth, unseenOf } from './machine.ts';
import { machineRulesOf, mostCountedMs } from './machine-rules.ts';
import type { PatternTime } from './pattern-time.ts';
import { matches } from './patterns.ts';
import {
  brokerReading,
  clusterReading,
  type GroupSeen,
  groupReading,
  isClear,
  type Reading,
  rebalanceReading,
  subscriptionReading,
  topicReading,
  truthOf,
} from './reading.ts';
import { type Rebalanced, Rebalances } from './rebalances.ts';
import { CommitsAnew, recreatedIn } from './recreated.ts';
import { type Aggregation, type AlertRule, METRICS, type MetricName } from './rule.ts';
import { brokerScope, CLUSTER_SCOPE, type Scope, scopeKey } from './scope.ts';
import { type ActiveTarget, isAsStored, type TargetChange } from './target-state.ts';
import { type GroupPlace, groupsOf, Places, type TopicPlace, topicsOf } from './targets.ts';
import { type Thresholds, thresholdsOf } from './threshold.ts';
import { truncationsOf } from './truncations.ts';
import { UNREAD_OTHERWISE, UNSEEN, type Unread, unreadOf } from './unread.ts';

/** What one poll changes in the alerts of a cluster. */
export interface Evaluation {
  /** Instant of the observation. */
  atMs: number;
  /** What of the time since the one before counts for nothing: it went unseen, or the clock was set. Less than 0: set back. */
  unseenMs: number;
  targets: TargetChange[];
  incidents: IncidentChange[];
}

/** One target as a poll saw it. */
interface Looked {
  scope: Scope;
  key: string;
  seen: GroupSeen | null;
  /** Null: this poll did not see it. */
  reading: Reading | null;
}

const CLUSTER_KEY = scopeKey(CLUSTER_SCOPE);

export interface EvaluatorOptions {
  cluster: string;
  /** Since when it is to be polled. */
  knownSinceMs: number;
  intervalMs: number;
  /** When it was judged last, by whomever; null: never. */
  judgedAtMs: number | null;
  newId(): string;
  /** How long names may be held against regular expressions; that of the thread unless given. */
  patternTime?: PatternTime | undefined;
}

/**
 * The alert rules over one cluster, from poll to poll. `evaluate` changes nothing that matters: only what `accept` is told of becomes
 * the state that the next poll goes on from, once its transaction is committed.
 */
export class ClusterEvaluator {
  readonly #options: EvaluatorOptions;
  readonly #groups = new Places<GroupSeen>((group) => ({ ...CLUSTER_SCOPE, group }));
  readonly #topics = new Places<TopicNow>((topic) => ({ ...CLUSTER_SCOPE, topic }));
  #followed = new Map<number, Followed>();
  /** Instant of the newest poll. */
  #atMs = 0;
  /** Of the last evaluation that was accepted; null before the first. */
  #judgedAtMs: number | null;
  /** How many partitions of which topics that poll saw truncated. */
  #truncated: ReadonlyMap<string, number> = new Map();
  /** Topics that the newest poll saw created anew. */
  #recreated: ReadonlySet<string> = new Set();
  readonly #commitsAnew = new CommitsAnew();
  readonly #rebalances: Rebalances;
  /** The brokers of that poll. */
  #brokers: readonly BrokerNow[] = [];
  /** That poll listed all there is. */
  #isListed = false;
  /** Ended by a change of their rule; told with the next poll. */
  #ended: { target: ActiveTarget; why: Resolution }[] = [];
  /** What was active before a restart, until the rules are known. */
  #orphans: readonly ActiveTarget[];
  /** When somebody said of which incidents that they look at them. */
  #acknowledged = new Map<string, number>();

  /** `restored` and `rebalanced` are as they were before a restart. */
  constructor(
    options: EvaluatorOptions,
    restored: readonly ActiveTarget[] = [],
    rebalanced: readonly Rebalanced[] = [],
  ) {
    this.#options = options;
    this.#judgedAtMs = options.judgedAtMs;
    this.#orphans = restored;
    this.#rebalances = new Rebalances(rebalanced);
  }

  /** Takes up the rules as they are now. What was active under another version of its rule ends. */
  takeRules(rules: readonly AlertRule[]): void {
    const there = { groups: this.#groups, topics: this.#topics, patternTime: this.#options.patternTime };
    const before = this.#followed;
    const active = [...this.#orphans, ...[...before.values()].flatMap(({ active: ofRule }) => [...ofRule.values()])];
    this.#orphans = [];
    this.#followed = new Map();
    for (const rule of rules) {
      if (!rule.enabled || !matches(rule.clusters, this.#options.cluster)) continue;
      this.#followed.set(rule.id, follow(rule, before.get(rule.id), there));
    }
    const known = new Map(rules.map((rule) => [rule.id, rule]));
    for (const target of active) {
      const followed = this.#followed.get(target.ruleId);
      if (followed?.rule.version === target.ruleVersion) followed.active.set(scopeKey(target.scope), target);
      else {
        const rule = known.get(target.ruleId);
        const why = rule === undefined ? 'rule-deleted' : rule.enabled ? 'rule-changed' : 'rule-disabled';
        this.#ended.push({ target, why });
      }
    }
  }

  /** When somebody said of open incidents that they look at them: what was lost before holds them open no longer. */
  takeAcknowledged(acknowledged: Iterable<readonly [incidentId: string, atMs: number]>): void {
    this.#acknowledged = new Map(acknowledged);
  }

  /** What one poll makes of every target of every rule. */
  evaluate(poll: PollWrite): Evaluation {
    const atMs = poll.cluster.scheduledAtMs;
    const gapMs = this.#judgedAtMs === null ? 0 : atMs - this.#judgedAtMs;
    const unseenMs = unseenOf(gapMs, mostCountedMs(this.#options.intervalMs));
    const into: Evaluation = { atMs, unseenMs, targets: [], incidents: [] };
    for (const { target, why } of this.#ended) endTarget(target, why, into);
    this.#look(poll);
    for (const followed of this.#followed.values()) this.#evaluateRule(followed, poll, into);
    return into;
  }

  /** Names of the rules whose regular expressions took too long: they go on finding out what they are over with the next poll. */
  waiting(): string[] {
    return [...this.#followed.values()].filter(isWaiting).map(({ rule }) => rule.name);
  }

  /** Those changes of an evaluation that the tables do not say yet. */
  unstored({ targets }: Evaluation): TargetChange[] {
    return targets.filter(({ ruleId, scope, target }) => {
      const before = this.#followed.get(ruleId)?.active.get(scopeKey(scope));
      return target === null || !isAsStored(before, target);
    });
  }

  /** The evaluation is committed: the next poll goes on from it. */
  accept({ atMs, targets, incidents }: Evaluation): void {
    this.#judgedAtMs = atMs;
    this.#ended = [];
    for (const { kind, incidentId } of incidents) if (kind === 'reopened') this.#acknowledged.delete(incidentId);
    for (const { ruleId, scope, target } of targets) {
      const active = this.#followed.get(ruleId)?.active;
      if (target === null) active?.delete(scopeKey(scope));
      else active?.set(scopeKey(scope), target);
    }
  }

  /** What the newest poll says of a target of a rule; null where it did not see it, and of the whole cluster. */
  factsNow(ruleId: number, { group, topic, broker }: Scope): IncidentFacts | null {
    const followed = this.#followed.get(ruleId);
    if (followed === undefined) return null;
    const { rule } = followed;
    const { metric, aggregation } = rule.condition;
    if (broker !== null) {
      const seen = this.#brokers.find(({ brokerId }) => brokerId === broker);
      return seen ? this.#factsOf(rule, brokerReading(seen, this.#atMs), null) : null;
    }
    if (group === null) {
      const seen = topic === null ? null : this.#topics.seen(topic);
      return seen && this.#factsOf(rule, this.#readTopic(seen, metric), null);
    }
    const seen = this.#seenOf(followed, group, topic);
    if (seen === null) return null;
    const [only] = seen.subscriptions;
    const reading =
      topic === null || only === undefined
        ? this.#readGroup(seen, metric, aggregation)
        : subscriptionReading(only, metric, this.#atMs);
    return this.#factsOf(rule, reading, seen);
  }

  /** Why the newest poll could not read a target of a rule. */
  unreadNow(ruleId: number, { group, topic }: Scope): Unread {
    if (group === null) return topic !== null && this.#topics.seen(topic) !== null ? UNREAD_OTHERWISE : UNSEEN;
    const followed = this.#followed.get(ruleId);
    const seen = followed === undefined ? null : this.#seenOf(followed, group, topic);
    return seen === null ? UNSEEN : unreadOf(seen, this.#topicOf);
  }

  /** What the newest poll has of a group, by the topics that the rule looks at, or by this one of them; null where it did not see it. */
  #seenOf({ rule, isMeant }: Followed, group: string, topic: string | null): GroupSeen | null {
    const whole = this.#groups.seen(group);
    return (whole && seenBy(rule, whole, topic === null ? isMeant : (one) => one === topic)) ?? null;
  }

  readonly #topicOf = (name: string): TopicNow | null => this.#topics.seen(name);

  #factsOf(rule: AlertRule, reading: Reading | null, seen: GroupSeen | null): IncidentFacts {
    return factsOf(rule, reading, seen, thresholdsOf(rule.condition, seen?.subscriptions ?? []), this.#topicOf);
  }

  #look(poll: PollWrite): void {
    this.#atMs = poll.cluster.scheduledAtMs;
    this.#truncated = truncationsOf(poll);
    this.#recreated = recreatedIn(poll);
    this.#commitsAnew.look(poll.samples);
    this.#rebalances.take(poll);
    this.#brokers = poll.brokers;
    this.#isListed = poll.cluster.reachable && poll.complete.groups && poll.complete.topics;
    const freshGroups = this.#groups.advance(groupsOf(poll), poll.complete.groups && poll.cluster.reachable);
    const freshTopics = this.#topics.advance(topicsOf(poll), poll.complete.topics);
    for (const { groups, topics } of this.#followed.values()) {
      if (freshGroups.all.length > 0) groups.add(freshGroups);
      if (freshTopics.all.length > 0) topics.add(freshTopics);
    }
  }

  #evaluateRule(followed: Followed, poll: PollWrite, into: Evaluation): void {
    const { rule, groups, topics } = followed;
    const { metric, aggregation } = rule.condition;
    if (METRICS[metric].over === 'cluster') {
      const reading = clusterReading(poll, metric, this.#options.knownSinceMs);
      this.#advance(followed, { scope: CLUSTER_SCOPE, key: CLUSTER_KEY, seen: null, reading }, into);
    } else if (METRICS[metric].over === 'brokers') {
      this.#advanceBrokers(followed, poll, into);
    } else if (METRICS[metric].over === 'topics') {
      for (const place of topics.take()) this.#advanceTopic(followed, place, into);
    } else if (isHeldUp(followed)) {
      // Groups are judged by all topics that the rule is over, or not at all.
    } else if (aggregation === 'per-topic') {
      for (const place of groups.take()) this.#advanceTopicsOf(followed, place, into);
    } else {
      for (const place of groups.take()) this.#advanceGroup(followed, place, into);
    }
    if (isWaiting(followed)) this.#advanceWaiting(followed, into);
    if (this.#isListed) this.#endGone(followed, into);
    else this.#advanceUnseen(followed, into);
  }

  #readTopic(seen: TopicNow, metric: MetricName): Reading {
    return topicReading(seen, metric, this.#truncated.get(seen.topic.name) ?? 0);
  }

  #readGroup(seen: GroupSeen, metric: MetricName, aggregation: Aggregation): Reading {
    if (metric === 'rebalances') return rebalanceReading(this.#rebalances.inLastHour(seen.group.group));
    return groupReading(seen, metric, aggregation, this.#atMs);
  }

  #advanceTopic(followed: Followed, { seen, scope, key }: TopicPlace, into: Evaluation): void {
    const reading = seen && this.#readTopic(seen, followed.rule.condition.metric);
    this.#advance(followed, { scope, key, seen: null, reading }, into);
  }

  #advanceGroup(followed: Followed, place: GroupPlace, into: Evaluation): void {
    const { rule, sharedReading } = followed;
    const { metric, aggregation } = rule.condition;
    const { scope, key } = place;
    if (place.seen === null) {
      this.#advance(followed, { scope, key, seen: null, reading: null }, into);
      return;
    }
    const known = sharedReading === null ? undefined : place.readings.get(sharedReading);
    if (known !== undefined) {
      this.#advance(followed, { scope, key, seen: place.seen, reading: known }, into);
      return;
    }
    const seen = seenBy(rule, place.seen, followed.isMeant);
    if (seen === undefined) {
      this.#advance(followed, { scope, key, seen: null, reading: null }, into);
      return;
    }
    // It has to do with none of the topics that the rule is over, or not any more.
    if (seen === null) {
      this.#end(followed, scope, 'topic-deleted', into);
      return;
    }
    const reading = this.#readGroup(seen, metric, aggregation);
    if (sharedReading !== null) place.readings.set(sharedReading, reading);
    this.#advance(followed, { scope, key, seen, reading }, into);
  }

  #advanceTopicsOf(followed: Followed, { name, seen }: GroupPlace, into: Evaluation): void {
    const { rule, isMeant, active } = followed;
    const present = new Set<string>();
    for (const subscription of seen?.subscriptions ?? []) {
      const topic = subscription.topic.name;
      const isOne = isMeant === null || isMeant(topic);
      if (seen === null || isOne === false) continue;
      present.add(topic);
      const reading = isOne === null ? null : subscriptionReading(subscription, rule.condition.metric, into.atMs);
      const alone = { group: seen.group, subscriptions: [subscription] };
      const scope = { group: name, topic, broker: null };
      this.#advance(followed, { scope, key: scopeKey(scope), seen: alone, reading }, into);
    }
    for (const { scope } of active.values()) {
      if (scope.group !== name || scope.topic === null || present.has(scope.topic)) continue;
      if (seen === null) this.#advance(followed, { scope, key: scopeKey(scope), seen: null, reading: null }, into);
      // It has nothing to do with the topic any more.
      else this.#end(followed, scope, 'topic-deleted', into);
    }
  }

  #advanceBrokers(followed: Followed, { cluster, brokers, complete }: PollWrite, into: Evaluation): void {
    const seen = new Set<number>();
    for (const broker of cluster.reachable ? brokers : []) {
      seen.add(broker.brokerId);
      const scope = brokerScope(broker.brokerId);
      const reading = brokerReading(broker, into.atMs);
      this.#advance(followed, { scope, key: scopeKey(scope), seen: null, reading }, into);
    }
    for (const [key, { scope }] of followed.active) {
      if (scope.broker === null || seen.has(scope.broker)) continue;
      if (cluster.reachable && complete.brokers) this.#end(followed, scope, 'broker-removed', into);
      else this.#advance(followed, { scope, key, seen: null, reading: null }, into);
    }
  }

  /** What was active of a group, or a topic, that is gone. */
  #endGone(followed: Followed, into: Evaluation): void {
    for (const { scope } of followed.active.values()) {
      const { group, topic } = scope;
      if (group !== null && !this.#groups.has(group)) this.#end(followed, scope, 'group-deleted', into);
      else if (group === null && topic !== null && !this.#topics.has(topic)) {
        this.#end(followed, scope, 'topic-deleted', into);
      }
    }
  }

  /** What was active before a restart, of groups and topics that no poll has seen since: their timers for want of data go on. */
  #advanceUnseen(followed: Followed, into: Evaluation): void {
    for (const [key, { scope }] of followed.active) {
      const { group, topic } = scope;
      const isUnseen = group === null ? topic !== null && !this.#topics.has(topic) : !this.#groups.has(group);
      if (isUnseen) this.#advance(followed, { scope, key, seen: null, reading: null }, into);
    }
  }

  /** What is active of that of which it is not known yet whether the rule is over it: as if the poll had missed it. */
  #advanceWaiting(followed: Followed, into: Evaluation): void {
    const { rule, groups, topics, active } = followed;
    const isOfTopics = METRICS[rule.condition.metric].over === 'topics';
    const waiting = (isOfTopics ? topics : groups).waiting();
    const isAll = !isOfTopics && isHeldUp(followed);
    for (const [key, { scope }] of active) {
      const name = isOfTopics ? scope.topic : scope.group;
      if (name === null || !(waiting.has(name) || (isAll && this.#groups.has(name)))) continue;
      this.#advance(followed, { scope, key, seen: null, reading: null }, into);
    }
  }

  #advance(followed: Followed, { scope, key, seen, reading }: Looked, into: Evaluation): void {
    const { rule, active } = followed;
    const before = active.size === 0 ? null : (active.get(key) ?? null);
    const thresholds = followed.thresholds ?? thresholdsOf(rule.condition, seen?.subscriptions ?? []);
    const truth = reading === null ? 'unknown' : truthOf(reading, rule.condition, thresholds.fire);
    // The quick way of nearly all targets in nearly all polls.
    if (before === null && (truth === 'false' || truth === 'none')) return;
    const sighting: Sighting = {
      ...sightingOf(rule, reading, truth, thresholds),
      nowMs: into.atMs,
      unseenMs: into.unseenMs,
      recreated: this.#recreatedOf(followed, before, seen),
      ackedAtMs: this.#acknowledged.get(before?.incidentId ?? '') ?? null,
    };
    const { state, transition } = step(before?.state ?? null, sighting, machineRulesOf(rule, this.#options.intervalMs));
    if (state === null && before === null) return;
    const isOpening = transition !== null && transition.kind !== 'resolved';
    const incidentId = isOpening
      ? transition.kind === 'reopened' && before?.incidentId != null
        ? before.incidentId
        : this.#options.newId()
      : (before?.incidentId ?? null);
    const target = state && { ruleId: rule.id, ruleVersion: rule.version, scope, state, incidentId };
    into.targets.push({ ruleId: rule.id, scope, target });
    if (transition === null || incidentId === null) return;
    if (transition.kind === 'resolved') {
      into.incidents.push({ kind: 'resolved', incidentId, atMs: into.atMs, why: transition.why });
    } else {
      into.incidents.push({
        kind: transition.kind,
        incidentId,
        rule,
        scope,
        atMs: into.atMs,
        sinceMs: state?.sinceMs ?? into.atMs,
        facts: this.#factsOf(rule, reading, seen),
      });
    }
  }

  /** The topic, created anew, with which went what was unread of a target that fires; null once the group commits to it again. */
  #recreatedOf({ rule }: Followed, before: ActiveTarget | null, seen: GroupSeen | null): string | null {
    const { metric } = rule.condition;
    if (before?.state.phase !== 'firing' || seen === null || (metric !== 'lag' && metric !== 'time-lag')) return null;
    const isAnew = ({ topic }: SubscriptionNow) => this.#recreated.has(topic.name);
    const topic = before.state.recreated ?? seen.subscriptions.find(isAnew)?.topic.name ?? null;
    return topic === null || this.#commitsAnew.isSeen(seen.group.group, topic) ? null : topic;
  }

  #end(followed: Followed, scope: Scope, why: Resolution, into: Evaluation): void {
    const before = followed.active.get(scopeKey(scope));
    if (before) endTarget(before, why, into);
  }
}

function endTarget({ ruleId, scope, state, incidentId }: ActiveTarget, why: Resolution, into: Evaluation): void {
  into.targets.push({ ruleId, scope, target: null });
  if (state.phase !== 'firing' || incidentId === null) return;
  into.incidents.push({ kind: 'resolved', incidentId, atMs: into.atMs, why });
}

function sightingOf(
  { condition: rules }: AlertRule,
  reading: Reading | null,
  condition: Truth,
  { clear }: Thresholds,
): Pick<Sighting, 'condition' | 'isClear' | 'isLost'> {
  if (reading === null) return { condition, isClear: false, isLost: false };
  return {
    condition,
    isClear: isClear(reading, rules, clear),
    isLost: reading.isLost && rules.metric !== 'status',
  };
}
