import type { BrokerLink } from './broker-link.ts';

/**
 * Kafka releases by level of the metadata.version feature (org.apache.kafka.server.common.MetadataVersion). A level
 * newer than the last line reads as that release with a plus.
 */
const RELEASES: [level: number, release: string][] = [
  [1, '3.0'],
  [2, '3.1'],
  [3, '3.2'],
  [4, '3.3'],
  [8, '3.4'],
  [9, '3.5'],
  [12, '3.6'],
  [15, '3.7'],
  [20, '3.8'],
  [21, '3.9'],
  [22, '4.0'],
  [26, '4.1'],
  [28, '4.2'],
  [30, '4.3'],
];

/** The release whose metadata.version the cluster runs at; null where brokers do not tell (ZooKeeper, before 3.3). */
export function kafkaVersionOf(links: BrokerLink[]): string | null {
  for (const { versions } of links) {
    const level = versions?.features.get('metadata.version');
    if (level !== undefined) return releaseAt(level);
  }
  return null;
}

/** The release of a metadata.version level; null below 3.0. */
export function releaseAt(level: number): string | null {
  const newest = RELEASES.at(-1);
  if (newest && level > newest[0]) return `${newest[1]}+`;
  return RELEASES.findLast(([from]) => level >= from)?.[1] ?? null;
}
