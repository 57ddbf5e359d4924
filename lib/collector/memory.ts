import type { ControllerNow, GroupMemberNow, TopicConfigNow, TopicKey } from '#lib/history/contract.ts';
import type { Outcome } from '#lib/kafka/failure.ts';
import type { GroupType } from '#lib/kafka/groups.ts';
import type { TopicMetadata } from '#lib/kafka/metadata.ts';
import type { OpenTransaction } from '#lib/kafka/transactions.ts';
import type { PartitionMemory } from '#lib/lag/partition.ts';
import type { Trend } from './trend.ts';

/** What the collector keeps of one cluster from poll to poll. Owned and changed by the poll that runs, by nobody else. */
export interface ClusterMemory {
  kafkaClusterId: string | null;
  kafkaVersion: string | null;
  controller: ControllerNow | null;
  observedAtMs: number | null;
  brokers: Map<number, BrokerMemory>;
  topics: Map<string, TopicMemory>;
  groups: Map<string, GroupMemory>;
  /** Since when each failure is reported, by broker or by code and broker (failure-dating.ts). */
  failuresSince: Map<string, number>;
  slow: SlowBeatResult;
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
  metadata: TopicMetadata;
  lastStable: BigInt64Array;
  /** Since when the last stable offset stands, per partition. */
  lastStableSinceMs: Float64Array;
}

export interface GroupMemory {
  type: GroupType;
  protocolType: string;
  state: string;
  coordinator: number | null;
  /** First of the complete listings in a row that did not name it; null while it is listed. */
  absentSinceMs: number | null;
  members: GroupMemberNow[];
  memberCount: number | null;
  membersBeforeRebalance: boolean;
  assignor: string | null;
  epoch: number | null;
  /** Topics in some member's subscription when the group was last Stable; null when that was never seen. */
  subscribedTopics: Set<string> | null;
  assignOnly: boolean;
  worstRank: number | null;
  worstSinceMs: number | null;
  subscriptions: Map<string, SubscriptionMemory>;
  trend: Trend;
}

export interface SubscriptionMemory {
  topic: TopicKey;
  /** Index = partition; a hole where the group has nothing to do with it. */
  partitions: (PartitionMemory | undefined)[];
}

/** What the slow beat read last; absent until it has. Topics by id, so that a recreated one begins anew. */
export interface SlowBeatResult {
  /** topic id -> its settings, or why they are refused. */
  configs: Map<string, Outcome<TopicConfigNow[]>>;
  /** broker -> bytes of all its replicas. */
  brokerBytes: Map<number, bigint>;
  /** topic id -> broker -> partition -> bytes. */
  partitionBytes: Map<string, Map<number, Map<number, bigint>>>;
  /** Transactions that hold a last stable offset back, by partitionKey; null where the leader refuses to tell. */
  transactions: Map<string, OpenTransaction | null>;
}

export const partitionKey = (topic: string, partition: number): string => `${topic}/${partition}`;

export const emptySlowBeat = (): SlowBeatResult => ({
  configs: new Map(),
  brokerBytes: new Map(),
  partitionBytes: new Map(),
  transactions: new Map(),
});

export const emptyMemory = (): ClusterMemory => ({
  kafkaClusterId: null,
  kafkaVersion: null,
  controller: null,
  observedAtMs: null,
  brokers: new Map(),
  topics: new Map(),
  groups: new Map(),
  failuresSince: new Map(),
  slow: emptySlowBeat(),
});
