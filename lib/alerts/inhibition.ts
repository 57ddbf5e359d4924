import type { PollWrite } from '#lib/history/contract.ts';
import { isOver } from './is-over.ts';
import { matches } from './patterns.ts';
import { downBrokers, truthOf } from './reading.ts';
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
  const isTold = (rule: AlertRule): boolean =>
    rule.enabled &&
    matches(rule.clusters, cluster) &&
    hasHearers(rule) &&
    !silencesInForce.some((silence) => isOver(silence, { cluster, rule, group: null, topic: null }));
  if (!poll.cluster.reachable) {
    const source = rules.find((rule) => rule.condition.metric === 'no-data' && isTold(rule));
    return source === undefined ? null : { rule: source.name, why: 'the cluster cannot be reached' };
  }
  const down = poll.brokers.filter(({ state }) => state !== 'up').map(({ brokerId }) => brokerId);
  const source = rules.find(
    (rule) =>
      (rule.condition.metric === 'brokers-down'
        ? truthOf(downBrokers(poll), rule.condition, rule.condition.threshold) === 'true'
        : rule.condition.metric === 'broker-down' && down.length > 0) && isTold(rule),
  );
  if (source === undefined) return null;
  return { rule: source.name, why: `${down.length === 1 ? 'broker' : 'brokers'} ${down.join(', ')} down` };
}
