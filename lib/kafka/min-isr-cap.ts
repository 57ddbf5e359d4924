import type { BrokerVersions } from './api-versions.ts';

const LIST_OFFSETS = 2;
/** Came with Kafka 3.9, as did what is asked for here; metadata.version may lag behind the brokers, and ZooKeeper has none. */
const SINCE_3_9 = 9;

/**
 * Whether all of these brokers are of Kafka 3.9 or later: those ask for at most as many replicas in sync as there are, and let no
 * high watermark move where fewer are. Null where none of them has told its versions yet.
 */
export function brokersCapMinIsr(links: readonly { versions: BrokerVersions | null }[]): boolean | null {
  const told = links.flatMap(({ versions }) => (versions ? [versions] : []));
  if (told.length === 0) return null;
  return told.every(({ ranges }) => (ranges.get(LIST_OFFSETS)?.max ?? 0) >= SINCE_3_9);
}
