import { REPLICATION_FACTOR } from './create-topics.ts';
import { SEGMENT_BYTES, type TopicSpec } from './topics.ts';
import { meanRate } from './traffic.ts';

/** No record of the demo takes more than this before compression, with its headers and a batch of its own. */
export const RECORD_BYTES = 600;

/** Kafka looks for segments to delete this often by default; till then a topic may hold more than it is to keep. */
const RETENTION_CHECK_S = 300;

/** A compacted topic holds its newest records, what was not compacted yet, and the copy that compaction writes. */
const COMPACTION_SEGMENTS = 3;

/** All topics of the demo together stay below this for ever. */
export const DISK_BUDGET_BYTES = 500_000_000;

/** Gives the most bytes that a topic may ever take on all disks together. */
export function diskBound(spec: TopicSpec): number {
  const replicas = spec.placement === 'replicated' ? REPLICATION_FACTOR : 1;
  const segments = spec.cleanup === 'compact' ? COMPACTION_SEGMENTS : 1;
  const unchecked = spec.traffic === undefined ? 0 : meanRate(spec.traffic.pattern) * RECORD_BYTES * RETENTION_CHECK_S;
  return replicas * (spec.partitions * (spec.keepsBytes + segments * SEGMENT_BYTES) + unchecked);
}
