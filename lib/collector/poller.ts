import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import { matchesAny } from '#lib/config/name-pattern.ts';
import { isConnectionLost } from '#lib/db/errors.ts';
import type { Lease } from '#lib/db/lease.ts';
import type { PollWrite } from '#lib/history/contract.ts';
import type { PollWriter, WriteReport } from '#lib/history/writer.ts';
import { clusterConnector } from '#lib/kafka/connect/connector.ts';
import type { Failure } from '#lib/kafka/failure.ts';
import type { LagRules } from '#lib/lag/partition.ts';
import { threePollsMs } from '#lib/lag/three-polls.ts';
import { assemble } from './assemble.ts';
import { openLinks } from './links.ts';
import { type ClusterMemory, partitionKey } from './memory.ts';
import { observe } from './observe.ts';
import { QuorumBeat } from './quorum-beat.ts';
import { SlowBeat } from './slow-beat.ts';
import type { HeldBackPartition } from './slow-result.ts';
import { refusedPoll, storeFailures } from './store-failures.ts';

export interface PollerOptions {
  cluster: ClusterConfig;
  writer: PollWriter;
  /** What is known already; this poller owns it from here on. */
  memory: ClusterMemory;
  /** "3 polls" are at least this long. */
  patienceMs: number;
}

/** One poll from its first request to its rows committed; milliseconds. */
export interface PollReport {
  scheduledAtMs: number;
  lateMs: number;
  durationMs: number;
  phases: Record<string, number>;
  requests: number;
  /** Null when the store did not take it: `error` says why. */
  write: WriteReport | null;
  error: unknown;
}

/** Runs polls of one cluster, one at a time: observe, judge, write. Keeps the connections and the memory between them. */
export class Poller {
  #options: PollerOptions;
  #links: ReturnType<typeof openLinks>;
  #slowBeat: SlowBeat;
  #quorumBeat: QuorumBeat;
  #startedAtMs = Date.now();
  #turn = 0;
  #lastPersistMs = 0;
  #storeFailures: Failure[] = [];
  /** When what the store holds was observed. */
  #storedAtMs: number | null;
  #refusedSinceMs: number | null = null;

  constructor(options: PollerOptions) {
    this.#options = options;
    const connector = clusterConnector(options.cluster);
    this.#links = openLinks(options.cluster, connector);
    this.#storedAtMs = options.memory.observedAtMs;
    this.#slowBeat = new SlowBeat(options.cluster, connector);
    this.#quorumBeat = new QuorumBeat(options.cluster, connector);
  }

  /** One poll for the scheduled instant `atMs`. Broker and store failures are in the report; it never throws for them. */
  async poll(atMs: number, lease: Lease, skippedPolls: number): Promise<PollReport> {
    const { cluster, memory } = this.#options;
    const lateMs = Date.now() - atMs;
    const clock = stopwatch();
    this.#quorumBeat.tick(memory.brokers);
    const polled = await observe({
      links: this.#links,
      knownGroups: memory.groups,
      knownTopics: knownTopics(memory),
      deadlineMs: cluster.brokerDeadlineMs,
      turn: this.#turn++,
    });
    const observation = {
      ...polled,
      controller: this.#quorumBeat.latest,
      failures: [...this.#storeFailures, ...polled.failures],
    };
    const observeMs = clock();
    memory.slow = this.#slowBeat.result;
    const health = {
      intervalMs: cluster.pollIntervalMs,
      durationMs: observeMs + this.#lastPersistMs,
      phases: { ...observation.phases, persistMs: this.#lastPersistMs },
      requests: observation.requests,
      skippedPolls,
      lateMs,
      throttleMs: observation.throttleMs,
      startedAtMs: this.#startedAtMs,
    };
    const { write, goneBrokers } = assemble({
      memory,
      observation,
      scheduledAtMs: atMs,
      rules: this.#rules(),
      isReadCommitted: (group) => matchesAny(cluster.readCommittedGroups, group),
      health,
    });
    const assembleMs = clock();
    this.#links.forget(goneBrokers);
    const outcome = await this.#store(write, lease);
    const persistMs = clock();
    this.#lastPersistMs = persistMs;
    this.#slowBeat.tick(memory, heldBackPartitions(write, memory), Date.now());
    return {
      scheduledAtMs: atMs,
      lateMs,
      durationMs: observeMs + assembleMs + persistMs,
      phases: { ...observation.phases, assembleMs, persistMs },
      requests: observation.requests,
      ...outcome,
    };
  }

  async close(): Promise<void> {
    this.#links.close();
    await Promise.all([this.#slowBeat.close(), this.#quorumBeat.close()]);
  }

  /** Writes the poll; where the database refuses it (rather than being away) at least why is written. */
  async #store(poll: PollWrite, lease: Lease): Promise<Pick<PollReport, 'write' | 'error'>> {
    const { writer } = this.#options;
    try {
      const report = await writer.write(poll, lease);
      this.#storeFailures = storeFailures(report);
      if (report.outcome === 'written') {
        this.#storedAtMs = poll.cluster.observedAtMs;
        this.#refusedSinceMs = null;
      }
      return { write: report, error: null };
    } catch (error) {
      this.#refusedSinceMs ??= poll.cluster.scheduledAtMs;
      if (!isConnectionLost(error)) {
        const refused = refusedPoll(poll, error, this.#storedAtMs, this.#refusedSinceMs);
        await writer.write(refused, lease).catch(() => undefined);
      }
      return { write: null, error };
    }
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
