/** Key of the empty set of partitions. */
export const NO_PARTITIONS = 0;

/** The key of a set with one partition more: equal sets have equal keys, whatever the order; others all but never. */
export function withPartition(setKey: number, partition: number): number {
  let mixed = Math.imul(partition + 1, 0x9e37_79b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85eb_ca6b);
  return (setKey + (mixed ^ (mixed >>> 13))) | 0;
}
