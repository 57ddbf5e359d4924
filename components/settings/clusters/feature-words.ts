import type { ClusterSettings } from '#lib/api/schemas/settings.ts';

type Feature = keyof NonNullable<ClusterSettings['features']>;

/** What a feature gives the reader, and what every broker needs for it. */
export const FEATURE_WORDS: Record<Feature, { what: string; needs: string }> = {
  resetOffsets: { what: 'Setting the offsets of groups', needs: 'OffsetCommit 2' },
  deleteOffsets: { what: 'Deleting single offsets of groups', needs: 'Kafka 2.4' },
  deleteGroups: { what: 'Deleting groups', needs: 'Kafka 1.1' },
  deleteRecords: { what: 'Deleting records before an offset', needs: 'Kafka 0.11' },
  incrementalAlterConfigs: { what: 'Changing single settings', needs: 'Kafka 2.3' },
  describeProducers: { what: 'Producers of a partition, for open transactions', needs: 'Kafka 2.8' },
  describeTransactions: { what: 'Names of open transactions', needs: 'Kafka 3.0' },
  listReassignments: { what: 'Reassignments under way', needs: 'Kafka 2.4' },
  eligibleLeaders: { what: 'Eligible leader replicas', needs: 'Kafka 3.8, and KRaft' },
  controllerQuorum: { what: 'Controllers and their lag', needs: 'KRaft' },
  topicIds: { what: 'Ids of topics, so that one created anew is told from the old one', needs: 'Kafka 2.8' },
  groupTypes: { what: 'Types of groups', needs: 'Kafka 3.8' },
  manyGroupsPerRequest: { what: 'Commits of many groups in one request', needs: 'Kafka 3.0' },
  tieredStorage: { what: 'Where the local log begins, with tiered storage', needs: 'Kafka 3.6' },
  consumerGroups: { what: 'Consumer groups of the new protocol (KIP-848)', needs: 'Kafka 3.7, switched on' },
  shareGroups: { what: 'Share groups (KIP-932)', needs: 'Kafka 4.1, switched on' },
  streamsGroups: { what: 'Streams groups (KIP-1071)', needs: 'Kafka 4.1, switched on' },
};

/** Features by whether every broker offers them, in the order of the table. */
export function featuresBy(features: NonNullable<ClusterSettings['features']>): Record<'on' | 'off', Feature[]> {
  // Safe: the words are a literal, so its keys are the features and nothing else.
  const all = Object.keys(FEATURE_WORDS) as Feature[];
  return { on: all.filter((feature) => features[feature]), off: all.filter((feature) => !features[feature]) };
}
