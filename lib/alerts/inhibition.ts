import type { PollWrite } from '#lib/history/contract.ts';
import { isOver } from './is-over.ts';
import { matches, matchesInTime } from './patterns.ts';
import { brokerReading, downBrokers, type Reading, truthOf } from './reading.ts';
import type { AlertRule } from './rule.ts';
import type { Silence } from './silence.ts';

/** What explains why nothing can be read: whoever is told of it need not be told of all that cannot be. */
export interface Inhibition {
  /** Name of the rule that tells of it. */
  rule: string;
  why: string;
}

/**
 * The trouble of the whole cluster in one poll that explains what cannot be read (semantics: alerts, section 3). It looks at the
 * condition in this poll, before anything has lasted for K. A source that is silenced, or tells nobody, explains nothing: else nobody
 * would hear of it. `hasHearers` is asked of what is wrong with the cluster as a whole.
 */
export function inhibitionOf(
  rules: readonly AlertRule[],
  poll: PollWrite,
  cluster: string,
  silencesInForce: readonly Silence[],
  hasHearers: (rule: AlertRule) => boolean,
): Inhibition | null {
  const isTold = (rule: AlertRule, broker: number | null = null): boolean =>
    rule.enabled &&
    matches(rule.clusters, cluster) &&
    hasHearers(rule) &&
    !silencesInForce.some((silence) =>
      isOver(silence, { cluster, rule, group: null, topic: null, broker }, matchesInTime),
    );
  if (!poll.cluster.reachable) {
    const source = rules.find((rule) => rule.condition.metric === 'no-data' && isTold(rule));
    return source === undefined ? null : { rule: source.name, why: 'the cluster cannot be reached' };
  }
  const down = poll.brokers.filter(({ state }) => state !== 'up');
  const holds = (rule: AlertRule, reading: Reading): boolean =>
    truthOf(reading, rule.condition, rule.condition.threshold) === 'true';
  const source = rules.find((rule) => {
    if (rule.condition.metric === 'brokers-down') return holds(rule, downBrokers(poll)) && isTold(rule);
    if (rule.condition.metric !== 'broker-down') return false;
    return down.some(
      (broker) => holds(rule, brokerReading(broker, poll.cluster.scheduledAtMs)) && isTold(rule, broker.brokerId),
    );
  });
  if (source === undefined) return null;
  const ids = down.map(({ brokerId }) => brokerId);
  return { rule: source.name, why: `${ids.length === 1 ? 'broker' : 'brokers'} ${ids.join(', ')} down` };
}
