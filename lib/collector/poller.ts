import { getHeapStatistics } from 'node:v8';
import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import { matchesAny } from '#lib/config/name-pattern.ts';
import type { PollWrite } from '#lib/history/contract.ts';
import type { WriteReport } from '#lib/history/writer.ts';
import { clusterConnector } from '#lib/kafka/connect/connector.ts';
import { principalOf } from '#lib/kafka/connect/principal.ts';
import { flowRulesOf } from '#lib/lag/flow-window.ts';
import type { LagRules } from '#lib/lag/partition.ts';
import type { StatusRules } from '#lib/lag/status/rules.ts';
import { threePollsMs } from '#lib/lag/three-polls.ts';
import { assemble } from './assemble.ts';
import { foreignPoll } from './foreign-cluster.ts';
import { openLinks } from './links.ts';
import { MarkerCheck } from './marker-check.ts';
import { type ClusterMemory, partitionKey } from './memory.ts';
import type { BrokerSighting } from './observation.ts';
import { observe } from './observe.ts';
import { PermissionBeat } from './permission-beat.ts';
import type { PollStorer, Stored } from './poll-storer.ts';
import { QuorumBeat } from './quorum-beat.ts';
import { RecordTimeCheck } from './record-time-check.ts';
import { ReplicationBeat } from './replication-beat.ts';
import { pause } from './schedule.ts';
import { SlowBeat } from './slow-beat.ts';
import type { HeldBackPartition } from './slow-result.ts';
import { statusRulesOf } from './status-rules.ts';

export interface PollerOptions {
  cluster: ClusterConfig;
  /** Takes what was read; this poller's alone. */
  storer: PollStorer;
  /** What is known already; this poller owns it from here on. */
  memory: ClusterMemory;
  /** "3 polls" are at least this long. */
  patienceMs: number;
  /** How long a poll that is read at `nowMs` waits for its outcome; without it, as long as that takes. */
  storePatienceMs?: (nowMs: number) => number;
}

/** One poll from its first request to its rows committed, or to the time when it could not wait any longer; milliseconds. */
export interface PollReport {
  scheduledAtMs: number;
  lateMs: number;
  durationMs: number;
  phases: Record<string, number>;
  requests: number;
  /** Null when the store did not take it: `error` says why, or it waits, with `waitingPolls` in all. */
  write: WriteReport | null;
  waitingPolls: number;
  error: unknown;
}

/** Runs polls of one cluster, one at a time: observe, judge, write. Keeps the connections and the memory between them. */
export class Poller {
  #options: PollerOptions;
  #links: ReturnType<typeof openLinks>;
  #slowBeat: SlowBeat;
  #quorumBeat: QuorumBeat;
  #replicationBeat: ReplicationBeat;
  #permissionBeat: PermissionBeat;
  #markerCheck: MarkerCheck;
  #recordTimeCheck: RecordTimeCheck;
  #statusRules: (groupId: string) => StatusRules;
  #startedAtMs = Date.now();
  #brokerErrors = new Map<number, number>();
  #turn = 0;
  #lastPersistMs = 0;

  constructor(options: PollerOptions) {
    this.#options = options;
    const connector = clusterConnector(options.cluster);
    this.#links = openLinks(options.cluster, connector);
    this.#slowBeat = new SlowBeat(options.cluster, connector);
    this.#quorumBeat = new QuorumBeat(options.cluster, connector);
    this.#replicationBeat = new ReplicationBeat(options.cluster, connector);
    this.#permissionBeat = new PermissionBeat(options.cluster, connector);
    this.#markerCheck = new MarkerCheck(options.cluster, connector);
    this.#recordTimeCheck = new RecordTimeCheck(options.cluster, connector);
    this.#statusRules = statusRulesOf(options.cluster);
  }

