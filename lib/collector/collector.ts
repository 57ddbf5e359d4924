import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import { matchesAny } from '#lib/config/name-pattern.ts';
import type { Database } from '#lib/db/database.ts';
import { isUnexpectedRow } from '#lib/db/errors.ts';
import { type Lease, releaseLease, renewLease } from '#lib/db/lease.ts';
import type { PollCompanion } from '#lib/history/companion.ts';
import { readKafkaClusterId } from '#lib/history/now/cluster.ts';
import type { Sealer } from '#lib/history/seal/sealer.ts';
import type { StorageWatch } from '#lib/history/storage-watch.ts';
import { createPollWriter, type PollWriter } from '#lib/history/writer.ts';
import { flowRulesOf } from '#lib/lag/flow-window.ts';
import { threePollsMs } from '#lib/lag/three-polls.ts';
import { type Backlog, BacklogSpace } from './backlog.ts';
import type { CollectorLog } from './collector-log.ts';
import { LeaseSeeker } from './lease-seeker.ts';
import { LeaseWatch } from './lease-watch.ts';
import { type ClusterMemory, emptyMemory } from './memory.ts';
import { PollStorer } from './poll-storer.ts';
import { Poller, type PollReport } from './poller.ts';
import { nextPoll, nextPollAt, pause, skippedBetween } from './schedule.ts';
import { longestStatusWindowMs, statusRulesOf } from './status-rules.ts';
import { warmMemory } from './warm-start.ts';

export interface CollectorOptions {
  cluster: ClusterConfig;
  database: Database;
  /** Names this process among several collectors; the same name may take its own lease again. */
  holder: string;
  /** "3 polls" are at least this long. */
  patienceMs: number;
  leaseMinTtlMs: number;
  /** Says whether there is room for the history. */
  storage?: Pick<StorageWatch, 'refusal' | 'shortened'>;
  /** Is told of every poll that was written, to complete the hours before it. */
  sealer?: Pick<Sealer, 'pollWritten'>;
  /** What is written with each poll of this cluster besides. */
  companion?: (clusterId: number) => PollCompanion;
  /** Where polls wait while Postgres is away, shared by all clusters of one engine; without it, a space of its own. */
  space?: BacklogSpace;
  log: CollectorLog;
  /** Called after each poll, for benches and tests. */
  onPoll?: (report: PollReport) => void;
}

/**
 * From taking the lease to losing it. The poller and what it remembers belong to one term: in between somebody else polled.
 */
interface Term {
  lease: Lease;
  watch: LeaseWatch;
  poller: Poller;
  storer: PollStorer;
  memory: ClusterMemory;
}

const RETRY_MS = 1_000;

/** Polls one cluster on a clock-aligned beat under its lease, never two polls at once, until stopped. */
export class Collector {
  #options: CollectorOptions;
  #backlog: Backlog;
  #stop = new AbortController();
  #finished: Promise<void>;

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.#backlog = (options.space ?? new BacklogSpace()).open();
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
    const { cluster, database, storage, companion, log } = this.#options;
    while (!this.#stop.signal.aborted) {
      try {
        return await createPollWriter(database, cluster.name, { refusal: () => storage?.refusal ?? null, companion });
      } catch (error) {
        log.warn({ cluster: cluster.name, err: error }, 'the store does not answer, trying again');
        await pause(RETRY_MS, this.#stop.signal);
      }
    }
    return null;
  }

