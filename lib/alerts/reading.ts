import type { BrokerNow, GroupNow, PollWrite, SubscriptionNow, TopicNow } from '#lib/history/contract.ts';
import { NEAR_MS } from '#lib/lag/loss/threat.ts';
import { placeOf, STATUSES, statusOf } from '#lib/lag/status/status.ts';
import type { Truth } from './machine.ts';
import type { Aggregation, MetricName, RuleCondition } from './rule.ts';

/** What one poll says of one target, in the unit of the metric. */
export interface Reading {
  /** NaN where nothing that is known has a value. */
  value: number;
  /** The value may be more (of a `<`: less) than that: a lower bound, or not all of it is known. */
  isBound: boolean;
  /** Where the value is from. */
  topic: string | null;
  partition: number | null;
  /** Some records were deleted unread, or the position is lost, and the group has not come beyond. */
  isLost: boolean;
}

const UNKNOWN: Reading = { value: Number.NaN, isBound: true, topic: null, partition: null, isLost: false };
const NOTHING: Reading = { ...UNKNOWN, isBound: false };

/** Whether the condition holds: true by what is known, false only where all of it is (semantics: alerts, section 2). */
export function truthOf({ value, isBound }: Reading, { operator }: RuleCondition, threshold: number): Truth {
  if (operator === '>' ? value > threshold : value < threshold) return 'true';
  if (isBound) return 'unknown';
  return Number.isNaN(value) ? 'none' : 'false';
}

/** Whether the value is at or on the good side of where a firing rule begins to end. */
export const isClear = ({ value }: Reading, { operator }: RuleCondition, clear: number): boolean =>
  operator === '>' ? value <= clear : value >= clear;

/** A group with its subscriptions, as one poll has them. */
export interface GroupSeen {
  group: GroupNow;
  subscriptions: readonly SubscriptionNow[];
}

/** What a rule over groups reads of a group, or of one of its topics. */
export function groupReading(
  { group, subscriptions }: GroupSeen,
  metric: MetricName,
  aggregation: Aggregation,
  nowMs: number,
): Reading {
  switch (metric) {
    case 'lag':
      return aggregation === 'worst-partition' ? worstOf(subscriptions) : sumOf(group, null);
    case 'time-lag':
      return timeLagOf(group, null);
    case 'status':
      return statusReading(group.status);
    case 'lag-growth':
      return growthOf(subscriptions, null);
    case 'loss-margin':
      return lossMargin(group, nowMs);
    case 'offset-expiry':
      return offsetExpiry(group, nowMs);
    case 'no-members':
      return timeWithoutMembers(group, nowMs);
    default:
      return UNKNOWN;
  }
}

/** The same of one topic of the group alone. */
export function subscriptionReading(subscription: SubscriptionNow, metric: MetricName, nowMs: number): Reading {
  const topic = subscription.topic.name;
  switch (metric) {
    case 'lag':
      return sumOf(subscription, topic);
    case 'time-lag':
      return timeLagOf(subscription, topic);
    case 'status':
      return { ...statusReading(subscription.status), topic };
    case 'lag-growth':
      return growthOf([subscription], topic);
    case 'loss-margin':
      return lossMargin(subscription, nowMs);
    default:
      return UNKNOWN;
  }
}

/** What a rule over topics reads of one; `truncations` is how many partitions of it this poll saw truncated. */
export function topicReading(seen: TopicNow, metric: MetricName, truncations: number): Reading {
  const plain = (value: number): Reading => ({ ...NOTHING, value, topic: seen.topic.name });
  if (metric === 'log-truncated') return plain(truncations);
  if (!seen.isCurrent) return UNKNOWN;
  if (metric === 'offline-partitions') return plain(seen.offline);
  if (metric === 'under-replicated-partitions') return plain(seen.isrShrunk);
  // How many must be in sync is among the settings of the topic, which not everybody may read.
  return seen.minIsr === null ? UNKNOWN : plain(seen.underMinIsr);
}

/** What a rule over the cluster reads; `knownSinceMs` is since when it is to be polled, whether anything was ever read of it or not. */
export function clusterReading(
  { cluster, brokers, complete }: PollWrite,
  metric: MetricName,
  knownSinceMs: number,
): Reading {
  if (metric === 'no-data') {
    // A poll that saw something saw it just now.
    const ageMs = cluster.reachable ? 0 : cluster.scheduledAtMs - (cluster.observedAtMs ?? knownSinceMs);
    return { ...NOTHING, value: Math.max(0, ageMs) / 1000 };
  }
  if (metric === 'cluster-id-changed' && cluster.failures.some(({ code }) => code === CLUSTER_ID_CHANGED)) {
    return { ...NOTHING, value: 1 };
  }
  if (!cluster.reachable) return UNKNOWN;
  if (metric === 'cluster-id-changed') return { ...NOTHING, value: 0 };
  return downBrokers({ brokers, complete });
}

