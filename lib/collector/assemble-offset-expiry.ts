import { offsetsExpireNotBefore } from '#lib/lag/loss/offset-expiry.ts';
import type { GroupMemory } from './memory.ts';

/**
 * Before when the positions of a group do not expire; null while it has members, has read all, or nobody saw from when on they age.
 * `retentionMs` is null where the brokers do not tell.
 */
export function offsetExpiryOf(
  group: GroupMemory,
  lag: bigint | null,
  retentionMs: number | null,
  intervalMs: number,
): number | null {
  if (group.memberCount !== 0 || lag === null || lag <= 0n || group.type === 'share') return null;
  // After a restart the brokers are yet to tell, and old commits are not read again.
  if (retentionMs === null) return group.expiryBeforeRestartMs;
  const notBeforeMs = offsetsExpireNotBefore({
    type: group.type,
    assignOnly: group.assignOnly,
    absentSinceMs: group.presence.absentSinceMs,
    wasPresent: group.presence.presentSinceMs !== null,
    oldestCommitMs: oldestCommit(group),
    retentionMs,
    intervalMs,
  });
  return notBeforeMs ?? group.expiryBeforeRestartMs;
}

/** Of the partitions with lag; null where one of them was never seen to move. */
function oldestCommit({ subscriptions }: GroupMemory): number | null {
  let oldestMs = Infinity;
  for (const { partitions, steps } of subscriptions.values()) {
    for (let partition = 0; partition < partitions.length; partition++) {
      const { lag = null, movedAtMs = 0 } = partitions[partition] ?? {};
      if (lag === null || lag <= 0n) continue;
      if ((steps[partition] ?? 0n) === 0n) return null;
      oldestMs = Math.min(oldestMs, movedAtMs);
    }
  }
  return Number.isFinite(oldestMs) ? oldestMs : null;
}
