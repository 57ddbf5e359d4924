import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import type { Database } from '#lib/db/database.ts';
import { acquireLease, type Lease, releaseLease } from '#lib/db/lease.ts';
import { createPollWriter, type PollWriter, type WriteReport } from '#lib/history/writer.ts';
import type { LagRules } from '#lib/lag/partition.ts';
import { assemble } from './assemble.ts';
import { openLinks } from './links.ts';
import type { ClusterMemory } from './memory.ts';
import { observe } from './observe.ts';
import { nextPollAt, pause, skippedBetween, waitUntil } from './schedule.ts';
import { SlowBeat } from './slow-beat.ts';
import { warmMemory } from './warm-start.ts';

export interface CollectorOptions {
  cluster: ClusterConfig;
  database: Database;
  /** Names this process among several collectors; the same name may take its own lease again. */
  holder: string;
  /** "3 polls" are at least this long. */
  patienceMs: number;
  leaseMinTtlMs: number;
  log: CollectorLog;
  /** Called after each poll, for benches and tests. */
  onPoll?: (report: PollReport) => void;
}

export interface CollectorLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** One poll from its first request to its rows committed; milliseconds. */
export interface PollReport {
  scheduledAtMs: number;
  lateMs: number;
  durationMs: number;
  phases: Record<string, number>;
  requests: number;
  skippedPolls: number;
  write: WriteReport | null;
}

const RETRY_MS = 1_000;
/** A group that no complete listing names for this many polls is dropped. */
const ABSENT_POLLS = 3;

/** Polls one cluster on a clock-aligned beat under its lease, never two polls at once, until stopped. */
export class Collector {
  #options: CollectorOptions;
  #stop = new AbortController();
  #finished: Promise<void>;
  #startedAtMs = Date.now();
  #skipped = 0;
  #turn = 0;
  #lastPersistMs = 0;

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.#finished = this.#run();
  }

  /** Ends after the poll that runs, gives the lease back. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#finished;
  }

  async #run(): Promise<void> {
    const { cluster } = this.#options;
    const links = openLinks(cluster, 'tidemark-collector');
    const slowBeat = new SlowBeat(cluster);
    try {
      const begun = await this.#begin();
      if (begun) await this.#pollForEver(begun, links, slowBeat);
    } finally {
      links.close();
      await slowBeat.close();
    }
  }

  /** Registers with the store and reads back what was known before; waits as long as Postgres is away. */
  async #begin(): Promise<{ writer: PollWriter; memory: ClusterMemory } | null> {
    const { cluster, database, log } = this.#options;
    while (!this.#stop.signal.aborted) {
      try {
        const writer = await createPollWriter(database, cluster.name);
        return { writer, memory: await warmMemory(database, writer.clusterId, Date.now()) };
      } catch (error) {
        log.warn({ cluster: cluster.name, err: error }, 'the store does not answer, trying again');
        await pause(RETRY_MS, this.#stop.signal);
      }
    }
    return null;
  }

  async #pollForEver(
    { writer, memory }: { writer: PollWriter; memory: ClusterMemory },
    links: ReturnType<typeof openLinks>,
    slowBeat: SlowBeat,
  ) {
    const { cluster, database, log } = this.#options;
    let lease: Lease | null = null;
    let lastAtMs: number | null = null;
    for (;;) {
      const atMs = nextPollAt(Date.now(), cluster.pollIntervalMs);
      if (!(await waitUntil(atMs, this.#stop.signal))) break;
      if (lastAtMs !== null) this.#skipped += skippedBetween(lastAtMs, atMs, cluster.pollIntervalMs);
      lastAtMs = atMs;
      try {
        lease ??= await this.#acquire(writer.clusterId);
        if (!lease) continue;
        const report = await this.#poll({ atMs, writer, memory, links, slowBeat, lease });
        if (report.write?.outcome === 'lost-lease') lease = null;
        this.#options.onPoll?.(report);
      } catch (error) {
        log.error({ cluster: cluster.name, err: error }, 'a poll failed');
      }
    }
    if (lease) await releaseLease(database, lease).catch(() => undefined);
  }

  #acquire(clusterId: number): Promise<Lease | null> {
    const { cluster, database, holder, leaseMinTtlMs } = this.#options;
    const ttlMs = Math.max(leaseMinTtlMs, 1.2 * cluster.pollIntervalMs);
    return acquireLease(database, { clusterId, holder, ttlMs });
  }

  async #poll(poll: {
    atMs: number;
    writer: PollWriter;
    memory: ClusterMemory;
    links: ReturnType<typeof openLinks>;
    slowBeat: SlowBeat;
    lease: Lease;
  }): Promise<PollReport> {
    const { cluster } = this.#options;
    const { atMs, memory, links, slowBeat } = poll;
    const startedAt = performance.now();
    const lateMs = Date.now() - atMs;
    const observation = await observe({
      links,
      knownGroups: memory.groups,
      knownTopics: knownTopics(memory),
      deadlineMs: cluster.brokerDeadlineMs,
      turn: this.#turn++,
    });
    const observedAt = performance.now();
    memory.slow = slowBeat.result;
    const phases = { ...observation.phases, persistMs: this.#lastPersistMs };
    const { write, goneBrokers } = assemble({
      memory,
      observation,
      scheduledAtMs: atMs,
      rules: this.#rules(),
      absentPollsUntilGone: ABSENT_POLLS,
      isReadCommitted: (group) => cluster.readCommittedGroups.includes(group),
      health: {
        intervalMs: cluster.pollIntervalMs,
        durationMs: observedAt - startedAt,
        phases,
        requests: observation.requests,
        skippedPolls: this.#skipped,
        lateMs,
        startedAtMs: this.#startedAtMs,
      },
    });
    links.forget(goneBrokers);
    const assembledAt = performance.now();
    slowBeat.tick(memory.topics, Date.now());
    const report = { scheduledAtMs: atMs, lateMs, requests: observation.requests, skippedPolls: this.#skipped };
    try {
      const written = await poll.writer.write(write, poll.lease);
      this.#lastPersistMs = performance.now() - assembledAt;
      return { ...report, ...this.#durations(startedAt, observedAt, assembledAt, observation.phases), write: written };
    } catch (error) {
      this.#options.log.error({ cluster: cluster.name, err: error }, 'a poll was read but could not be written');
      return { ...report, ...this.#durations(startedAt, observedAt, assembledAt, observation.phases), write: null };
    }
  }

  #durations(startedAt: number, observedAt: number, assembledAt: number, observed: object) {
    const now = performance.now();
    const phases = { ...observed, assembleMs: assembledAt - observedAt, persistMs: now - assembledAt };
    return { durationMs: now - startedAt, phases };
  }

  #rules(): LagRules {
    const { cluster, patienceMs } = this.#options;
    return {
      threePollsMs: Math.max(patienceMs, 3 * cluster.pollIntervalMs),
      inactiveAfterMs: cluster.inactiveAfterMs,
      openTransactionAfterMs: cluster.openTransactionAfterMs,
      unassignedAfterMs: cluster.unassignedAfterMs,
    };
  }
}

const knownTopics = ({ topics }: ClusterMemory) => new Map([...topics].map(([name, { metadata }]) => [name, metadata]));
