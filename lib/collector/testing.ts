import type { Lease } from '#lib/db/lease.ts';
import type { GroupNow, PollWrite, SubscriptionNow, TopicNow } from '#lib/history/contract.ts';
import type { PollWriter } from '#lib/history/writer.ts';
import type { CommittedTopic } from '#lib/kafka/commits.ts';
import { emptyEnds, type TopicEnds } from '#lib/kafka/ends.ts';
import { type Failure, type Outcome, succeed } from '#lib/kafka/failure.ts';
import type { GroupDescription, GroupMember } from '#lib/kafka/groups.ts';
import type { PartitionMetadata, TopicMetadata } from '#lib/kafka/metadata.ts';
import type { FlowRules } from '#lib/lag/flow-window.ts';
import type { LagRules } from '#lib/lag/partition.ts';
import { STATUS_RULES, type StatusRules } from '#lib/lag/status/rules.ts';
import { threePollsMs } from '#lib/lag/three-polls.ts';
import { type Assembled, assemble } from './assemble.ts';
import { BacklogSpace } from './backlog.ts';
import { type ClusterMemory, emptyMemory } from './memory.ts';
import type { BrokerSighting, ClusterObservation, GroupObservation } from './observation.ts';
import { PollStorer, type PollStorerOptions } from './poll-storer.ts';

/** Builders of observations, for tests: a calm value each, with what the test is about on top. */

export const T0 = Date.UTC(2026, 10, 23, 3);
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const RULES: LagRules = {
  threePollsMs: 30 * SECOND,
  inactiveAfterMs: 10 * MINUTE,
  openTransactionAfterMs: MINUTE,
  unassignedAfterMs: MINUTE,
};

export const FLOW_RULES: FlowRules = {
  rateWindowMs: MINUTE,
  trendWindowMs: 5 * MINUTE,
  intervalMs: 10 * SECOND,
  threePollsMs: 30 * SECOND,
};

export const broker = (brokerId: number, changes: Partial<BrokerSighting> = {}): BrokerSighting => ({
  brokerId,
  host: `kafka-${brokerId}`,
  port: 9092,
  rack: null,
  inMetadata: true,
  failure: null,
  ...changes,
});

export const silent = (brokerId: number): Failure => ({
  code: 'BROKER_TIMEOUT',
  message: `no answer from broker ${brokerId}`,
  brokerId,
});

/** A topic id of its own for each name and incarnation. */
export const topicIdOf = (name: string, incarnation = 1) =>
  `${Buffer.from(name.padEnd(4).slice(0, 4)).toString('hex')}-0000-4000-8000-${String(incarnation).padStart(12, '0')}`;

/** A topic whose partitions lead on brokers 1, 2, 3 in turn, each with one replica there. */
export function topic(
  name: string,
  partitions: number,
  {
    incarnation = 1,
    leaders,
    ...changes
  }: Partial<TopicMetadata> & { incarnation?: number; leaders?: (number | null)[] } = {},
): TopicMetadata {
  const made = Array.from({ length: partitions }, (_, partition): PartitionMetadata => {
    const home = (partition % 3) + 1;
    const leader = leaders ? (leaders[partition] ?? null) : home;
    return { partition, leader, leaderEpoch: 1, replicas: [home], isr: [home], offlineReplicas: [] };
  });
  return { name, topicId: topicIdOf(name, incarnation), internal: false, partitions: made, failure: null, ...changes };
}

/** Log positions per partition: [log start, high watermark, last stable offset (the high watermark if left out)], or why not read. */
export function ends(...partitions: ([bigint, bigint, bigint?] | Failure | null)[]): TopicEnds {
  const made = emptyEnds(partitions.length);
  partitions.forEach((one, partition) => {
    if (one === null) return;
    if (!Array.isArray(one)) {
      made.failures.set(partition, one);
      return;
    }
    const [logStart, highWatermark, lastStable = highWatermark] = one;
    made.logStart[partition] = logStart;
    made.highWatermark[partition] = highWatermark;
    made.lastStable[partition] = lastStable;
    made.readAtMs[partition] = T0;
  });
  return made;
}

/** Commits of one topic; null is a partition without one, a number the error code of one. */
export const commits = (name: string, ...offsets: (bigint | number | null)[]): CommittedTopic => ({
  name,
  partitions: offsets.map((offset, partitionIndex) => ({
    partitionIndex,
    committedOffset: typeof offset === 'bigint' ? offset : -1n,
    committedLeaderEpoch: 1,
    metadata: '',
    errorCode: typeof offset === 'number' ? offset : 0,
  })),
});

export const member = (memberId: string, changes: Partial<GroupMember> = {}): GroupMember => ({
  memberId,
  instanceId: null,
  clientId: 'app',
  host: '10.0.0.1',
  subscribed: ['orders'],
  assignment: [{ topic: 'orders', partitions: [0, 1] }],
  tasks: null,
  ...changes,
});

