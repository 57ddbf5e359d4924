import type { Database } from '#lib/db/database.ts';
import {
  type GroupNow,
  NO_COMMIT,
  NOT_OBSERVED,
  type PartitionException,
  type PollSamples,
  type SubscriptionNow,
  type TopicKey,
  type TopicNow,
} from '#lib/history/contract.ts';
import { readNow, type StoredNow } from '#lib/history/read/now.ts';
import { readTail } from '#lib/history/read/tail.ts';
import type { GroupType } from '#lib/kafka/groups.ts';
import type { FlowRules } from '#lib/lag/flow-window.ts';
import { lagBetween } from '#lib/lag/lag-between.ts';
import type { PartitionMemory } from '#lib/lag/partition.ts';
import { LAG_STATES, type LagState } from '#lib/lag/state.ts';
import type { StatusRules } from '#lib/lag/status/rules.ts';
import { statusOf } from '#lib/lag/status/status.ts';
import type { Unread } from '#lib/lag/unread.ts';
import { nothingTold } from './changes/tell.ts';
import { restoreDates } from './failure-dating.ts';
import { CLUSTER_ID_CHANGED } from './foreign-cluster.ts';
import {
  type ClusterMemory,
  emptyMemory,
  type GroupMemory,
  partitionKey,
  type SubscriptionMemory,
  type TopicMemory,
} from './memory.ts';
import { startTrend } from './trend.ts';
import { FlowReplay } from './warm-flows.ts';
import { LogStartReplay } from './warm-log-starts.ts';
import { StatusReplay } from './warm-statuses.ts';
import { nextRecordsOf, TrailReplay } from './warm-time-lags.ts';

/** Long ago: a condition that was judged to hold before the restart need not wait for its time again. */
const LONG_AGO = 0;
/** What storable.ts puts in the place of a character that Postgres cannot hold. */
const REPLACEMENT = '\u{fffd}';

export interface WarmStart {
  clusterId: number;
  /** How far back the stored polls are read. */
  windowMs: number;
  nowMs: number;
  flowRules: FlowRules;
  isReadCommitted(groupId: string): boolean;
  statusRules(groupId: string): StatusRules;
}

/**
 * Memory as the process before left it in the store: "since" instants from the current state, last known lags and since
 * when offsets stand still from the newest `windowMs` of polls.
 */
export async function warmMemory(
  database: Database,
  { clusterId, windowMs, nowMs, flowRules, isReadCommitted, statusRules }: WarmStart,
): Promise<ClusterMemory> {
  const stored = await readNow(database, clusterId);
  if (!stored) return emptyMemory();
  const tail = new TailReader();
  // Up to the newest poll that saw something, however long ago: the process may have been down, or blind, for hours.
  const lastMs = stored.cluster.observedAtMs ?? nowMs;
  const flows = new FlowReplay(stored.subscriptions, flowRules, lastMs);
  const trails = new TrailReplay();
  const logStarts = new LogStartReplay();
  const statuses = new StatusReplay(statusRules);
  await readTail(database, { clusterId, fromMs: lastMs - windowMs, toMs: lastMs + 1 }, (poll) => {
    tail.visit(poll);
    flows.visit(poll);
    trails.visit(poll);
    logStarts.visit(poll);
    statuses.visit(poll);
  });
  return memoryOf(stored, { tail, flows, trails, logStarts, statuses }, nowMs, isReadCommitted);
}

/** Where offsets stand and since when, from the polls in order. */
class TailReader {
  readonly #runs = new Map<string, Run>();

  readonly #transactional = new Set<string>();

  visit({ atMs, topics, subscriptions }: PollSamples): void {
    for (const { topic, logStart, highWatermark, open } of topics) {
      if (open.some((offsets) => offsets > 0n)) this.#transactional.add(topic.kafkaTopicId);
      const stable = highWatermark.map((high, partition) => stableOf(high, open[partition] ?? NOT_OBSERVED));
      this.#advance(topicKey(topic.kafkaTopicId), stable, atMs);
      this.#advance(highKey(topic.kafkaTopicId), highWatermark, atMs);
      this.#advance(startKey(topic.kafkaTopicId), logStart, atMs);
    }
    for (const { group, topic, committed } of subscriptions)
      this.#advance(groupKey(group, topic.kafkaTopicId), committed, atMs);
  }