  async #pollUntilStopped(writer: PollWriter): Promise<void> {
    const { cluster, database, holder, leaseMinTtlMs, log } = this.#options;
    const ttlMs = Math.max(leaseMinTtlMs, 1.2 * cluster.pollIntervalMs);
    const seeker = new LeaseSeeker(database, { clusterId: writer.clusterId, holder, ttlMs });
    let term: Term | null = null;
    let lastAtMs: number | null = null;
    let skippedPolls = 0;
    for (;;) {
      const atMs = await nextPoll(cluster.pollIntervalMs, this.#stop.signal);
      if (atMs === null) break;
      if (lastAtMs !== null) skippedPolls += skippedBetween(lastAtMs, atMs, cluster.pollIntervalMs);
      lastAtMs = atMs;
      try {
        term ??= await this.#beginTerm(writer, seeker);
        if (term && (await this.#isPinnedAnew(term, writer.clusterId))) {
          await endTerm(term);
          term = await this.#beginTerm(writer, seeker, { ofAnotherCluster: true });
        }
        if (!term) continue;
        // A poll may take longer than what is left of the lease: it would end without having one. While Postgres is away nobody
        // can take it, and the polls go on; writing them will tell.
        if ((await term.watch.look(cluster.pollIntervalMs / 4)) !== 'lost' && !term.storer.lostLease) {
          const report = await term.poller.poll(atMs, skippedPolls);
          this.#options.onPoll?.(report);
          if (!term.storer.lostLease) continue;
        }
        await endTerm(term);
        term = null;
      } catch (error) {
        log.error({ cluster: cluster.name, err: error }, 'a poll failed');
      }
    }
    if (!term) return;
    await endTerm(term);
    // Postgres may be away now; the lease then simply runs out.
    await releaseLease(database, term.lease).catch(() => undefined);
  }

  /** Takes the lease and reads back what is known by then; null while somebody else holds it. */
  async #beginTerm(writer: PollWriter, seeker: LeaseSeeker, { ofAnotherCluster = false } = {}): Promise<Term | null> {
    const { cluster, database, patienceMs, sealer, log } = this.#options;
    const carryMs = threePollsMs(cluster.pollIntervalMs, patienceMs);
    const lease = await seeker.take();
    if (!lease) return null;
    // Reading back may take longer than the lease lasts; a renewal that fails shows when the first poll is written.
    const renewal = setInterval(() => void renewLease(database, lease).catch(() => false), lease.ttlMs / 3);
    try {
      const memory = ofAnotherCluster ? await this.#nothingYet(writer.clusterId) : await this.#recall(writer.clusterId);
      const storer = new PollStorer({
        cluster: cluster.name,
        writer,
        lease,
        backlog: this.#backlog,
        storedAtMs: memory.observedAtMs,
        historyShortened: () => this.#options.storage?.shortened ?? null,
        onStored: (atMs) => sealer?.pollWritten({ lease, atMs, carryMs }),
        log,
      });
      const poller = new Poller({ cluster, storer, memory, patienceMs, storePatienceMs: this.#storePatienceMs });
      return { lease, watch: new LeaseWatch(database, lease), poller, storer, memory };
    } finally {
      clearInterval(renewal);
    }
  }

  /** A poll may wait for its outcome most of the time until the next one, so that it cannot delay that. */
  #storePatienceMs = (nowMs: number): number => {
    const { pollIntervalMs } = this.#options.cluster;
    return 0.8 * (nextPollAt(nowMs, pollIntervalMs) - nowMs);
  };

  /** What the store knows of the cluster. Rows in a shape of another version are no reason not to poll: they are renewed. */
  async #recall(clusterId: number): Promise<ClusterMemory> {
    const { cluster, database, log, patienceMs } = this.#options;
    const { inactiveAfterMs, openTransactionAfterMs, trendWindowMs } = cluster;
    const windowMs = Math.max(inactiveAfterMs, openTransactionAfterMs, trendWindowMs, longestStatusWindowMs(cluster));
    const statusRules = statusRulesOf(cluster);
    const flowRules = flowRulesOf(cluster, patienceMs);
    const isReadCommitted = (group: string) => matchesAny(cluster.readCommittedGroups, group);
    try {
      return await warmMemory(database, {
        clusterId,
        windowMs,
        nowMs: Date.now(),
        flowRules,
        isReadCommitted,
        statusRules,
      });
    } catch (error) {
      if (!isUnexpectedRow(error)) throw error;
      log.error({ cluster: cluster.name, err: error }, 'the stored state cannot be read; polling begins without it');
      return this.#nothingYet(clusterId);
    }
  }

  /** A memory of nothing but the Kafka cluster that the name is pinned to. */
  async #nothingYet(clusterId: number): Promise<ClusterMemory> {
    return { ...emptyMemory(), kafkaClusterId: await readKafkaClusterId(this.#options.database, clusterId) };
  }

  /** Whether somebody took the cluster that answers for the right one. Asked only while it is not: then nothing is read. */
  async #isPinnedAnew({ memory }: Term, clusterId: number): Promise<boolean> {
    if (memory.clusterIdFailure === null) return false;
    const { database, cluster, log } = this.#options;
    if ((await readKafkaClusterId(database, clusterId)) === memory.kafkaClusterId) return false;
    log.warn(
      { cluster: cluster.name },
      'the name stands for another Kafka cluster now, as was decided: polling begins anew',
    );
    return true;
  }
}

async function endTerm({ poller, storer }: Term): Promise<void> {
  await poller.close();
  await storer.close();
}