export const described = (changes: Partial<GroupDescription> = {}): Outcome<GroupDescription> =>
  succeed({ state: 'Stable', assignor: 'range', epoch: null, topology: null, members: [member('m1')], ...changes });

/** A Stable classic group with one member, caught up on both partitions of `orders`, coordinated by broker 1. */
export const group = (groupId: string, changes: Partial<GroupObservation> = {}): GroupObservation => ({
  groupId,
  type: 'classic',
  protocolType: 'consumer',
  state: 'Stable',
  coordinator: 1,
  listed: true,
  description: described(),
  commits: succeed([commits('orders', 100n, 100n)]),
  ...changes,
});

/** What a poll sees of a group that nobody lists: how the old coordinator answers for one it does not know. */
export const unlisted = (groupId: string): GroupObservation =>
  group(groupId, {
    listed: false,
    state: null,
    description: described({ state: 'Dead', members: [] }),
    commits: succeed([]),
  });

/** Three live brokers, topic `orders` with two partitions that end at 100, and no groups. */
export function observation(changes: Partial<ClusterObservation> = {}): ClusterObservation {
  return {
    startedAtMs: T0,
    finishedAtMs: T0,
    reachable: true,
    foreignClusterId: null,
    kafkaClusterId: 'kafka-id',
    kafkaVersion: '4.3',
    features: null,
    capsMinIsr: true,
    brokers: [broker(1), broker(2), broker(3)],
    controller: null,
    topics: new Map([['orders', topic('orders', 2)]]),
    hiddenTopics: new Map(),
    ends: new Map([['orders', ends([0n, 100n], [0n, 100n])]]),
    groups: [],
    listingComplete: true,
    failures: [],
    requests: 12,
    throttleMs: 0,
    phases: { listMs: 1, commitsMs: 1, endsMs: 1 },
    ...changes,
  };
}

/** What takes the polls of a test. */
export const testStorer = (writer: PollWriter, lease: Lease, changes: Partial<PollStorerOptions> = {}) =>
  new PollStorer({
    cluster: 'test',
    writer,
    lease,
    backlog: new BacklogSpace().open(),
    storedAtMs: null,
    log: { info: () => undefined, warn: () => undefined, error: (fields, message) => console.error(message, fields) },
    ...changes,
  });

/** A cluster's memory, with what each poll of it writes. */
export class Polls {
  readonly memory: ClusterMemory;
  #readCommitted: string[];
  #statusRules: StatusRules;
  #intervalMs: number;

  constructor({
    memory = emptyMemory(),
    readCommitted = [],
    statusRules = STATUS_RULES,
    intervalMs = FLOW_RULES.intervalMs,
  }: { memory?: ClusterMemory; readCommitted?: string[]; statusRules?: StatusRules; intervalMs?: number } = {}) {
    this.memory = memory;
    this.#intervalMs = intervalMs;
    this.#statusRules = statusRules;
    this.#readCommitted = readCommitted;
  }

  /** What the poll `afterMs` after T0 writes. */
  at(afterMs: number, changes: Partial<ClusterObservation> = {}): PollWrite & Omit<Assembled, 'write'> {
    const nowMs = T0 + afterMs;
    const polls = threePollsMs(this.#intervalMs, RULES.threePollsMs);
    const { write, ...rest } = assemble({
      memory: this.memory,
      observation: observation({ startedAtMs: nowMs, finishedAtMs: nowMs, ...changes }),
      scheduledAtMs: nowMs,
      rules: { ...RULES, threePollsMs: polls },
      principal: 'User:tidemark',
      flowRules: { ...FLOW_RULES, intervalMs: this.#intervalMs, threePollsMs: polls },
      isReadCommitted: (groupId) => this.#readCommitted.includes(groupId),
      statusRules: () => this.#statusRules,
      maxRecordTimes: 50,
      maxMarkerChecks: 50,
      health: {
        intervalMs: this.#intervalMs,
        durationMs: 1,
        phases: {},
        requests: 1,
        checkRequests: 0,
        skippedPolls: 0,
        waitingPolls: 0,
        lostPolls: 0,
        lateMs: 0,
        throttleMs: 0,
        brokerErrors: {},
        startedAtMs: T0,
        heapBytes: null,
        heapLimitBytes: null,
      },
    });
    return { ...write, ...rest };
  }
}

const only = <T>(items: T[], what: string): T => {
  const [item] = items;
  if (item === undefined || items.length !== 1) throw new Error(`${items.length} instead of one ${what}`);
  return item;
};

export const groupOf = (write: PollWrite, name: string): GroupNow =>
  only(
    write.groups.filter((one) => one.group === name),
    `group ${name}`,
  );
export const subscriptionOf = (write: PollWrite, groupName: string, topicName = 'orders'): SubscriptionNow =>
  only(
    write.subscriptions.filter((one) => one.group === groupName && one.topic.name === topicName),
    `subscription of ${groupName} to ${topicName}`,
  );
export const topicOf = (write: PollWrite, name: string): TopicNow =>
  only(
    write.topics.filter((one) => one.topic.name === name),
    `topic ${name}`,
  );
