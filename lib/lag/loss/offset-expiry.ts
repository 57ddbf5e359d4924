/** A group without members that is behind. */
export interface AbandonedGroup {
  type: string;
  /** Commits come from clients that never join. */
  assignOnly: boolean;
  /** Since when it has no members; null where that was not seen. */
  absentSinceMs: number | null;
  /** It was seen to have members before. */
  wasPresent: boolean;
  /** When the oldest of its commits with lag was last seen to move; null where one was not. */
  oldestCommitMs: number | null;
  /** offsets.retention.minutes of the brokers. */
  retentionMs: number;
  /** The poll before the one that saw it: it happened at some time between. */
  intervalMs: number;
}

/**
 * Before this instant the committed offsets do not expire; null where nobody saw from when on they age. Classic groups: since the
 * last member left. KIP-848 groups, and those that never join: since the last commit of each partition.
 */
export function offsetsExpireNotBefore(group: AbandonedGroup): number | null {
  const agesSinceEmpty = group.type === 'classic' && !group.assignOnly;
  const sinceMs = agesSinceEmpty ? (group.wasPresent ? group.absentSinceMs : null) : group.oldestCommitMs;
  return sinceMs === null ? null : sinceMs - group.intervalMs + group.retentionMs;
}