  /** Some poll of the window saw a transaction open on this topic. */
  isTransactional(kafkaTopicId: string): boolean {
    return this.#transactional.has(kafkaTopicId);
  }

  /** Newest observed value and the poll that first saw it; undefined where the window holds none. */
  at(key: string, partition: number): { value: bigint; sinceMs: number } | undefined {
    const run = this.#runs.get(key);
    const value = run?.values[partition];
    if (!run || value === undefined || value === NOT_OBSERVED) return undefined;
    return { value, sinceMs: run.sinceMs[partition] ?? 0 };
  }

  /** How far each partition last moved forward from one poll to the next; 0 where it was not seen to. */
  steps(key: string): BigInt64Array {
    return this.#runs.get(key)?.steps ?? new BigInt64Array(0);
  }

  #advance(key: string, values: BigInt64Array, atMs: number): void {
    let run = this.#runs.get(key);
    if (!run || run.values.length < values.length) {
      const grown = {
        values: new BigInt64Array(values.length).fill(NOT_OBSERVED),
        sinceMs: new Float64Array(values.length),
        steps: new BigInt64Array(values.length),
      };
      if (run) {
        grown.values.set(run.values);
        grown.sinceMs.set(run.sinceMs);
        grown.steps.set(run.steps);
      }
      run = grown;
      this.#runs.set(key, run);
    }
    for (let partition = 0; partition < values.length; partition++) {
      const value = values[partition] ?? NOT_OBSERVED;
      const before = run.values[partition] ?? NOT_OBSERVED;
      if (value === NOT_OBSERVED || value === before) continue;
      if (before >= 0n && value > before) run.steps[partition] = value - before;
      run.values[partition] = value;
      run.sinceMs[partition] = atMs;
    }
  }
}

/** Values of one kind over the polls; index = partition. */
interface Run {
  values: BigInt64Array;
  /** When each was first seen. */
  sinceMs: Float64Array;
  /** How far each last moved forward; 0 where it never did. */
  steps: BigInt64Array;
}

const topicKey = (kafkaTopicId: string) => kafkaTopicId;
const highKey = (kafkaTopicId: string) => `${kafkaTopicId} high`;
const startKey = (kafkaTopicId: string) => `${kafkaTopicId} start`;
const groupKey = (group: string, kafkaTopicId: string) => `${kafkaTopicId} ${group}`;
const stableOf = (high: bigint, open: bigint): bigint =>
  high === NOT_OBSERVED || open === NOT_OBSERVED ? NOT_OBSERVED : high - open;

/** What the stored polls told, one after the other. */
interface Replayed {
  tail: TailReader;
  flows: FlowReplay;
  trails: TrailReplay;
  logStarts: LogStartReplay;
  statuses: StatusReplay;
}

function memoryOf(
  stored: StoredNow,
  replayed: Replayed,
  nowMs: number,
  isReadCommitted: WarmStart['isReadCommitted'],
): ClusterMemory {
  const { cluster, brokers, topics, groups, subscriptions } = stored;
  const memory = emptyMemory();
  memory.kafkaClusterId = cluster.kafkaClusterId;
  memory.clusterIdFailure = cluster.failures.find(({ code }) => code === CLUSTER_ID_CHANGED) ?? null;
  memory.kafkaVersion = cluster.kafkaVersion;
  memory.controller = cluster.controller;
  memory.observedAtMs = cluster.observedAtMs;
  restoreDates(memory, brokers, cluster.failures);
  for (const broker of brokers) memory.brokers.set(broker.brokerId, broker);
  for (const topic of topics) memory.topics.set(topic.topic.name, topicMemory(topic, replayed, nowMs));
  for (const group of groups) {
    // A name with a character that Postgres cannot hold comes back as another: Kafka has no group of that name.
    if (!group.group.includes(REPLACEMENT)) memory.groups.set(group.group, groupMemory(group, nowMs));
  }
  for (const [index, subscription] of subscriptions.entries()) {
    const { group, topic, partitions } = subscription;
    const nextRecords = nextRecordsOf(stored.timeLags, index, partitions, (partition) =>
      positionBefore(replayed.tail, group, topic, partition),
    );
    const status = replayed.statuses.restored(subscription, (partition) =>
      behindSinceMs(stored.timeLags, index, partition),
    );
    restoreSubscription(memory, subscription, { nextRecords, status }, replayed, nowMs, isReadCommitted);
  }
  memory.told = {
    ...nothingTold(),
    rows: { brokers, topics, groups: groups.filter(({ group }) => memory.groups.has(group)) },
    controller: cluster.controller,
    observedAtMs: cluster.observedAtMs,
    reachable: cluster.reachable,
    groupsKnown: true,
  };
  return memory;
}

