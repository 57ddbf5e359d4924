import { count } from './numbers.ts';
import type { PartitionVerdict } from './partition.ts';

/**
 * The local log start of the partition where the record that a group reads next lies before it, and so comes from remote storage:
 * slower, and nothing is lost (semantics: kafka, section 6). Null where it does not, or that is not known.
 */
export function remoteReadBefore(
  { state, lag, unassigned }: PartitionVerdict,
  position: bigint | null | undefined,
  localStart: bigint | undefined,
): bigint | null {
  if (state !== 'ok' || unassigned || lag === null || lag === 0n) return null;
  return position != null && localStart !== undefined && position < localStart ? localStart : null;
}

/** What is said of a partition, and that it is read from remote storage. */
export function withRemoteRead(said: string | null, localStart: bigint): string {
  const remote = `reads from remote storage: its next record is before the local log start ${count(localStart)}`;
  return said === null ? remote : `${said}; ${remote}`;
}
