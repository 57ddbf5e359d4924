import { metadataV9, metadataV10, metadataV11, metadataV12 } from '@platformatic/kafka';
import { type Api, version } from './api-versions.ts';
import type { BrokerLink } from './broker-link.ts';
import { type Failure, guardedFailure, type Outcome } from './failure.ts';
import { describeTopic } from './grants.ts';

export interface BrokerAddress {
  brokerId: number;
  host: string;
  port: number;
  rack: string | null;
}

export interface PartitionMetadata {
  partition: number;
  /** Null when the partition has no leader. */
  leader: number | null;
  leaderEpoch: number;
  replicas: number[];
  isr: number[];
  offlineReplicas: number[];
}

export interface TopicMetadata {
  name: string;
  /** Null where brokers have no topic ids (before 2.8). */
  topicId: string | null;
  internal: boolean;
  /** Dense: index = partition. */
  partitions: PartitionMetadata[];
  failure: Failure | null;
}

export interface Metadata {
  clusterId: string | null;
  /** Under KRaft a random live broker; only ZooKeeper clusters mean the controller. */
  controllerId: number | null;
  brokers: BrokerAddress[];
  topics: TopicMetadata[];
  throttleTimeMs: number;
}

interface WirePartition {
  partitionIndex: number;
  leaderId: number;
  leaderEpoch: number;
  replicaNodes: number[];
  isrNodes: number[];
  offlineReplicas: number[];
}
interface WireTopic {
  errorCode: number;
  name?: string | null | undefined;
  topicId?: string;
  isInternal: boolean;
  partitions: WirePartition[];
}
interface WireMetadata {
  throttleTimeMs: number;
  brokers: { nodeId: number; host: string; port: number; rack?: string | null | undefined }[];
  clusterId?: string | null | undefined;
  controllerId: number;
  topics: WireTopic[];
}

/** Topics to tell of: all that the principal may see, none, or these, also if only to say that they may not be seen. */
type Scope = 'all-topics' | 'brokers-only' | string[];

const ZERO_UUID = '00000000-0000-0000-0000-000000000000';
const LEADER_NOT_AVAILABLE = 5;

// A null list asks for all topics, an empty one for none.
const topicsArgument = (scope: Scope) => (scope === 'all-topics' ? null : scope === 'brokers-only' ? [] : scope);

const METADATA: Api<Scope, Metadata> = {
  key: 3,
  name: 'Metadata',
  versions: [
    version(
      12,
      (connection, scope) => metadataV12.api.async(connection, topicsArgument(scope), false, false),
      readAnswer,
    ),
    version(
      11,
      (connection, scope) => metadataV11.api.async(connection, topicsArgument(scope), false, false),
      readAnswer,
    ),
    version(
      10,
      (connection, scope) => metadataV10.api.async(connection, topicsArgument(scope), false, false, false),
      readAnswer,
    ),
    version(
      9,
      (connection, scope) => metadataV9.api.async(connection, topicsArgument(scope), false, false, false),
      readAnswer,
    ),
  ],
};

/** Brokers, and the topics asked for, as one broker knows them. */
export function readMetadata(link: BrokerLink, scope: Scope): Promise<Outcome<Metadata>> {
  return link.request(METADATA, scope);
}

function readAnswer(wire: WireMetadata): Metadata {
  return {
    clusterId: wire.clusterId ?? null,
    controllerId: wire.controllerId < 0 ? null : wire.controllerId,
    brokers: wire.brokers.map(({ nodeId, host, port, rack }) => ({ brokerId: nodeId, host, port, rack: rack ?? null })),
    topics: wire.topics.flatMap((topic) => (topic.name ? [readTopic(topic, topic.name)] : [])),
    throttleTimeMs: wire.throttleTimeMs,
  };
}

function readTopic(topic: WireTopic, name: string): TopicMetadata {
  const partitions = topic.partitions.map(readPartition).sort((a, b) => a.partition - b.partition);
  return {
    name,
    topicId: topic.topicId && topic.topicId !== ZERO_UUID ? topic.topicId : null,
    internal: topic.isInternal,
    partitions,
    // A leaderless partition also marks the topic's error on old brokers; that is replication state, not a failure.
    failure:
      topic.errorCode === 0 || topic.errorCode === LEADER_NOT_AVAILABLE
        ? null
        : guardedFailure(topic.errorCode, describeTopic(name)),
  };
}

function readPartition(wire: WirePartition): PartitionMetadata {
  return {
    partition: wire.partitionIndex,
    leader: wire.leaderId < 0 ? null : wire.leaderId,
    leaderEpoch: wire.leaderEpoch,
    replicas: wire.replicaNodes,
    isr: wire.isrNodes,
    offlineReplicas: wire.offlineReplicas,
  };
}