function topicMemory(topic: TopicNow, { tail, flows, trails, logStarts }: Replayed, nowMs: number): TopicMemory {
  const partitions = topic.partitions.map(({ partition, leader, leaderEpoch, replicas, isr, offlineReplicas }) => ({
    partition,
    leader,
    leaderEpoch: leaderEpoch ?? -1,
    replicas,
    isr,
    offlineReplicas,
  }));
  const { name, kafkaTopicId } = topic.topic;
  const valueAt = (key: string, partition: number) => tail.at(key, partition)?.value ?? NOT_OBSERVED;
  const stand = partitions.map(({ partition }) => tail.at(topicKey(kafkaTopicId), partition));
  return {
    key: topic.topic,
    hasKafkaId: topic.hasKafkaId,
    idOnWire: topic.hasKafkaId ? kafkaTopicId : null,
    metadata: {
      name,
      topicId: topic.hasKafkaId ? kafkaTopicId : null,
      internal: topic.internal,
      partitions,
      failure: null,
    },
    replication: [],
    lastStable: BigInt64Array.from(stand, (at) => at?.value ?? NOT_OBSERVED),
    lastStableSinceMs: Float64Array.from(stand, (at) => at?.sinceMs ?? nowMs),
    ends: {
      logStart: BigInt64Array.from(partitions, ({ partition }) => valueAt(startKey(kafkaTopicId), partition)),
      highWatermark: BigInt64Array.from(partitions, ({ partition }) => valueAt(highKey(kafkaTopicId), partition)),
      readAtEpoch: Int32Array.from(partitions, ({ leaderEpoch }) => leaderEpoch),
    },
    transactional: tail.isTransactional(kafkaTopicId),
    flow: flows.topicFlow(kafkaTopicId),
    trail: trails.ofTopic(kafkaTopicId),
    logStartMoves: logStarts.ofTopic(kafkaTopicId),
    localStart: null,
  };
}

function groupMemory(group: GroupNow, nowMs: number): GroupMemory {
  const { memberList, membersBeforeRebalance, state } = group;
  const knowsMembers = state === 'Stable' && memberList.length > 0 && !membersBeforeRebalance;
  return {
    type: group.type as GroupType,
    protocolType: group.protocolType,
    state,
    coordinator: group.coordinator,
    disownedSinceMs: null,
    members: memberList,
    memberCount: group.members,
    // Who came and left since that poll only an epoch tells.
    empty: group.members === 0 && group.epoch !== null ? { epoch: group.epoch } : null,
    wasEmpty: null,
    membersBeforeRebalance,
    assignor: group.partitionAssignor,
    epoch: group.epoch,
    topology: group.topology ?? null,
    // What members hold stands in for what they subscribe to until the first poll tells.
    subscribedTopics: knowsMembers
      ? new Set(memberList.flatMap(({ partitions }) => partitions.map(({ topic }) => topic)))
      : null,
    assignOnly: group.assignOnly,
    presence: group.presence,
    status: {
      status: statusOf(group.status),
      sinceMs: group.statusSinceMs,
      rank: group.dangerRank,
      counts: group.statuses,
      unreadSinceMs: group.status === 'NO_DATA' ? LONG_AGO : null,
    },
    subscriptions: new Map(),
    trend: startTrend(nowMs, group.trend),
    expiryBeforeRestartMs: group.loss?.offsetsExpireNotBeforeMs ?? null,
    hotSince: new Map(group.hot.map(({ topic, partition, sinceMs }) => [partitionKey(topic, partition), sinceMs])),
  };
}

