import type { Database } from '#lib/db/database.ts';
import { acquireLease } from '#lib/db/lease.ts';
import type {
  BrokerNow,
  ClusterNow,
  GroupMemberNow,
  GroupNow,
  PollWrite,
  SubscriptionNow,
  TopicKey,
  TopicNow,
} from '#lib/history/contract.ts';
import { createPollWriter } from '#lib/history/writer.ts';

/** Builders of what the engine hands to the store, for tests: a calm value each, with what the test is about on top. */

export const OBSERVED_AT = Date.UTC(2026, 10, 23, 14, 2, 30);

/** A stable id for a topic name, so that two polls mean the same topic. */
export function topicKey(name: string): TopicKey {
  const hex = Buffer.from(name.padEnd(16, '.')).toString('hex').slice(-32);
  return { name, kafkaTopicId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') };
}

export function clusterNow(overrides: Partial<ClusterNow> = {}): ClusterNow {
  return {
    pollId: OBSERVED_AT,
    observedAtMs: OBSERVED_AT,
    scheduledAtMs: OBSERVED_AT,
    reachable: true,
    kafkaClusterId: 'MkU3OEVBNTcwNTJENDM2Qk',
    kafkaVersion: '4.3-IV0',
    controller: { kind: 'kraft', leaderId: 1, epoch: 7, voters: [{ id: 1, lag: '0' }], observers: [] },
    failures: [],
    health: {
      intervalMs: 10_000,
      durationMs: 123.5,
      phases: { commits: 40, ends: 50.5 },
      requests: 12,
      skippedPolls: 0,
      lateMs: 0.4,
      startedAtMs: OBSERVED_AT - 3_600_000,
    },
    ...overrides,
  };
}

export function brokerNow(brokerId: number, overrides: Partial<BrokerNow> = {}): BrokerNow {
  return {
    brokerId,
    host: '127.0.0.1',
    port: 9092,
    rack: null,
    state: 'up',
    stateSinceMs: OBSERVED_AT - 60_000,
    seenSinceMs: OBSERVED_AT - 60_000,
    failure: null,
    leaders: 4,
    replicas: 12,
    inSyncReplicas: 12,
    underReplicatedLed: 0,
    notPreferredLed: 0,
    logDirBytes: 1_048_576n,
    ...overrides,
  };
}

export function topicNow(name: string, partitions: number, overrides: Partial<TopicNow> = {}): TopicNow {
  return {
    topic: topicKey(name),
    hasKafkaId: true,
    internal: false,
    replicationFactor: 3,
    minIsr: 2,
    cleanupPolicy: 'delete',
    retentionMs: 604_800_000n,
    retentionBytes: -1n,
    sizeBytes: 4096n,
    worstRank: 5,
    offline: 0,
    underMinIsr: 0,
    atMinIsr: 0,
    underReplicated: 0,
    notPreferred: 0,
    groups: 1,
    partitions: Array.from({ length: partitions }, (_, partition) => ({
      partition,
      leader: (partition % 3) + 1,
      leaderEpoch: 4,
      replicas: [1, 2, 3],
      isr: [1, 2, 3],
      offlineReplicas: [],
      rank: 5,
      sizeBytes: '1024',
      failure: null,
    })),
    configs: [
      { name: 'retention.ms', value: '604800000', source: 'DEFAULT_CONFIG', isDefault: true, sensitive: false },
    ],
    failure: null,
    ...overrides,
  };
}

export function memberNow(memberId: string, overrides: Partial<GroupMemberNow> = {}): GroupMemberNow {
  return { memberId, instanceId: null, clientId: 'client', host: '/10.0.0.1', partitions: [], ...overrides };
}

export function groupNow(group: string, overrides: Partial<GroupNow> = {}): GroupNow {
  return {
    group,
    type: 'consumer',
    protocolType: 'consumer',
    state: 'Stable',
    assignOnly: false,
    lag: 0n,
    knownPartitions: 1,
    totalPartitions: 1,
    topics: 1,
    members: 0,
    worstRank: 6,
    worstSinceMs: OBSERVED_AT - 60_000,
    states: { ok: 1 },
    trend: Array.from({ length: 20 }, () => '0'),
    coordinator: 1,
    memberList: [],
    membersBeforeRebalance: false,
    partitionAssignor: 'uniform',
    epoch: 3,
    failure: null,
    ...overrides,
  };
}

export function subscriptionNow(
  group: string,
  topic: string,
  partitions: number,
  overrides: Partial<SubscriptionNow> = {},
): SubscriptionNow {
  return {
    group,
    topic: topicKey(topic),
    partitions,
    lag: 0n,
    knownPartitions: partitions,
    totalPartitions: partitions,
    worstRank: 6,
    states: { ok: partitions },
    exceptions: [],
    ...overrides,
  };
}

/** One poll with nothing in it but what is given. */
export function pollWrite(overrides: Partial<PollWrite> = {}): PollWrite {
  return {
    samples: { atMs: OBSERVED_AT, topics: [], subscriptions: [] },
    cluster: clusterNow(),
    brokers: [],
    topics: [],
    groups: [],
    subscriptions: [],
    complete: { brokers: true, topics: true, groups: true },
    ...overrides,
  };
}

/** Offsets of one series in one poll, by partition. */
export function offsets(...values: (number | bigint)[]): BigInt64Array {
  return BigInt64Array.from(values, (value) => BigInt(value));
}

/** Writes polls as the engine does; each at an instant of its own. */
export interface TestStore {
  clusterId: number;
  write(poll: PollWrite): Promise<void>;
}

/** The store of one cluster in a test database. */
export async function testStore(db: Database, clusterName: string): Promise<TestStore> {
  const writer = await createPollWriter(db, clusterName);
  const lease = await acquireLease(db, { clusterId: writer.clusterId, holder: 'test', ttlMs: 600_000 });
  if (lease === null) throw new Error(`somebody else holds the lease of ${clusterName}`);
  return {
    clusterId: writer.clusterId,
    async write(poll) {
      const report = await writer.write(poll, lease);
      if (report.outcome !== 'written') throw new Error(`the poll was not written: ${report.outcome}`);
    },
  };
}
