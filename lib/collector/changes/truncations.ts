import { event } from '#lib/events/event.ts';
import type { EventRecord } from '#lib/history/contract.ts';
import type { ClusterMemory } from '../memory.ts';

/** An end that went back under the same topic id: the offsets from `to` up to `from` are lost. */
export interface LogTruncation {
  topic: string;
  partition: number;
  from: bigint;
  to: bigint;
  epochBefore: number | null;
  epochAfter: number | null;
}

const MOST_PARTITIONS = 50;
const MOST_GROUPS = 100;

/** One event per topic, with the groups that had committed past the new end of some partition. */
export function truncationChanges(
  truncations: readonly LogTruncation[],
  groups: ClusterMemory['groups'],
): EventRecord[] {
  return [...Map.groupBy(truncations, ({ topic }) => topic)].map(([topic, ofTopic]) => {
    const beyond = groupsBeyond(topic, ofTopic, groups);
    return event('log-truncated', {
      topic,
      partitions: ofTopic
        .slice(0, MOST_PARTITIONS)
        .map(({ topic: _, from, to, ...rest }) => ({ ...rest, from: from.toString(), to: to.toString() })),
      partitionCount: ofTopic.length,
      groups: beyond.slice(0, MOST_GROUPS),
      groupCount: beyond.length,
    });
  });
}

function groupsBeyond(topic: string, truncations: readonly LogTruncation[], groups: ClusterMemory['groups']): string[] {
  return [...groups].flatMap(([name, { subscriptions }]) => {
    const partitions = subscriptions.get(topic)?.partitions;
    const isBeyond = truncations.some(({ partition, to }) => (partitions?.[partition]?.committed ?? 0n) > to);
    return isBeyond ? [name] : [];
  });
}