function restoreSubscription(
  memory: ClusterMemory,
  subscription: SubscriptionNow,
  kept: Pick<SubscriptionMemory, 'nextRecords' | 'status'>,
  { tail, flows }: Replayed,
  nowMs: number,
  isReadCommitted: WarmStart['isReadCommitted'],
): void {
  const { group, topic, partitions, exceptions, loss } = subscription;
  const byPartition = new Map(exceptions.map((exception) => [exception.partition, exception]));
  for (const exception of exceptions) restoreUnread(memory, topic, exception, nowMs);
  const endKey = isReadCommitted(group) ? topicKey(topic.kafkaTopicId) : highKey(topic.kafkaTopicId);
  const restored = Array.from({ length: partitions }, (_, partition) =>
    partitionMemory(
      byPartition.get(partition),
      tail.at(groupKey(group, topic.kafkaTopicId), partition),
      tail.at(endKey, partition)?.value ?? null,
    ),
  );
  const flow = flows.subscriptionFlow(group, topic.kafkaTopicId);
  const steps = tail.steps(groupKey(group, topic.kafkaTopicId));
  memory.groups.get(group)?.subscriptions.set(topic.name, { topic, partitions: restored, steps, flow, loss, ...kept });
}

/** Since when the record that a partition reads next was waiting; null where it is not known, and where none was. */
function behindSinceMs(lags: StoredNow['timeLags'], subscription: number, partition: number): number | null {
  const ms = lags?.of(subscription, partition).ms;
  return lags && ms ? lags.atMs - ms : null;
}

/** Where the group stood by the stored polls: at its commit, or where the log begins past it. */
function positionBefore(tail: TailReader, group: string, { kafkaTopicId }: TopicKey, partition: number): bigint | null {
  const committed = tail.at(groupKey(group, kafkaTopicId), partition)?.value ?? null;
  const logStart = tail.at(startKey(kafkaTopicId), partition)?.value ?? null;
  if (committed === null || committed < 0n) return null;
  return logStart !== null && logStart > committed ? logStart : committed;
}

/** That nothing was left to read needs no second look; where that was assumed, transactions had been seen there. */
function restoreUnread(
  memory: ClusterMemory,
  { name, kafkaTopicId }: TopicKey,
  { partition, nothingUnread }: PartitionException,
  nowMs: number,
): void {
  if (!nothingUnread) return;
  const topic = memory.topics.get(name);
  if (topic?.key.kafkaTopicId !== kafkaTopicId) return;
  const { markers, aborted, assumed } = nothingUnread;
  if (assumed) {
    topic.transactional = true;
    memory.unread.refuseUntil(kafkaTopicId, nowMs);
    return;
  }
  const unread: Unread = { kind: 'nothing', markers, aborted, removed: BigInt(nothingUnread.removed) };
  const range = { committed: BigInt(nothingUnread.committed), upTo: BigInt(nothingUnread.upTo) };
  memory.unread.put({ kafkaTopicId, partition, ...range, unread }, nowMs);
}

function partitionMemory(
  exception: PartitionException | undefined,
  stand: { value: bigint; sinceMs: number } | undefined,
  end: bigint | null,
): PartitionMemory | undefined {
  const committed = stand && stand.value !== NO_COMMIT ? stand.value : null;
  if (!exception && committed === null) return undefined;
  const state = lagStateOf(exception?.state);
  const inactive = state === 'inactive';
  return {
    // An expired commit has no value any more; that there was one is what must be remembered.
    committed: state === 'expired' ? (committed ?? 0n) : committed,
    movedAtMs: inactive ? LONG_AGO : (stand?.sinceMs ?? LONG_AGO),
    lag: exception ? bigintOf(exception.lag) : lagBetween(committed, end),
    state,
    sinceMs: exception?.sinceMs ?? LONG_AGO,
    aheadSinceMs: state === 'ahead' ? LONG_AGO : null,
    unsubscribedSinceMs: inactive ? LONG_AGO : null,
    unassignedSinceMs: null,
  };
}

const bigintOf = (text: string | null): bigint | null => (text === null ? null : BigInt(text));

const lagStateOf = (text: string | undefined): LagState => LAG_STATES.find((state) => state === text) ?? 'ok';
