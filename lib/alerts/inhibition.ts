import type { PollWrite } from '#lib/history/contract.ts';
import { isOver } from './is-over.ts';
import { matches, matchesInTime } from './patterns.ts';
import { brokerReading, downBrokers, type Reading, truthOf } from './reading.ts';
import type { AlertRule } from './rule.ts';
import type { Silence } from './silence.ts';
import { isForWantOf, type Unread } from './unread.ts';

/** What explains why something cannot be read: whoever is told of that need not be told of all that cannot be. */
export type Inhibition = Unreachable | BrokersDown;

interface Unreachable {
  kind: 'unreachable';
  /** Name of the rule that tells that the whole cluster is. */
  rule: string;
}

interface BrokersDown {
  kind: 'down';
  /** By the id of each broker that is down, the name of a rule that tells of it. */
  brokers: ReadonlyMap<number, string>;
}

/**
 * The trouble of one poll that explains what cannot be read (semantics: alerts, section 3). It looks at the condition in this poll, before
 * anything has lasted for K. A source that is silenced, or tells nobody, explains nothing: else nobody would hear of it. `hasHearers`
 * is asked of what is wrong with the cluster as a whole.
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
    return source === undefined ? null : { kind: 'unreachable', rule: source.name };
  }
  const down = poll.brokers.filter(({ state }) => state !== 'up');
  const holds = (rule: AlertRule, reading: Reading): boolean =>
    truthOf(reading, rule.condition, rule.condition.threshold) === 'true';
  const ofAll = rules.find(
    (rule) => rule.condition.metric === 'brokers-down' && holds(rule, downBrokers(poll)) && isTold(rule),
  );
  const ofEach = rules.filter(({ condition }) => condition.metric === 'broker-down');
  const brokers = new Map<number, string>();
  for (const broker of down) {
    const reading = brokerReading(broker, poll.cluster.scheduledAtMs);
    const source = ofAll ?? ofEach.find((rule) => holds(rule, reading) && isTold(rule, broker.brokerId));
    if (source !== undefined) brokers.set(broker.brokerId, source.name);
  }
  return brokers.size === 0 ? null : { kind: 'down', brokers };
}

/** Why a target cannot be read, and which rule tells of that, in words; null where it is not explained. */
export function explanationOf(inhibition: Inhibition, unread: Unread): string | null {
  if (inhibition.kind === 'unreachable') return `the cluster cannot be reached ("${inhibition.rule}" tells of that)`;
  const { brokers } = inhibition;
  if (!isForWantOf(unread, new Set(brokers.keys()))) return null;
  const suspects = unread.suspects.flat();
  const blamed = [...brokers].filter(([id]) => suspects.length === 0 || suspects.includes(id));
  const ids = blamed.map(([id]) => id);
  const rules = [...new Set(blamed.map(([, rule]) => `"${rule}"`))];
  const tell = rules.length === 1 ? 'tells' : 'tell';
  return `${ids.length === 1 ? 'broker' : 'brokers'} ${ids.join(', ')} down (${rules.join(', ')} ${tell} of that)`;
}
