import type { CommittedPartition } from '#lib/kafka/commits.ts';
import type { GroupObservation } from './observation.ts';

/** Index = partition. */
export type Commits = (CommittedPartition | undefined)[];

/** Commits by topic and partition; null when the coordinator did not tell. A commit of -1 is how some answers say "none". */
export function commitsByTopic({ commits }: GroupObservation): Map<string, Commits> | null {
  if (!commits?.ok) return null;
  const found = new Map<string, Commits>();
  for (const { name, partitions } of commits.value) {
    const ofTopic = found.get(name) ?? [];
    found.set(name, ofTopic);
    for (const commit of partitions) {
      if (commit.committedOffset >= 0n || commit.errorCode !== 0) ofTopic[commit.partitionIndex] = commit;
    }
  }
  return found;
}