  /** One poll for the scheduled instant `atMs`. Broker and store failures are in the report; it never throws for them. */
  async poll(atMs: number, skippedPolls: number): Promise<PollReport> {
    const { cluster, memory, storer } = this.#options;
    const lateMs = Date.now() - atMs;
    const clock = stopwatch();
    // While another cluster answers, what is known of brokers and topics leads nowhere.
    const rightCluster = memory.clusterIdFailure === null;
    if (rightCluster) this.#quorumBeat.tick(memory.brokers);
    const permissions = rightCluster ? this.#permissionBeat.tick(memory.brokers, Date.now()) : null;
    // With the first poll it is waited for: what is hidden must not read as absent even then.
    const awaited = this.#turn === 0 ? permissions : null;
    const polled = await observe({
      links: this.#links,
      knownGroups: memory.groups,
      knownTopics: knownTopics(memory),
      kafkaClusterId: memory.kafkaClusterId,
      deadlineMs: cluster.brokerDeadlineMs,
      turn: this.#turn++,
    });
    await awaited;
    memory.permissions = this.#permissionBeat.latest;
    const observation = {
      ...polled,
      controller: this.#quorumBeat.latest,
      failures: [...storer.failures, ...polled.failures],
    };
    const observeMs = clock();
    memory.slow = this.#slowBeat.result;
    memory.replication = this.#replicationBeat.result;
    const checkRequests =
      this.#markerCheck.deliver(memory.unread, observation.finishedAtMs) +
      this.#recordTimeCheck.deliver(memory.recordTimes, observation.finishedAtMs);
    const heap = getHeapStatistics();
    const health = {
      intervalMs: cluster.pollIntervalMs,
      durationMs: observeMs + this.#lastPersistMs,
      phases: { ...observation.phases, persistMs: this.#lastPersistMs },
      requests: observation.requests,
      checkRequests,
      skippedPolls,
      waitingPolls: storer.waiting,
      lostPolls: storer.lost,
      lateMs,
      throttleMs: observation.throttleMs,
      brokerErrors: this.#countErrors(polled.brokers),
      startedAtMs: this.#startedAtMs,
      heapBytes: heap.used_heap_size,
      heapLimitBytes: heap.heap_size_limit,
    };
    const { foreignClusterId } = observation;
    const { write, goneBrokers, standing, farthestBehind } =
      foreignClusterId === null
        ? assemble({
            memory,
            observation,
            scheduledAtMs: atMs,
            rules: this.#rules(),
            principal: principalOf(cluster),
            flowRules: flowRulesOf(cluster, this.#options.patienceMs),
            isReadCommitted: (group) => matchesAny(cluster.readCommittedGroups, group),
            statusRules: this.#statusRules,
            health,
            maxMarkerChecks: cluster.markerChecksPerPoll,
            maxRecordTimes: cluster.recordTimesPerPoll,
          })
        : {
            write: foreignPoll({
              memory,
              foreignClusterId,
              scheduledAtMs: atMs,
              nowMs: observation.finishedAtMs,
              health,
            }),
            // The name is asked anew in every poll: it may lead to the right cluster again.
            goneBrokers: [...this.#links.brokers.keys()],
            standing: [],
            farthestBehind: [],
          };
    const assembleMs = clock();
    this.#links.forget(goneBrokers);
    const outcome = await this.#store(write);
    const persistMs = clock();
    this.#lastPersistMs = persistMs;
    if (foreignClusterId === null) {
      this.#slowBeat.tick(memory, heldBackPartitions(write, memory), Date.now());
      this.#replicationBeat.tick(memory, Date.now());
      this.#markerCheck.tick(standing, memory.brokers);
      this.#recordTimeCheck.tick(farthestBehind, memory.brokers);
    }
    return {
      scheduledAtMs: atMs,
      lateMs,
      durationMs: observeMs + assembleMs + persistMs,
      phases: { ...observation.phases, assembleMs, persistMs },
      requests: observation.requests,
      ...outcome,
      waitingPolls: storer.waiting,
    };
  }

  /** A broker that never failed stands at 0, so that the first failure is a rise. */
  #countErrors(brokers: readonly BrokerSighting[]): Record<string, number> {
    for (const { brokerId, failure } of brokers) {
      this.#brokerErrors.set(brokerId, (this.#brokerErrors.get(brokerId) ?? 0) + (failure === null ? 0 : 1));
    }
    return Object.fromEntries(this.#brokerErrors);
  }

  async close(): Promise<void> {
    this.#links.close();
    const beats = [this.#slowBeat, this.#quorumBeat, this.#replicationBeat, this.#permissionBeat];
    const looks = [this.#markerCheck, this.#recordTimeCheck];
    await Promise.all([...beats, ...looks].map((one) => one.close()));
  }

  /** Hands the poll over, and waits for the outcome as long as it may. */
  async #store(poll: PollWrite): Promise<Stored> {
    const { storer, storePatienceMs } = this.#options;
    const stored = storer.store(poll);
    if (!storePatienceMs) return stored;
    const patience = new AbortController();
    const tooLate = pause(storePatienceMs(Date.now()), patience.signal).then(
      (): Stored => ({ write: null, error: null }),
    );
    const outcome = await Promise.race([stored, tooLate]);
    patience.abort();
    return outcome;
  }

  #rules(): LagRules {
    const { cluster, patienceMs } = this.#options;
    return {
      threePollsMs: threePollsMs(cluster.pollIntervalMs, patienceMs),
      inactiveAfterMs: cluster.inactiveAfterMs,
      openTransactionAfterMs: cluster.openTransactionAfterMs,
      unassignedAfterMs: cluster.unassignedAfterMs,
    };
  }
}

const knownTopics = ({ topics }: ClusterMemory) => new Map([...topics].map(([name, { metadata }]) => [name, metadata]));

/** Partitions on which some group waits for an open transaction, each once. */
function heldBackPartitions({ subscriptions }: PollWrite, { topics }: ClusterMemory): HeldBackPartition[] {
  const found = new Map<string, HeldBackPartition>();
  for (const { topic, exceptions } of subscriptions) {
    for (const { partition, state } of exceptions) {
      if (state !== 'open-transaction') continue;
      const leader = topics.get(topic.name)?.metadata.partitions[partition]?.leader ?? null;
      found.set(partitionKey(topic.name, partition), { topic: topic.name, partition, leader });
    }
  }
  return [...found.values()];
}

/** Gives the milliseconds since it was last asked. */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const lap = now - last;
    last = now;
    return lap;
  };
}
