import { z } from 'zod';
import type { PollWrite } from '#lib/history/contract.ts';

/** Partitions whose log went back, by topic, as the events of a poll have them. */
export function truncationsOf({ events }: PollWrite): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { kind, topics, data } of events) {
    if (kind !== 'log-truncated') continue;
    const known = truncationData.safeParse(data);
    const count = known.success ? known.data.partitionCount : 1;
    for (const topic of topics) counts.set(topic, (counts.get(topic) ?? 0) + count);
  }
  return counts;
}

const truncationData = z.object({ partitionCount: z.int() });
