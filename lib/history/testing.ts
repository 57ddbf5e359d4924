import { NO_PRESENCE } from '#lib/lag/status/presence.ts';
import { dangerRank } from '#lib/lag/status/status.ts';
import { packTimeLag } from '#lib/lag/time-lag.ts';
import type {
  BrokerNow,
  ClusterNow,
  FlowNow,
  GroupNow,
  PollWrite,
  SubscriptionNow,
  TimeLagNow,
  TopicKey,
  TopicNow,
} from './contract.ts';

/** Rows with plain values, for tests and benches: a healthy cluster in which nothing is remarkable. */

/** The key of a topic of this name; another generation is the same name created anew. */
export function madeTopicKey(name: string, generation = 0): TopicKey {
  // Deterministic, so that the same name is the same topic in every poll and every process.
  const digits = Buffer.from(name.padEnd(10, '_')).toString('hex').slice(0, 20).padEnd(20, '0');
  const id = generation.toString(16).padStart(12, '0') + digits;
  return { name, kafkaTopicId: id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') };
}

/** The cluster's own row. */
export function madeCluster(atMs: number): ClusterNow {
  return {
    pollId: atMs,
    observedAtMs: atMs + 20,
    scheduledAtMs: atMs,
    reachable: true,
    kafkaClusterId: 'made-cluster',
    kafkaVersion: '4.3-IV0',
    features: { resetOffsets: true, shareGroups: false },
    controller: { kind: 'kraft', leaderId: 1, epoch: 3, voters: [{ id: 1, lag: '0' }], observers: [] },
    failures: [],
    health: {
      intervalMs: 10_000,
      durationMs: 180,
      phases: { groups: 20, offsets: 90, ends: 60 },
      requests: 21,
      checkRequests: 0,
      skippedPolls: 0,
      waitingPolls: 0,
      lostPolls: 0,
      lateMs: 1,
      throttleMs: 0,
      brokerErrors: { 1: 0, 2: 0, 3: 0 },
      startedAtMs: 0,
      heapBytes: null,
      heapLimitBytes: null,
    },
  };
}

/** A broker that is up. */
export function madeBroker(brokerId: number, sinceMs: number): BrokerNow {
  return {
    brokerId,
    host: '10.0.0.1',
    port: 9092,
    rack: null,
    state: 'up',
    stateSinceMs: sinceMs,
    seenSinceMs: sinceMs,
    failure: null,
    leaders: 2000,
    replicas: 6000,
    inSyncReplicas: 6000,
    underReplicatedLed: 0,
    notPreferredLed: 0,
    logDirBytes: 123_456_789_012n,
  };
}

/** A fully replicated topic. */
export function madeTopic(topic: TopicKey, partitions: number): TopicNow {
  return {
    topic,
    hasKafkaId: true,
    internal: false,
    replicationFactor: 3,
    minIsr: 2,
    cleanupPolicy: 'delete',
    retentionMs: 604_800_000n,
    retentionBytes: null,
    sizeBytes: 1_000_000_000n,
    worstRank: 6,
    offline: 0,
    underMinIsr: 0,
    atMinIsr: 0,
    underReplicated: 0,
    reassigning: 0,
    notPreferred: 0,
    groups: 1,
    produceRate: 2_000,
    partitions: Array.from({ length: partitions }, (_, partition) => ({
      partition,
      leader: 1 + (partition % 3),
      leaderEpoch: 7,
      replicas: [1, 2, 3],
      isr: [1, 2, 3],
      offlineReplicas: [],
      rank: 6,
      sizeBytes: '50000000',
      failure: null,
    })),
    configs: null,
    isrShrunk: 0,
    isCurrent: true,
    failure: null,
  };
}

/** A stable group of three members. */
export function madeGroup(group: string, topics: readonly string[], lag: bigint, partitions: number): GroupNow {
  return {
    group,
    type: 'classic',
    protocolType: 'consumer',
    state: 'Stable',
    assignOnly: false,
    lag,
    knownPartitions: partitions,
    totalPartitions: partitions,
    topics: topics.length,
    members: 3,
    status: 'OK',
    statusSinceMs: null,
    dangerRank: dangerRank('OK', 'calm'),
    statuses: { OK: partitions },
    presence: NO_PRESENCE,
    lagIsAtLeast: false,
    states: { ok: partitions },
    trend: Array.from({ length: 20 }, (_, index) => String(1000 + index)),
    flow: madeFlow(),
    timeLag: madeTimeLag(),
    loss: null,
    hot: [],
    coordinator: 1,
    memberList: [0, 1, 2].map((member) => ({
      memberId: `${group}-client-${member}-5b0c1d9e-7f3a-4c1e-9d2b-0a1b2c3d4e5f`,
      instanceId: null,
      clientId: `${group}-client-${member}`,
      host: `/10.0.1.${member}`,
      partitions: topics.map((topic) => ({
        topic,
        partitions: Array.from({ length: Math.ceil(partitions / topics.length / 3) }, (_, index) => index * 3 + member),
      })),
    })),
    membersBeforeRebalance: false,
    partitionAssignor: 'range',
    epoch: null,
    failure: null,
  };
}

/** A subscription whose partitions are all ok. */
export function madeSubscription(group: string, topic: TopicKey, partitions: number, lag: bigint): SubscriptionNow {
  return {
    group,
    topic,
    partitions,
    lag,
    worstLag: partitions === 0 ? null : { partition: 0, lag: Number(lag) },
    knownPartitions: partitions,
    totalPartitions: partitions,
    status: 'OK',
    dangerRank: dangerRank('OK', 'calm'),
    statuses: { OK: partitions },
    partitionStatuses: [{ status: 'OK', sinceMs: 0, runs: [0, partitions - 1] }],
    lagIsAtLeast: false,
    states: { ok: partitions },
    exceptions: [],
    flow: madeFlow(),
    timeLag: madeTimeLag(),
    loss: null,
    commitGaps: { medianMs: 10_000, longestByDay: [[20_000, 10_000]] },
  };
}

/** Lag that stays where it is. */
export function madeFlow(produceRate = 2_000, consumeRate = 2_000): FlowNow {
  return { produceRate, consumeRate, lagTrend: 'steady', drainSeconds: null };
}

/** Some seconds behind. */
export const madeTimeLag = (seconds = 4.2): TimeLagNow => ({ seconds, quality: 'interpolated' });

/** The same of each of so many partitions, as a poll hands it over. */
export const madeTimeLags = (partitions: number, seconds = 4.2): Int32Array =>
  new Int32Array(partitions).fill(packTimeLag(seconds * 1000, 'interpolated'));

export interface MadeLoad {
  topics: number;
  partitionsPerTopic: number;
  groups: number;
  topicsPerGroup: number;
}

/** A source of polls in which every position moves at every poll, the worst case for the store. */
export function madeLoad(load: MadeLoad): (atMs: number) => PollWrite {
  const { partitionsPerTopic: width } = load;
  const keys = Array.from({ length: load.topics }, (_, index) =>
    madeTopicKey(`topic-${String(index).padStart(4, '0')}`),
  );
  const topicRows = keys.map((key) => madeTopic(key, width));
  const brokers = [1, 2, 3].map((id) => madeBroker(id, 0));
  const groups = Array.from({ length: load.groups }, (_, index) => ({
    name: `group-${String(index).padStart(4, '0')}`,
    keys: Array.from(
      { length: load.topicsPerGroup },
      (_, nth) => keys[(index * load.topicsPerGroup + nth) % keys.length],
    ).filter((key) => key !== undefined),
    behind: BigInt(index * 7),
  }));
  const groupRows = groups.map((group) =>
    madeGroup(
      group.name,
      group.keys.map((key) => key.name),
      0n,
      group.keys.length * width,
    ),
  );
  let step = 0n;
  const fill = (at: (partition: bigint) => bigint) =>
    BigInt64Array.from({ length: width }, (_, partition) => at(BigInt(partition)));

  return (atMs) => {
    step += 1n;
    const end = (partition: bigint) => 1_000_000n + step * 1000n + partition * 37n;
    return {
      samples: {
        atMs,
        topics: keys.map((topic) => ({
          topic,
          logStart: fill((partition) => 1000n + partition),
          highWatermark: fill(end),
          open: fill(() => 0n),
        })),
        subscriptions: groups.flatMap((group) =>
          group.keys.map((topic) => ({
            group: group.name,
            topic,
            committed: fill((partition) => end(partition) - group.behind - (step % 10n)),
          })),
        ),
      },
      cluster: madeCluster(atMs),
      brokers,
      topics: topicRows.map((row) => ({ ...row, produceRate: 2_000 + Number(step % 10n) })),
      groups: groupRows.map((row, index) => ({
        ...row,
        flow: madeFlow(2_000, 2_000 + Number(step % 10n)),
        timeLag: madeTimeLag(4 + Number(step % 10n)),
        loss: null,
        lag: ((groups[index]?.behind ?? 0n) + (step % 10n)) * BigInt(row.totalPartitions),
      })),
      subscriptions: groups.flatMap((group) =>
        group.keys.map((topic) => ({
          ...madeSubscription(group.name, topic, width, (group.behind + (step % 10n)) * BigInt(width)),
          flow: madeFlow(2_000, 2_000 + Number(step % 10n)),
          timeLag: madeTimeLag(4 + Number(step % 10n)),
          loss: null,
        })),
      ),
      timeLags: groups.flatMap((group) => group.keys.map(() => madeTimeLags(width, 4 + Number(step % 10n)))),
      events: [],
      statusChanges: [],
      complete: { brokers: true, topics: true, groups: true },
    };
  };
}
