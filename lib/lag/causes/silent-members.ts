import { heldBy, isSilent, quietSinceMs } from './behind.ts';
import type { Evidence, Member, PartitionEvidence } from './evidence.ts';

/** Members that Kafka lists, and who committed nothing for S on partitions where records wait. */
export interface SilentMembers {
  members: Member[];
  /** The partitions that stand. */
  partitions: PartitionEvidence[];
  /** Their last commit, or when records began to wait; null where that was before the window. */
  sinceMs: number | null;
  /** They commit elsewhere: it is the partition that stands, not the member. */
  goesOn: boolean;
  /** Partitions of others that move. */
  moving: number;
}

/**
 * Who has fallen silent, of static members or of the others; null where nobody has, where nobody knows who holds what, and
 * in the middle of a rebalance, when nobody may commit. Of members that are silent everywhere and such that go on elsewhere
 * the former.
 */
export function silentMembers(evidence: Evidence, isStatic: boolean): SilentMembers | null {
  const { members, memberCount, state, type } = evidence;
  if (members === null || !memberCount || state !== 'Stable' || type === 'share') return null;
  const standing = members
    .filter(({ instanceId }) => (instanceId !== null) === isStatic)
    .map((member) => ({ member, held: heldBy(member, evidence) }))
    .filter(({ held }) => held.some((one) => isSilent(one, evidence)));
  const quiet = standing.filter(({ held }) => !held.some((one) => movesNow(one, evidence)));
  const found = quiet.length > 0 ? quiet : standing;
  if (found.length === 0) return null;
  const partitions = found.flatMap(({ held }) => held).filter((one) => isSilent(one, evidence));
  const since = partitions.map((one) => quietSinceMs(one, evidence) ?? evidence.atMs);
  const longer = partitions.some((one) => one.waitsLonger && quietSinceMs(one, evidence) === one.waitingSinceMs);
  return {
    members: found.map(({ member }) => member),
    partitions,
    sinceMs: longer ? null : Math.min(...since),
    goesOn: quiet.length === 0,
    moving: evidence.partitions.filter((one) => movesNow(one, evidence)).length,
  };
}

const movesNow = ({ movedAtMs }: PartitionEvidence, evidence: Evidence): boolean =>
  movedAtMs !== null && evidence.atMs - movedAtMs < evidence.silentFromMs;
