import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import type { Database } from '#lib/db/database.ts';
import { acquireLease, type Lease, releaseLease } from '#lib/db/lease.ts';
import { createPollWriter } from '#lib/history/writer.ts';
import { Poller, type PollReport } from './poller.ts';
import { nextPollAt, pause, skippedBetween, waitUntil } from './schedule.ts';
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

const RETRY_MS = 1_000;

/** Polls one cluster on a clock-aligned beat under its lease, never two polls at once, until stopped. */
export class Collector {
  #options: CollectorOptions;
  #stop = new AbortController();
  #finished: Promise<void>;

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
    const begun = await this.#begin();
    if (!begun) return;
    try {
      await this.#pollUntilStopped(begun.poller, begun.clusterId);
    } finally {
      await begun.poller.close();
    }
  }

  /** Registers with the store and reads back what was known before; waits as long as Postgres is away. */
  async #begin(): Promise<{ poller: Poller; clusterId: number } | null> {
    const { cluster, database, patienceMs, log } = this.#options;
    while (!this.#stop.signal.aborted) {
      try {
        const writer = await createPollWriter(database, cluster.name);
        const windowMs = Math.max(cluster.inactiveAfterMs, cluster.openTransactionAfterMs);
        const memory = await warmMemory(database, { clusterId: writer.clusterId, windowMs, nowMs: Date.now() });
        return { poller: new Poller({ cluster, writer, memory, patienceMs }), clusterId: writer.clusterId };
      } catch (error) {
        log.warn({ cluster: cluster.name, err: error }, 'the store does not answer, trying again');
        await pause(RETRY_MS, this.#stop.signal);
      }
    }
    return null;
  }

  async #pollUntilStopped(poller: Poller, clusterId: number): Promise<void> {
    const { cluster, database, log } = this.#options;
    let lease: Lease | null = null;
    let lastAtMs: number | null = null;
    let skippedPolls = 0;
    for (;;) {
      const atMs = nextPollAt(Date.now(), cluster.pollIntervalMs);
      if (!(await waitUntil(atMs, this.#stop.signal))) break;
      if (lastAtMs !== null) skippedPolls += skippedBetween(lastAtMs, atMs, cluster.pollIntervalMs);
      lastAtMs = atMs;
      try {
        lease ??= await this.#acquire(clusterId);
        if (!lease) continue;
        const report = await poller.poll(atMs, lease, skippedPolls);
        if (report.error) log.error({ cluster: cluster.name, err: report.error }, 'a poll was read but not written');
        if (report.write?.outcome === 'lost-lease') lease = null;
        this.#options.onPoll?.(report);
      } catch (error) {
        log.error({ cluster: cluster.name, err: error }, 'a poll failed');
      }
    }
    // Postgres may be away now; the lease then simply runs out.
    if (lease) await releaseLease(database, lease).catch(() => undefined);
  }

  #acquire(clusterId: number): Promise<Lease | null> {
    const { cluster, database, holder, leaseMinTtlMs } = this.#options;
    const ttlMs = Math.max(leaseMinTtlMs, 1.2 * cluster.pollIntervalMs);
    return acquireLease(database, { clusterId, holder, ttlMs });
  }
}
