import { type Failure, fail } from '#lib/kafka/failure.ts';
import { OFFSETS_TOPIC, offsetsPartitionOf } from '#lib/kafka/offsets-topic.ts';
import type { ClusterMemory } from './memory.ts';
import { type GroupObservation, isVouchedFor } from './observation.ts';

export const COORDINATOR_OFFLINE = 'COORDINATOR_OFFLINE';

/** That the group has no coordinator because its partition of the offsets topic has no leader; null where it has one. */
export function offlineCoordinator({ topics }: ClusterMemory, group: GroupObservation): Failure | null {
  const partitions = topics.get(OFFSETS_TOPIC)?.metadata.partitions ?? [];
  if (partitions.length === 0 || isVouchedFor(group)) return null;
  const partition = partitions[offsetsPartitionOf(group.groupId, partitions.length)];
  if (!partition || partition.leader !== null) return null;
  const where = `${OFFSETS_TOPIC} ${partition.partition} has no leader`;
  return fail(COORDINATOR_OFFLINE, `coordinator offline: the group can neither commit nor join, for ${where}`).failure;
}

/** The same of the whole cluster, in one sentence; null while every coordinator is there. */
export function offlineCoordinators(memory: ClusterMemory, groups: readonly GroupObservation[]): Failure | null {
  const affected = groups.filter((group) => offlineCoordinator(memory, group) !== null).length;
  if (affected === 0) return null;
  const leaderless =
    memory.topics.get(OFFSETS_TOPIC)?.metadata.partitions.filter(({ leader }) => leader === null) ?? [];
  const where = `${OFFSETS_TOPIC} ${leaderless.map(({ partition }) => partition).join(', ')} without a leader`;
  const who = affected === 1 ? '1 group' : `${affected} groups`;
  return fail(COORDINATOR_OFFLINE, `coordinator offline: ${who} can neither commit nor join (${where})`).failure;
}
