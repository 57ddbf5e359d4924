import type { BrokerVersions } from './api-versions.ts';

/** One request in some version, by its API key, that a feature cannot do without. */
interface Need {
  api: number;
  version: number;
}

/** What the UI may offer, with what every broker must speak for it. Versions are those that brought the feature. */
const NEEDS = {
  /** OffsetCommit. */
  resetOffsets: [{ api: 8, version: 2 }],
  /** OffsetDelete, Kafka 2.4. */
  deleteOffsets: [{ api: 47, version: 0 }],
  /** DeleteGroups. */
  deleteGroups: [{ api: 42, version: 0 }],
  /** DeleteRecords. */
  deleteRecords: [{ api: 21, version: 0 }],
  /** DescribeProducers, Kafka 2.8. */
  describeProducers: [{ api: 61, version: 0 }],
  /** ListTransactions and DescribeTransactions, Kafka 3.0. */
  describeTransactions: [
    { api: 66, version: 0 },
    { api: 65, version: 0 },
  ],
  /** IncrementalAlterConfigs, Kafka 2.3. */
  incrementalAlterConfigs: [{ api: 44, version: 0 }],
  /** ListPartitionReassignments, Kafka 2.4. */
  listReassignments: [{ api: 46, version: 0 }],
  /** DescribeTopicPartitions, Kafka 3.8: eligible leader replicas. */
  eligibleLeaders: [{ api: 75, version: 0 }],
  /** DescribeQuorum: KRaft. */
  controllerQuorum: [{ api: 55, version: 0 }],
  /** Metadata with topic ids, Kafka 2.8. */
  topicIds: [{ api: 3, version: 10 }],
  /** ListGroups with types, Kafka 3.8. */
  groupTypes: [{ api: 16, version: 5 }],
  /** OffsetFetch of many groups, Kafka 3.0. */
  manyGroupsPerRequest: [{ api: 9, version: 8 }],
  /** ListOffsets of the local log start, Kafka 3.6: tiered storage. */
  tieredStorage: [{ api: 2, version: 8 }],
  /** ConsumerGroupDescribe (KIP-848). */
  consumerGroups: [{ api: 69, version: 0 }],
  /** ShareGroupDescribe and DescribeShareGroupOffsets (KIP-932). */
  shareGroups: [
    { api: 77, version: 1 },
    { api: 90, version: 0 },
  ],
  /** StreamsGroupDescribe (KIP-1071). */
  streamsGroups: [{ api: 89, version: 0 }],
} satisfies Record<string, Need[]>;

export type Feature = keyof typeof NEEDS;
export type ClusterFeatures = Record<Feature, boolean>;

/** The names of all features. */
export const FEATURES = Object.keys(NEEDS) as [Feature, ...Feature[]];

/**
 * What these brokers can do together: during a rolling upgrade a feature is there once the last broker has it. Null while
 * no broker has told its versions.
 */
export function featuresOf(brokers: readonly Pick<BrokerVersions, 'ranges'>[]): ClusterFeatures | null {
  if (brokers.length === 0) return null;
  const offered = (feature: Feature) =>
    NEEDS[feature].every((need) => brokers.every(({ ranges }) => (ranges.get(need.api)?.max ?? -1) >= need.version));
  return featuresWhere(offered);
}

/** Every feature, true where `holds` says so. */
export function featuresWhere(holds: (feature: Feature) => boolean): ClusterFeatures {
  const features = {} as ClusterFeatures;
  for (const feature of FEATURES) features[feature] = holds(feature);
  return features;
}
