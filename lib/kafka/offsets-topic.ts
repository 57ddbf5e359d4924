/** The topic in which brokers keep committed offsets; the leader of a group's partition coordinates it. */
export const OFFSETS_TOPIC = '__consumer_offsets';

/** Partition of the offsets topic that holds a group, as brokers compute it: the absolute value of Java's String.hashCode. */
export function offsetsPartitionOf(groupId: string, partitions: number): number {
  let hash = 0;
  for (let index = 0; index < groupId.length; index++) hash = (Math.imul(31, hash) + groupId.charCodeAt(index)) | 0;
  // The smallest integer has no absolute value in Java; Kafka takes 0 for it.
  return hash === -(2 ** 31) ? 0 : Math.abs(hash) % partitions;
}
