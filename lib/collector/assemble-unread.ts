import type { NothingUnreadNow } from '#lib/history/contract.ts';
import type { PartitionMemory, PartitionReading } from '#lib/lag/partition.ts';
import type { Unread } from '#lib/lag/unread.ts';
import type { GroupContext } from './assemble-groups.ts';
import type { TopicMemory } from './memory.ts';
import type { TopicVerdicts } from './unread-verdicts.ts';

/**
 * What lies between a commit and the last stable offset, as far as it is known; null where nothing is. Where both stand
 * still, a look is due. This runs for every partition of every group: what stands at the end must cost nothing.
 */
export function unreadOf(
  { standing, nowMs }: Pick<GroupContext, 'standing' | 'nowMs'>,
  topic: TopicMemory,
  verdicts: TopicVerdicts | null,
  { partition, committed, upTo }: { partition: number; committed: bigint | null | undefined; upTo: bigint | undefined },
  before: PartitionMemory | undefined,
): Unread | null {
  if (committed == null || upTo === undefined || committed >= upTo) return null;
  const known = verdicts?.between(partition, committed, upTo, topic.transactional, nowMs);
  if (known && !known.isDue) return known.unread;
  const { leader = null, leaderEpoch = -1 } = topic.metadata.partitions[partition] ?? {};
  const commitStands = before !== undefined && before.committed === committed && before.movedAtMs < nowMs;
  if (commitStands && leader !== null && (topic.lastStableSinceMs[partition] ?? nowMs) < nowMs) {
    const { key, idOnWire } = topic;
    standing.offer(upTo - committed, () => ({
      topic: key,
      idOnWire,
      partition,
      leader,
      leaderEpoch,
      committed,
      upTo,
    }));
  }
  return known?.unread ?? null;
}

/** That nothing is left to read, for the store; empty where something is, or nobody knows. */
export function nothingUnreadNow({ committed, lastStable, unread }: PartitionReading): {
  nothingUnread?: NothingUnreadNow;
} {
  if (committed == null || lastStable === undefined || unread === null || unread.kind === 'records') return {};
  const { markers, aborted, removed } = unread.kind === 'nothing' ? unread : { markers: 0, aborted: 0, removed: 0n };
  const range = { committed: committed.toString(), upTo: lastStable.toString() };
  return {
    nothingUnread: { ...range, markers, aborted, removed: removed.toString(), assumed: unread.kind === 'assumed' },
  };
}
