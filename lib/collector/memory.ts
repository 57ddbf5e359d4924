import type {
  ControllerNow,
  FailureValue,
  GroupMemberNow,
  LossNow,
  SubtopologyNow,
  TopicConfigNow,
  TopicKey,
} from '#lib/history/contract.ts';
import type { LocalStart } from '#lib/kafka/ends.ts';
import type { Outcome } from '#lib/kafka/failure.ts';
import type { ClusterFeatures } from '#lib/kafka/features.ts';
import type { GroupType } from '#lib/kafka/groups.ts';
import type { TopicMetadata } from '#lib/kafka/metadata.ts';
import type { Lack } from '#lib/kafka/permissions.ts';
import type { OpenTransaction } from '#lib/kafka/transactions.ts';
import type { EndTrail } from '#lib/lag/end-trail.ts';
import type { HotSince } from '#lib/lag/hot-partition.ts';
import type { LogStartMoves } from '#lib/lag/loss/log-start-moves.ts';
import type { PartitionMemory } from '#lib/lag/partition.ts';
import type { Presence } from '#lib/lag/status/presence.ts';
import type { ListedReassignment } from '#lib/replication/reassignment.ts';
import type { EligibleLeaders } from '#lib/replication/return.ts';
import { nothingTold, type Told } from './changes/tell.ts';
import type { GroupStatus } from './group-status.ts';
import type { PartitionReplication } from './judge-replication.ts';
import type { NextRecords } from './next-records.ts';
import { RecordTimes } from './record-times.ts';
import type { SubscriptionFlow } from './subscription-flow.ts';
import type { SubscriptionStatus } from './subscription-status.ts';
import type { TopicFlow } from './topic-flow.ts';
import type { Trend } from './trend.ts';
import { UnreadVerdicts } from './unread-verdicts.ts';

/** What the collector keeps of one cluster from poll to poll. Owned and changed by the poll that runs, by nobody else. */
export interface ClusterMemory {
  /** Pinned at the first contact. */
  kafkaClusterId: string | null;
  /** Why polling stands still since another cluster answers under this name; null while it does not. */
  clusterIdFailure: FailureValue | null;
  kafkaVersion: string | null;
  controller: ControllerNow | null;
  features: ClusterFeatures | null;
  observedAtMs: number | null;
  brokers: Map<number, BrokerMemory>;
  topics: Map<string, TopicMemory>;
  /** Topics that were missing in the newest full answer; one more without them, and they are forgotten. */
  absentTopics: Map<string, TopicMemory>;
  groups: Map<string, GroupMemory>;
  /** Since when each failure is reported, by broker or by code and broker (failure-dating.ts). */
  failuresSince: Map<string, number>;
  slow: SlowBeatResult;
  unread: UnreadVerdicts;
  recordTimes: RecordTimes;
  /** What events were told up to now: those of the next poll are what differs from it. */
  told: Told;
  replication: ReplicationBeatResult;
  /** The brokers are of Kafka 3.9 or later (min-isr-cap.ts). */
  capsMinIsr: boolean;
  /** Null until it was asked for. */
  permissions: PermissionsNow | null;
}

/** What the principal may see of the cluster. */
export interface PermissionsNow {
  lacking: Lack[];
  /** Brokers leave topics, and commits on them, out of their answers. */
  mayHideTopics: boolean;
}

export interface BrokerMemory {
  host: string | null;
  port: number | null;
  rack: string | null;
  state: 'up' | 'unreachable' | 'down';
  stateSinceMs: number;
  seenSinceMs: number;
}

export interface TopicMemory {
  key: TopicKey;
  hasKafkaId: boolean;
  /** The id that brokers give it; null while they give none. Our key of it may be older than theirs. */
  idOnWire: string | null;
  metadata: TopicMetadata;
  /** By the rules of the poll that runs; index = partition. */
  replication: PartitionReplication[];
  lastStable: BigInt64Array;
  /** Since when the last stable offset stands, per partition. */
  lastStableSinceMs: Float64Array;
  /** A transaction was seen on it at some time. */
  transactional: boolean;
  flow: TopicFlow;
  /** What each of its partitions had come to at which instant. */
  trail: EndTrail;
  ends: SeenEnds;
  logStartMoves: LogStartMoves;
  /**
   * Where the log begins on its leader's disk, as that told last; index = partition, NOT_OBSERVED where it did not. Null of a
   * topic without tiered storage.
   */
  localStart: BigInt64Array | null;
}

