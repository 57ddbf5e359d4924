import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import { matchesAny } from '#lib/config/name-pattern.ts';
import type { Database } from '#lib/db/database.ts';
import { isUnexpectedRow } from '#lib/db/errors.ts';
import { acquireLease, type Lease, releaseLease, renewLease } from '#lib/db/lease.ts';
import { createPollWriter, type PollWriter, type WriteReport } from '#lib/history/writer.ts';
import { type ClusterMemory, emptyMemory } from './memory.ts';
import { Poller, type PollReport } from './poller.ts';
import { nextPoll, pause, skippedBetween } from './schedule.ts';
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

/**
 * From taking the lease to losing it. The poller and what it remembers belong to one term: in between somebody else polled.
 */
interface Term {
  lease: Lease;
  poller: Poller;
}

const RETRY_MS = 1_000;

/** Polls one cluster on a clock-aligned beat under its lease, never two polls at once, until stopped. */
export class Collector {
  #options: CollectorOptions;
  #stop = new AbortController();
  #finished: Promise<void>;
  #toldLoss = '';

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
    const writer = await this.#register();
    if (writer) await this.#pollUntilStopped(writer);
  }

  /** Registers the cluster with the store; waits as long as Postgres is away. */
  async #register(): Promise<PollWriter | null> {
    const { cluster, database, log } = this.#options;
    while (!this.#stop.signal.aborted) {
      try {
        return await createPollWriter(database, cluster.name);
      } catch (error) {
        log.warn({ cluster: cluster.name, err: error }, 'the store does not answer, trying again');
        await pause(RETRY_MS, this.#stop.signal);
      }
    }
    return null;
  }

  async #pollUntilStopped(writer: PollWriter): Promise<void> {
    const { cluster, database, log } = this.#options;
    let term: Term | null = null;
    let lastAtMs: number | null = null;
    let skippedPolls = 0;
    for (;;) {
      const atMs = await nextPoll(cluster.pollIntervalMs, this.#stop.signal);
      if (atMs === null) break;
      if (lastAtMs !== null) skippedPolls += skippedBetween(lastAtMs, atMs, cluster.pollIntervalMs);
      lastAtMs = atMs;
      try {
        term ??= await this.#beginTerm(writer);
        if (!term) continue;
        // A poll may take longer than what is left of the lease: it would end without having one.
        if (!(await this.#holdsLease(term.lease))) {
          await term.poller.close();
          term = null;
          continue;
        }
        const report: PollReport = await term.poller.poll(atMs, term.lease, skippedPolls);
        if (report.error) log.error({ cluster: cluster.name, err: report.error }, 'a poll was read but not written');
        if (report.write && report.write.outcome !== 'lost-lease' && report.write.pruneFailure)
          log.warn({ cluster: cluster.name, err: report.write.pruneFailure }, 'names of what is gone were not deleted');
        if (report.write?.outcome === 'written') this.#warnOfLosses(report.write);
        if (report.write?.outcome === 'already-written')
          log.warn(
            { cluster: cluster.name, at: new Date(atMs) },
            'this instant is in the history already: was the clock set back?',
          );
        if (report.write?.outcome === 'lost-lease') {
          await term.poller.close();
          term = null;
        }
        this.#options.onPoll?.(report);
      } catch (error) {
        log.error({ cluster: cluster.name, err: error }, 'a poll failed');
      }
    }
    if (!term) return;
    await term.poller.close();
    // Postgres may be away now; the lease then simply runs out.
    await releaseLease(database, term.lease).catch(() => undefined);
  }

  /** Renews the lease. True as well while Postgres is away: then nobody can take it, and writing this poll will tell. */
  async #holdsLease(lease: Lease): Promise<boolean> {
    return renewLease(this.#options.database, lease).catch(() => true);
  }

  /** Takes the lease and reads back what is known by then; null while somebody else holds it. */
  async #beginTerm(writer: PollWriter): Promise<Term | null> {
    const { cluster, database, holder, patienceMs, leaseMinTtlMs } = this.#options;
    const { clusterId } = writer;
    const ttlMs = Math.max(leaseMinTtlMs, 1.2 * cluster.pollIntervalMs);
    const lease = await acquireLease(database, { clusterId, holder, ttlMs });
    if (!lease) return null;
    // Reading back may take longer than the lease lasts; a renewal that fails shows when the first poll is written.
    const renewal = setInterval(() => void renewLease(database, lease).catch(() => false), ttlMs / 3);
    try {
      return { lease, poller: new Poller({ cluster, writer, memory: await this.#recall(clusterId), patienceMs }) };
    } finally {
      clearInterval(renewal);
    }
  }

  /** What the store knows of the cluster. Rows in a shape of another version are no reason not to poll: they are renewed. */
  async #recall(clusterId: number): Promise<ClusterMemory> {
    const { cluster, database, log } = this.#options;
    const windowMs = Math.max(cluster.inactiveAfterMs, cluster.openTransactionAfterMs);
    const isReadCommitted = (group: string) => matchesAny(cluster.readCommittedGroups, group);
    try {
      return await warmMemory(database, { clusterId, windowMs, nowMs: Date.now(), isReadCommitted });
    } catch (error) {
      if (!isUnexpectedRow(error)) throw error;
      log.error({ cluster: cluster.name, err: error }, 'the stored state cannot be read; polling begins without it');
      return emptyMemory();
    }
  }

  /** Once per loss, not once per poll: it lasts as long as its cause. */
  #warnOfLosses({ historyFailure, refused }: Extract<WriteReport, { outcome: 'written' }>): void {
    const { cluster, log } = this.#options;
    const loss = JSON.stringify([historyFailure?.message, refused]);
    if (loss === this.#toldLoss) return;
    this.#toldLoss = loss;
    if (historyFailure)
      log.warn({ cluster: cluster.name, err: historyFailure }, 'polls are written without their samples');
    if (refused.length > 0)
      log.warn(
        { cluster: cluster.name, refused: refused.slice(0, 5) },
        'values too large for the history are not kept',
      );
  }
}
