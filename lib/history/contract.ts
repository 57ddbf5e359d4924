/**
 * What the engine hands to the store after one poll. Plain values only: the collector builds them, lib/history writes them.
 * Offsets travel as BigInt64Array, one slot per partition, so that a poll of 100,000 partitions makes no garbage.
 */

/** Slot value: the group has no committed offset on this partition. */
export const NO_COMMIT = -1n;
/** Slot value: this poll did not see it (broker, coordinator or permission missing). Never confuse with "unchanged". */
export const NOT_OBSERVED = -(2n ** 63n);

/** Name and Kafka id of a topic; `kafkaTopicId` is a UUID with dashes (one of our own where brokers have none). */
export interface TopicKey {
  name: string;
  kafkaTopicId: string;
}

/** Log positions of one topic in one poll; index = partition. `open` = high watermark - last stable offset. */
export interface TopicSamples {
  topic: TopicKey;
  logStart: BigInt64Array;
  highWatermark: BigInt64Array;
  open: BigInt64Array;
}

/** Committed offsets of one group on one topic in one poll; index = partition. */
export interface SubscriptionSamples {
  group: string;
  topic: TopicKey;
  committed: BigInt64Array;
}

/** What the history keeps of one poll. Values of 2^53 or more are stored as not observed, and reported. */
export interface PollSamples {
  /** Scheduled instant, aligned to the interval: the key that bars doubles. Milliseconds since the epoch. */
  atMs: number;
  topics: TopicSamples[];
  subscriptions: SubscriptionSamples[];
}

export interface FailureValue {
  code: string;
  message: string;
  brokerId: number | null;
  sinceMs: number | null;
}

export interface ClusterNow {
  pollId: number;
  /** Read instant of the newest poll that reached a broker; null before the first. */
  observedAtMs: number | null;
  scheduledAtMs: number;
  reachable: boolean;
  kafkaClusterId: string | null;
  kafkaVersion: string | null;
  controller: ControllerNow | null;
  failures: FailureValue[];
  health: EngineHealthNow;
}

export interface ControllerNow {
  kind: 'kraft' | 'zookeeper';
  leaderId: number | null;
  epoch: number | null;
  voters: { id: number; lag: string | null }[];
  observers: { id: number; lag: string | null }[];
}

export interface EngineHealthNow {
  intervalMs: number;
  durationMs: number;
  phases: Record<string, number>;
  requests: number;
  skippedPolls: number;
  lateMs: number;
  /** Longest pause a broker asked for in the poll, because a quota is spent; 0 without. */
  throttleMs: number;
  startedAtMs: number;
}

export interface BrokerNow {
  brokerId: number;
  host: string | null;
  port: number | null;
  rack: string | null;
  state: 'up' | 'unreachable' | 'down';
  stateSinceMs: number;
  seenSinceMs: number;
  failure: FailureValue | null;
  leaders: number;
  replicas: number;
  inSyncReplicas: number;
  underReplicatedLed: number;
  notPreferredLed: number;
  logDirBytes: bigint | null;
}

export interface TopicPartitionNow {
  partition: number;
  leader: number | null;
  leaderEpoch: number | null;
  replicas: number[];
  isr: number[];
  offlineReplicas: number[];
  /** Index into REPLICATION_STATES (lib/replication/state.ts); 0 is the worst. */
  rank: number;
  sizeBytes: string | null;
  failure: FailureValue | null;
}

export interface TopicConfigNow {
  name: string;
  value: string | null;
  source: string;
  isDefault: boolean;
  sensitive: boolean;
}

export interface TopicNow {
  topic: TopicKey;
  /** False where the id above is one of our own. */
  hasKafkaId: boolean;
  internal: boolean;
  replicationFactor: number;
  minIsr: number | null;
  cleanupPolicy: string | null;
  retentionMs: bigint | null;
  retentionBytes: bigint | null;
  sizeBytes: bigint | null;
  worstRank: number;
  offline: number;
  underMinIsr: number;
  atMinIsr: number;
  underReplicated: number;
  notPreferred: number;
  groups: number;
  partitions: TopicPartitionNow[];
  configs: TopicConfigNow[] | null;
  failure: FailureValue | null;
}

export interface GroupMemberNow {
  memberId: string;
  instanceId: string | null;
  clientId: string;
  host: string;
  partitions: { topic: string; partitions: number[] }[];
}

/** Counts by lag state; the keys are LAG_STATES (lib/lag/state.ts), absent means 0. */
export type StateCounts = Record<string, number>;

export interface GroupNow {
  group: string;
  type: string;
  protocolType: string;
  state: string;
  assignOnly: boolean;
  lag: bigint | null;
  knownPartitions: number;
  totalPartitions: number;
  topics: number;
  /** Null when the group cannot be described. */
  members: number | null;
  /** Index into LAG_STATES; 0 is the worst; null without partitions. */
  worstRank: number | null;
  worstSinceMs: number | null;
  states: StateCounts;
  /** Lag over the last hour, 20 points of 3 minutes, decimal strings, oldest first. */
  trend: (string | null)[];
  coordinator: number | null;
  memberList: GroupMemberNow[];
  membersBeforeRebalance: boolean;
  partitionAssignor: string | null;
  epoch: number | null;
  failure: FailureValue | null;
}

/** A partition whose state is not plainly `ok`, with what the page must say about it. */
export interface PartitionException {
  partition: number;
  state: string;
  sinceMs: number | null;
  /** Decimal string; last known where `lagIsLastKnown`. Null where no number would be true. */
  lag: string | null;
  lagIsLastKnown: boolean;
  reason: string | null;
  metadata: string | null;
}

export interface SubscriptionNow {
  group: string;
  topic: TopicKey;
  partitions: number;
  lag: bigint | null;
  knownPartitions: number;
  totalPartitions: number;
  worstRank: number | null;
  states: StateCounts;
  exceptions: PartitionException[];
}

/**
 * Everything one poll changes. Lists hold all objects there are; the writer sends only rows that differ from what it wrote
 * last, and settles that sooner for parts that are the same object as before. Nothing handed over may be changed afterwards.
 * A subscription that is in `subscriptions` without samples was not observed; one in neither list has ended, which the
 * history keeps as "no committed offset".
 */
export interface PollWrite {
  /** Null when no broker answered: no poll row is written, so the chart shows a gap. */
  samples: PollSamples | null;
  cluster: ClusterNow;
  brokers: BrokerNow[];
  topics: TopicNow[];
  groups: GroupNow[];
  subscriptions: SubscriptionNow[];
  /**
   * False when a listing failed: rows absent from the lists above are then kept, not deleted. `groups` stands for groups and
   * subscriptions both.
   */
  complete: { brokers: boolean; topics: boolean; groups: boolean };
}
