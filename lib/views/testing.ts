import type { Database } from '#lib/db/database.ts';
import { acquireLease } from '#lib/db/lease.ts';
import type {
  BrokerNow,
  ClusterNow,
  GroupMemberNow,
  GroupNow,
  PollWrite,
  SubscriptionNow,
  TopicNow,
} from '#lib/history/contract.ts';
import {
  madeBroker,
  madeCluster,
  madeGroup,
  madeSubscription,
  madeTopic,
  madeTopicKey as topicKey,
} from '#lib/history/testing.ts';
import { createPollWriter } from '#lib/history/writer.ts';
import type { GroupSettings } from './group-detail.ts';

/** Builders of what the engine hands to the store, for tests: a calm value each, with what the test is about on top. */

export { topicKey };

export const OBSERVED_AT = Date.UTC(2026, 10, 23, 14, 2, 30);

/** A group of no particular settings in a cluster that is polled every 10 s. */
export const GROUP_SETTINGS: GroupSettings = {
  readCommitted: false,
  flowRules: { rateWindowMs: 60_000, trendWindowMs: 300_000, intervalMs: 10_000, threePollsMs: 30_000 },
};

export function clusterNow(overrides: Partial<ClusterNow> = {}): ClusterNow {
  return { ...madeCluster(OBSERVED_AT), observedAtMs: OBSERVED_AT, ...overrides };
}

export function brokerNow(brokerId: number, overrides: Partial<BrokerNow> = {}): BrokerNow {
  return { ...madeBroker(brokerId, OBSERVED_AT - 60_000), ...overrides };
}

export function topicNow(name: string, partitions: number, overrides: Partial<TopicNow> = {}): TopicNow {
  const configs = [
    { name: 'retention.ms', value: '604800000', source: 'DEFAULT_CONFIG', isDefault: true, sensitive: false },
  ];
  return { ...madeTopic(topicKey(name), partitions), configs, ...overrides };
}

export function memberNow(memberId: string, overrides: Partial<GroupMemberNow> = {}): GroupMemberNow {
  return { memberId, instanceId: null, clientId: 'client', host: '/10.0.0.1', partitions: [], ...overrides };
}

/** A group without members that is calm on one partition. */
export function groupNow(group: string, overrides: Partial<GroupNow> = {}): GroupNow {
  return {
    ...madeGroup(group, [''], 0n, 1),
    members: 0,
    memberList: [],
    statusSinceMs: OBSERVED_AT - 60_000,
    ...overrides,
  };
}

export function subscriptionNow(
  group: string,
  topic: string,
  partitions: number,
  overrides: Partial<SubscriptionNow> = {},
): SubscriptionNow {
  return { ...madeSubscription(group, topicKey(topic), partitions, 0n), ...overrides };
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
    timeLags: [],
    events: [],
    statusChanges: [],
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
