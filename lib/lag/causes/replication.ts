import { shareOf, timeAround } from './behind.ts';
import type { Cause, CauseKind } from './cause.ts';
import type { Evidence, PartitionEvidence } from './evidence.ts';
import { instant, type Part, say } from './sentence.ts';
import { lasting, placesNamed, plural } from './words.ts';

/** Nobody can commit or join: the partition of the offsets topic with this group has no leader. */
export function coordinatorOffline(evidence: Evidence): Cause | null {
  const sinceMs = evidence.coordinatorOfflineSinceMs;
  if (sinceMs === null) return null;
  return {
    kind: 'coordinator-offline',
    share: 1,
    says: say`The coordinator of the group is offline${since(sinceMs, evidence)}: nobody in it can commit or join.`,
    sinceMs,
    proof: { section: 'events', ...timeAround(sinceMs, evidence) },
  };
}

/** Partitions without leader: nothing is read or written there. */
export function leaderOffline(evidence: Evidence): Cause | null {
  const offline = evidence.partitions.filter((one) => one.offline !== null);
  const sinceMs = earliest(offline.map((one) => one.offline?.sinceMs ?? null));
  const has = offline.length === 1 ? 'has' : 'have';
  return ofPartitions('leader-offline', offline, sinceMs, evidence, (where) => {
    return say`${where} ${has} no leader${since(sinceMs, evidence)}: nothing can be read or written there.`;
  });
}

/** Partitions with too few replicas in sync: their high watermark stands, and the consumer is healthy. */
export function underMinIsr(evidence: Evidence): Cause | null {
  const under = evidence.partitions.filter((one) => one.underMinIsr !== null);
  const sinceMs = earliest(under.map((one) => one.underMinIsr?.sinceMs ?? null));
  const worst = under.map((one) => one.underMinIsr).find((one) => one !== null);
  const has = under.length === 1 ? 'has' : 'have';
  return ofPartitions('under-min-isr', under, sinceMs, evidence, (where) => {
    const replicas = `${plural(worst?.inSync ?? 0, 'replica')} in sync of ${worst?.minIsr ?? 0} that must be`;
    return say`${where} ${has} ${replicas}${since(sinceMs, evidence)}: writes with acks=all are refused, and what others wrote since cannot be read.`;
  });
}

function ofPartitions(
  kind: CauseKind,
  found: readonly PartitionEvidence[],
  sinceMs: number | null,
  evidence: Evidence,
  sentence: (where: Part[]) => Part[],
): Cause | null {
  const [first] = found;
  if (first === undefined) return null;
  const where = found.length <= 3 ? placesNamed(found) : say`${plural(found.length, 'partition')}`;
  return {
    kind,
    // Lag there is a lower bound, or not known: the partitions count as well.
    share: Math.max(shareOf(found, evidence), found.length / evidence.partitions.length),
    says: sentence(where),
    sinceMs,
    proof: {
      section: 'partitions',
      ...timeAround(sinceMs, evidence),
      place: { topic: first.topic, partition: first.partition },
    },
  };
}

function since(sinceMs: number | null, { atMs }: Evidence): Part[] {
  return sinceMs === null ? [] : say` since ${instant(sinceMs)} (${lasting(atMs - sinceMs)})`;
}

function earliest(instants: readonly (number | null)[]): number | null {
  const known = instants.filter((one) => one !== null);
  return known.length === 0 ? null : Math.min(...known);
}