/** How many brokers are down. Of a poll that does not list all of them, as one that the database refused, more may be. */
export const downBrokers = ({ brokers, complete }: Pick<PollWrite, 'brokers' | 'complete'>): Reading => ({
  ...NOTHING,
  value: brokers.filter(({ state }) => state !== 'up').length,
  isBound: !complete.brokers,
});

/** As lib/collector/foreign-cluster.ts calls it. */
const CLUSTER_ID_CHANGED = 'CLUSTER_ID_CHANGED';

/** Messages per second by which more are written than read: less than 0 while it catches up. */
function growthOf(subscriptions: readonly SubscriptionNow[], topic: string | null): Reading {
  const reading: Reading = { ...NOTHING, topic };
  for (const { flow, states } of subscriptions) {
    reading.isBound ||= isPartlyUnknown(states);
    if (flow.produceRate === null || flow.consumeRate === null) continue;
    reading.value = (reading.value || 0) + flow.produceRate - flow.consumeRate;
  }
  return reading;
}

/** How long a broker has been down, or did not answer. */
export const brokerReading = ({ state, stateSinceMs }: BrokerNow, nowMs: number): Reading => ({
  ...NOTHING,
  value: state === 'up' ? 0 : Math.max(0, nowMs - stateSinceMs) / 1000,
});

/** How often a group rebalanced within the last hour, of which a poll that sees it tells. */
export const rebalanceReading = (times: number): Reading => ({ ...NOTHING, value: times });

/** Infinity while nothing counts towards it, as while the group has members. */
function offsetExpiry({ loss, lag }: GroupNow, nowMs: number): Reading {
  if (loss === null && lag === null) return NOTHING;
  const atMs = loss?.offsetsExpireNotBeforeMs ?? Infinity;
  return { ...NOTHING, value: (atMs - nowMs) / 1000 };
}

/** Of a group that never has members, as one that assigns its partitions itself, there is none. */
function timeWithoutMembers({ members, assignOnly, presence }: GroupNow, nowMs: number): Reading {
  if (assignOnly) return NOTHING;
  if (members === null) return UNKNOWN;
  const sinceMs = members === 0 ? presence.absentSinceMs : null;
  return { ...NOTHING, value: sinceMs === null ? 0 : Math.max(0, nowMs - sinceMs) / 1000 };
}

type Summed = Pick<GroupNow, 'lag' | 'states' | 'lagIsAtLeast'>;

function sumOf({ lag, states, lagIsAtLeast }: Summed, topic: string | null): Reading {
  return {
    value: lag === null ? Number.NaN : Number(lag),
    isBound: lagIsAtLeast || isPartlyUnknown(states),
    topic,
    partition: null,
    isLost: isLost(states),
  };
}

function worstOf(subscriptions: readonly SubscriptionNow[]): Reading {
  const reading: Reading = { ...NOTHING };
  for (const { topic, worstLag, states, lagIsAtLeast } of subscriptions) {
    reading.isBound ||= lagIsAtLeast || isPartlyUnknown(states);
    reading.isLost ||= isLost(states);
    if (worstLag === null || worstLag.lag <= reading.value) continue;
    reading.value = worstLag.lag;
    reading.topic = topic.name;
    reading.partition = worstLag.partition;
  }
  return reading;
}

function timeLagOf({ timeLag, states }: Pick<GroupNow, 'timeLag' | 'states'>, topic: string | null): Reading {
  return {
    value: timeLag.seconds ?? Number.NaN,
    isBound: timeLag.quality === 'at-least' || isPartlyUnknown(states),
    topic,
    partition: null,
    isLost: isLost(states),
  };
}

/** Higher is worse: how many statuses there are that are not as bad. Of NO_DATA nothing is known. */
export const badnessOf = (status: (typeof STATUSES)[number]): number => STATUSES.length - placeOf(status);

function statusReading(name: string | null): Reading {
  const status = statusOf(name);
  if (status === 'NO_DATA') return UNKNOWN;
  return status === null ? NOTHING : { ...NOTHING, value: badnessOf(status) };
}

/**
 * Infinity where nothing is about to be lost: also where it is near, but less than half of the retention is over, or the group catches up
 * before. A log that keeps an hour would else be about to lose data for ever.
 */
function lossMargin({ loss, states, lag }: Pick<GroupNow, 'loss' | 'states' | 'lag'>, nowMs: number): Reading {
  const isBound = (loss?.isAgeUnknown ?? false) || isPartlyUnknown(states);
  if (lag === null && loss === null) return { ...NOTHING, isBound };
  const leftMs = (loss?.notBeforeMs ?? Infinity) - nowMs;
  const isHarmless = leftMs <= NEAR_MS && !loss?.isThreatened;
  const { topic, partition } = loss ?? { topic: null, partition: null };
  return { value: isHarmless ? Infinity : leftMs / 1000, isBound, topic, partition, isLost: false };
}

const isPartlyUnknown = (states: GroupNow['states']): boolean => (states.unknown ?? 0) > 0;
const isLost = (states: GroupNow['states']): boolean => (states.truncated ?? 0) > 0 || (states.expired ?? 0) > 0;
