import type { GroupContext } from './assemble-groups.ts';
import { type CommitStep, judgeStep } from './changes/offsets.ts';
import type { GroupMemory, SubscriptionMemory } from './memory.ts';

/** The subscription whose commits are followed. */
export interface SteppingSubscription {
  context: Pick<GroupContext, 'onMove' | 'nowMs'>;
  groupId: string;
  group: GroupMemory;
  topicName: string;
  subscription: SubscriptionMemory;
}

/**
 * Tells of a commit that consuming does not explain, and remembers how far one goes at once. `end`: the high watermark. True where
 * it was set forward for sure, which is no progress.
 */
export function noteStep(
  { context, groupId, group, topicName, subscription }: SteppingSubscription,
  partition: number,
  from: bigint,
  to: bigint,
  end: bigint | undefined,
): boolean {
  const lastStep = subscription.steps[partition] ?? 0n;
  const empty = group.empty !== null;
  const kind = judgeStep({ from, to, lastStep, empty, idle: idleOf(group), end });
  if (kind) context.onMove({ kind, group: groupId, topic: topicName, partition, from, to, whileEmpty: empty });
  if (kind === 'offsets-rewound') subscription.status.rewoundAtMs[partition] = context.nowMs;
  if (!kind && to > from) {
    subscription.steps = withRoom(subscription.steps, subscription.partitions.length);
    subscription.steps[partition] = to - from;
  }
  return kind === 'offsets-jumped';
}

function withRoom(steps: BigInt64Array, partitions: number): BigInt64Array {
  if (steps.length >= partitions) return steps;
  const grown = new BigInt64Array(partitions);
  grown.set(steps);
  return grown;
}

/** Members that came and left between two polls raise the epoch, where the group has one. */
function idleOf({ empty, wasEmpty, subscribedTopics, assignOnly }: GroupMemory): CommitStep['idle'] {
  // A group that never had members that we saw may consume without: it assigns by hand.
  if (!empty || !wasEmpty || subscribedTopics === null || assignOnly) return 'no';
  if (empty.epoch === null) return 'as-seen';
  return empty.epoch === wasEmpty.epoch ? 'surely' : 'no';
}
