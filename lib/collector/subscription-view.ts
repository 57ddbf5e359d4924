import type { TopicEnds } from '#lib/kafka/ends.ts';
import type { Failure } from '#lib/kafka/failure.ts';
import type { StatusRules } from '#lib/lag/status/rules.ts';
import type { GroupContext } from './assemble-groups.ts';
import type { Commits } from './commits-by-topic.ts';
import type { GroupMemory, SubscriptionMemory, TopicMemory } from './memory.ts';
import { type GroupObservation, isVouchedFor } from './observation.ts';

/** One subscription of a group, as the group's assembling hands it on. */
export interface SubscriptionInput {
  seen: GroupObservation;
  group: GroupMemory;
  topicName: string;
  /** Null when the coordinator did not tell. */
  commits: ReadonlyMap<string, Commits> | null;
  /** Partitions in somebody's assignment, by topic; null while the group is not Stable. */
  assigned: Map<string, Set<number>> | null;
  failure: Failure | null;
  statusRules: StatusRules;
}

/** One subscription in one poll: what is known of it before its partitions are judged. */
export interface SubscriptionView {
  context: GroupContext;
  input: SubscriptionInput;
  subscription: SubscriptionMemory;
  topic: TopicMemory | undefined;
  /** What the leaders told. */
  ends: TopicEnds | undefined;
  /** Of this topic; null when the coordinator did not tell. */
  commits: Commits | null;
  /** Partitions that there are, or that the group had to do with. */
  size: number;
  /** That no commit is told means that there is none. */
  tells: boolean;
  /** The topic is in some member's subscription; null when that was never seen. */
  subscribed: boolean | null;
  /** Lag is counted to the last stable offset. */
  readCommitted: boolean;
}

/** The view of a subscription in the poll of the context. */
export function viewOf(
  context: GroupContext,
  input: SubscriptionInput,
  subscription: SubscriptionMemory,
): SubscriptionView {
  const { memory, observation } = context;
  const { seen, group, topicName } = input;
  const topic = memory.topics.get(topicName);
  const commits = input.commits && (input.commits.get(topicName) ?? []);
  return {
    context,
    input,
    subscription,
    topic,
    ends: observation.ends.get(topicName),
    commits,
    size: Math.max(topic?.metadata.partitions.length ?? 0, subscription.partitions.length),
    // No commit of a group that nobody stands for is no news: its coordinator may just be moving.
    // Nor is it of a topic that may not be seen, as far as is known: brokers leave commits there out of their answers.
    tells: commits !== null && isVouchedFor(seen) && (topic?.metadata.failure ?? null) === null,
    subscribed: group.subscribedTopics === null ? null : group.subscribedTopics.has(topicName),
    readCommitted: context.isReadCommitted(seen.groupId),
  };
}
