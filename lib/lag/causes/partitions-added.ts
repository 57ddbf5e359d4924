import { partitionsBehind, timeAround } from './behind.ts';
import type { Cause } from './cause.ts';
import type { Evidence } from './evidence.ts';
import { instant, say, topicName } from './sentence.ts';
import { counted, plural } from './words.ts';

/** A topic has grown while the group is behind: keys went to other partitions, which their readers had to take over. */
export function partitionsAdded(evidence: Evidence): Cause | null {
  const [newest] = evidence.added;
  if (newest === undefined || partitionsBehind(evidence).length === 0) return null;
  const { topic, from, to, atMs } = newest;
  return {
    kind: 'partitions-added',
    share: 0,
    says: say`${topicName(topic)} grew from ${counted(from)} to ${plural(to, 'partition')} at ${instant(atMs)}: keys map to other partitions since, and records of one key may be read out of order.`,
    sinceMs: atMs,
    proof: { section: 'events', ...timeAround(atMs, evidence) },
  };
}
