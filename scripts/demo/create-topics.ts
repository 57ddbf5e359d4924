import type { Admin, ITopicConfig } from 'kafkajs';
import type { DemoKnobs } from './knobs.ts';
import { SEGMENT_BYTES, type TopicSpec } from './topics.ts';

export const REPLICATION_FACTOR = 3;

/** Small index files, as preallocated ones would look like more data than there is. */
const SEGMENT_INDEX_BYTES = 65_536;

/** Gives how a topic is to be created on a cluster with these brokers. */
export function topicConfig(
  spec: TopicSpec,
  name: string,
  brokerIds: readonly number[],
  knobs: DemoKnobs,
): ITopicConfig {
  const configs: Record<string, string> = {
    'cleanup.policy': spec.cleanup,
    'segment.bytes': String(SEGMENT_BYTES),
    'segment.index.bytes': String(SEGMENT_INDEX_BYTES),
    ...(spec.cleanup === 'delete' ? { 'retention.bytes': String(spec.keepsBytes) } : {}),
    ...(brokerIds.length < REPLICATION_FACTOR || spec.placement === 'last-broker'
      ? { 'min.insync.replicas': '1' }
      : {}),
    ...spec.configs?.(knobs),
  };
  const configEntries = Object.entries(configs).map(([key, value]) => ({ name: key, value }));
  if (spec.placement === 'replicated') {
    const replicationFactor = Math.min(REPLICATION_FACTOR, brokerIds.length);
    return { topic: name, numPartitions: spec.partitions, replicationFactor, configEntries };
  }
  const replicas = [Math.max(...brokerIds)];
  const replicaAssignment = Array.from({ length: spec.partitions }, (_, partition) => ({ partition, replicas }));
  return { topic: name, replicaAssignment, configEntries };
}

/** Creates those topics which are not there yet, and leaves the others as they are. */
export async function createMissingTopics(
  admin: Admin,
  specs: readonly TopicSpec[],
  name: (plain: string) => string,
  knobs: DemoKnobs,
): Promise<void> {
  const present = new Set(await admin.listTopics());
  const { brokers } = await admin.describeCluster();
  const brokerIds = brokers.map((broker) => broker.nodeId);
  const missing = specs.filter((spec) => !present.has(name(spec.name)));
  if (missing.length === 0) return;
  await admin.createTopics({ topics: missing.map((spec) => topicConfig(spec, name(spec.name), brokerIds, knobs)) });
}
