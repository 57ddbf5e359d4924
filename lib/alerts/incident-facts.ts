import { conditionWords, type IncidentFacts, type IncidentLimit } from './incident.ts';
import { type GroupSeen, type Reading, truthOf } from './reading.ts';
import type { AlertRule } from './rule.ts';
import type { Thresholds } from './threshold.ts';
import { type TopicOf, unreadWords } from './unread.ts';

const UNREAD: Reading = { value: Number.NaN, isBound: true, topic: null, partition: null, isLost: false };

/** What is known of an incident in one poll: the reading, where the largest lag is, and who holds that partition. */
export function factsOf(
  rule: AlertRule,
  reading: Reading | null,
  seen: GroupSeen | null,
  { fire }: Thresholds,
  topicOf: TopicOf,
): IncidentFacts {
  const read = reading ?? UNREAD;
  const group = seen?.group;
  const truth = truthOf(read, rule.condition, fire);
  const place = read.partition === null ? worstPlace(seen) : { topic: read.topic, partition: read.partition };
  return {
    condition:
      truth === 'unknown'
        ? unreadWords(seen, topicOf)
        : conditionWords(rule, read, { status: group?.status ?? null, fire, truth }),
    value: Number.isFinite(read.value) ? read.value : null,
    topic: place?.topic ?? read.topic,
    partition: place?.partition ?? null,
    memberHost: place === null ? null : hostOf(seen, place),
    lag: group?.lag?.toString() ?? null,
    timeLag: group?.timeLag ?? null,
    status: group?.status ?? null,
    lossNotBeforeMs: group?.loss?.notBeforeMs ?? null,
    limit: limitOf(rule, fire),
  };
}

function limitOf({ condition: { metric, aggregation } }: AlertRule, fire: number): IncidentLimit {
  return { metric, aggregation, threshold: metric === 'status' ? null : fire };
}

/** Where the largest lag of a group is. */
function worstPlace(seen: GroupSeen | null): { topic: string | null; partition: number } | null {
  let worst: { topic: string; partition: number; lag: number } | null = null;
  for (const { topic, worstLag } of seen?.subscriptions ?? []) {
    if (worstLag !== null && worstLag.lag > (worst?.lag ?? 0)) worst = { topic: topic.name, ...worstLag };
  }
  return worst;
}

function hostOf(
  seen: GroupSeen | null,
  { topic, partition }: { topic: string | null; partition: number },
): string | null {
  const holder = seen?.group.memberList.find(({ partitions }) =>
    partitions.some((held) => held.topic === topic && held.partitions.includes(partition)),
  );
  return holder?.host ?? null;
}