/** What was last seen of the log of each partition; index = partition, NOT_OBSERVED where nothing was. */
export interface SeenEnds {
  logStart: BigInt64Array;
  highWatermark: BigInt64Array;
  /** Leader epoch at which the high watermark was read; -1 where unknown. */
  readAtEpoch: Int32Array;
}

export interface GroupMemory {
  type: GroupType;
  protocolType: string;
  state: string;
  coordinator: number | null;
  /** First of the polls in a row in which its coordinator disowned it (isDisowned); null while that is not so. */
  disownedSinceMs: number | null;
  members: GroupMemberNow[];
  memberCount: number | null;
  /** Its coordinator told in this poll that it has no members, and its epoch; null where it did not. */
  empty: { epoch: number | null } | null;
  /** The same of the poll before. */
  wasEmpty: GroupMemory['empty'];
  membersBeforeRebalance: boolean;
  assignor: string | null;
  epoch: number | null;
  topology: SubtopologyNow[] | null;
  /** Topics in some member's subscription when the group was last Stable; null when that was never seen. */
  subscribedTopics: Set<string> | null;
  assignOnly: boolean;
  presence: Presence;
  status: GroupStatus;
  subscriptions: Map<string, SubscriptionMemory>;
  trend: Trend;
  /** Partitions that stand out by their lag. */
  hotSince: HotSince;
  /** Before when its offsets do not expire, as was told before a restart; null once a commit moved or a member came since. */
  expiryBeforeRestartMs: number | null;
}

export interface SubscriptionMemory {
  topic: TopicKey;
  /** Index = partition; a hole where the group has nothing to do with it. */
  partitions: (PartitionMemory | undefined)[];
  /** How far the commit of each partition last moved forward; 0, and beyond its length, where it never did. */
  steps: BigInt64Array;
  flow: SubscriptionFlow;
  nextRecords: NextRecords;
  status: SubscriptionStatus;
  /** As it was told last. */
  loss: LossNow | null;
}

/** What the slow beat read last; absent until it has. Topics by id, so that a recreated one begins anew. */
export interface SlowBeatResult {
  /** topic id -> its settings, or why they are refused. */
  configs: Map<string, Outcome<TopicConfigNow[]>>;
  /** broker -> bytes of all its replicas. */
  brokerBytes: Map<number, bigint>;
  /** topic id -> broker -> partition -> bytes. */
  partitionBytes: Map<string, Map<number, Map<number, bigint>>>;
  /** topic id -> partition -> where its log begins on its leader's disk; of topics with tiered storage. */
  localStarts: Map<string, Map<number, LocalStart>>;
  /** Transactions that hold a last stable offset back, by partitionKey; null where the leader refuses to tell. */
  transactions: Map<string, OpenTransaction | null>;
  /** offsets.retention.minutes of the brokers; null where they do not tell. */
  offsetsRetentionMs: number | null;
}

/** What the brokers told last of replicas on the move and of partitions without a leader, by partitionKey. */
export interface ReplicationBeatResult {
  reassignments: Map<string, ListedReassignment>;
  eligibleLeaders: Map<string, EligibleLeaders>;
}

export const partitionKey = (topic: string, partition: number): string => `${topic}/${partition}`;

export const emptySlowBeat = (): SlowBeatResult => ({
  configs: new Map(),
  brokerBytes: new Map(),
  partitionBytes: new Map(),
  localStarts: new Map(),
  transactions: new Map(),
  offsetsRetentionMs: null,
});

export const emptyReplicationBeat = (): ReplicationBeatResult => ({
  reassignments: new Map(),
  eligibleLeaders: new Map(),
});

export const emptyMemory = (): ClusterMemory => ({
  kafkaClusterId: null,
  clusterIdFailure: null,
  kafkaVersion: null,
  controller: null,
  features: null,
  observedAtMs: null,
  brokers: new Map(),
  topics: new Map(),
  absentTopics: new Map(),
  groups: new Map(),
  failuresSince: new Map(),
  slow: emptySlowBeat(),
  unread: new UnreadVerdicts(),
  recordTimes: new RecordTimes(),
  told: nothingTold(),
  replication: emptyReplicationBeat(),
  capsMinIsr: true,
  permissions: null,
});
