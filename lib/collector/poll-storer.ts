import { isConnectionLost, isOutOfMemory, isTemporary } from '#lib/db/errors.ts';
import type { Lease } from '#lib/db/lease.ts';
import type { PollWrite } from '#lib/history/contract.ts';
import type { PollWriter, WriteReport } from '#lib/history/writer.ts';
import type { Failure } from '#lib/kafka/failure.ts';
import type { Backlog } from './backlog.ts';
import type { CollectorLog } from './collector-log.ts';
import { type PackedPoll, packPoll, unpackPoll } from './packed-poll.ts';
import { pause } from './schedule.ts';
import { lossFailure, refusedPoll, shortenedFailure, storeFailures } from './store-failures.ts';
import { WriteLog } from './write-log.ts';

export interface PollStorerOptions {
  cluster: string;
  writer: PollWriter;
  lease: Lease;
  /** Polls that wait; it outlives this storer, which leaves none in it. */
  backlog: Backlog;
  /** When what the store holds was observed. */
  storedAtMs: number | null;
  /** That history was given up for room, in words. */
  historyShortened?: () => string | null;
  /** Told of each poll whose samples are in the history with all those before it. */
  onStored?: (atMs: number) => void;
  log: CollectorLog;
}

/** What became of one poll; neither where it waits, or was given up. */
export interface Stored {
  write: WriteReport | null;
  /** Why the database refused it. */
  error: unknown;
}

/** The newest poll, of which the current state is told. */
interface Newest {
  poll: PollWrite;
  stateTold: boolean;
  attempts: number;
  settle(stored: Stored): void;
}

const RETRY_MS = 500;
/** What one transaction takes of the polls that wait: small enough that nobody waits long for the lease row. */
const BATCH = { polls: 16, bytes: 4_000_000 };
const NEITHER: Stored = { write: null, error: null };

/**
 * Writes the polls of one term under its lease, beside the polling. While Postgres is away they wait, and are written
 * afterwards in order, each with its own instant; the current state is told from the newest only.
 */
export class PollStorer {
  #options: PollStorerOptions;
  #newest: Newest | null = null;
  /** A poll is being written whole. */
  #inFlight = false;
  #writing: Promise<void> | null = null;
  #closing = new AbortController();
  #lostLease = false;
  /** Failing writes are tried one poll at a time: one that the database refuses takes no others along, and needs less memory. */
  #singly = false;
  #storeFailures: Failure[] = [];
  #storedAtMs: number | null;
  #refusedSinceMs: number | null = null;
  #log: WriteLog;

  constructor(options: PollStorerOptions) {
    this.#options = options;
    this.#storedAtMs = options.storedAtMs;
    this.#log = new WriteLog(options.cluster, options.log, options.backlog.lostPolls);
  }

  /** Somebody else polls this cluster now: nothing more is written, and nothing waits. */
  get lostLease(): boolean {
    return this.#lostLease;
  }

  /** Polls that were read and are not written. */
  get waiting(): number {
    return this.#options.backlog.size + (this.#newest ? 1 : 0) + (this.#inFlight ? 1 : 0);
  }

  /** Polls that were given up since the start. */
  get lost(): number {
    return this.#options.backlog.lostPolls;
  }

  /** What the store could not keep, to be told with the next poll: by then it may be written. */
  get failures(): Failure[] {
    const { recentLoss } = this.#options.backlog;
    const shortened = this.#options.historyShortened?.() ?? null;
    return [
      ...this.#storeFailures,
      ...(shortened === null ? [] : [shortenedFailure(shortened)]),
      ...(recentLoss ? [lossFailure(recentLoss)] : []),
    ];
  }

  /** Takes a poll over. It is written as soon as Postgres takes it, and after those that wait. */
  store(poll: PollWrite): Promise<Stored> {
    if (this.#lostLease) return Promise.resolve({ write: { outcome: 'lost-lease' }, error: null });
    const superseded = this.#newest;
    // Whoever polls need not wait for what has others before it.
    const isBehind = this.#writing !== null || this.waiting > 0;
    const settled = new Promise<Stored>((settle) => {
      this.#newest = { poll, stateTold: false, attempts: 0, settle };
    });
    if (superseded) this.#keepWaiting(superseded, (packed) => this.#options.backlog.add(packed));
    this.#log.lost(this.lost);
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null;
    });
    return isBehind ? Promise.resolve(NEITHER) : settled;
  }

  /** Ends when all is written, or at the first failure: what waits then is given up. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#writing;
    this.#giveUp('the engine stops while Postgres is away: polls that wait are lost');
  }

  async #writeAll(): Promise<void> {
    while (!this.#lostLease && this.waiting > 0) {
      try {
        await this.#writeNext();
        this.#log.lost(this.lost);
        if (this.waiting === 0 && !this.#lostLease) this.#log.caughtUp();
      } catch (error) {
        this.#log.failed(error);
        if (this.#closing.signal.aborted) return;
        await pause(RETRY_MS, this.#closing.signal);
      }
    }
  }

  /** One transaction. Throws what may pass by itself. */
  async #writeNext(): Promise<void> {
    const newest = this.#newest;
    if (this.#options.backlog.size > 0) {
      // The pages first, the charts after it.
      if (newest && !newest.stateTold) await this.#tellState(newest);
      else await this.#writeBacklog();
    } else if (newest) await this.#writeWhole(newest);
  }

  async #writeWhole(newest: Newest): Promise<void> {
    const { writer, lease, backlog } = this.#options;
    const { poll, settle } = newest;
    this.#newest = null;
    newest.attempts += 1;
    this.#inFlight = true;
    try {
      const report = await writer.write(poll, lease).finally(() => {
        this.#inFlight = false;
      });
      if (report.outcome === 'lost-lease') this.#endTerm();
      else this.#told(newest, report);
      if (poll.samples && report.outcome !== 'lost-lease') this.#options.onStored?.(poll.samples.atMs);
      settle({ write: report, error: null });
    } catch (error) {
      if (isTemporary(error)) {
        settle(NEITHER);
        if (this.#newest === null) this.#newest = newest;
        else this.#keepWaiting(newest, (packed) => backlog.putBack(packed));
      }
      await this.#tellWhy(poll, error);
      if (isTemporary(error)) throw error;
      this.#log.refused(error);
      settle({ write: null, error });
    }
  }

  async #tellState(newest: Newest): Promise<void> {
    const { writer, lease } = this.#options;
    try {
      const report = await writer.write({ ...newest.poll, samples: null, events: [] }, lease);
      newest.stateTold = true;
      if (report.outcome === 'lost-lease') this.#endTerm();
      else this.#told(newest, report);
    } catch (error) {
      await this.#tellWhy(newest.poll, error);
      if (isTemporary(error)) throw error;
      this.#log.refused(error);
      newest.stateTold = true;
    }
  }

  async #writeBacklog(): Promise<void> {
    const { writer, lease, backlog } = this.#options;
    const batch = backlog.begin(this.#singly ? { ...BATCH, polls: 1 } : BATCH);
    try {
      const report = await writer.writeLate(batch.map(unpackPoll), lease);
      backlog.settle('done');
      if (report.outcome === 'lost-lease') this.#endTerm();
      else {
        for (const atMs of report.shed) backlog.lose(atMs);
        this.#log.keptLate(report.kept);
      }
      if (backlog.size === 0) this.#singly = false;
    } catch (error) {
      const refused = !isTemporary(error) && batch.length === 1;
      backlog.settle(refused ? 'done' : 'again');
      this.#singly ||= !isTemporary(error) || isOutOfMemory(error);
      if (isTemporary(error)) throw error;
      if (refused) this.#log.refused(error);
      if (refused) for (const { atMs } of batch) backlog.lose(atMs);
    }
  }

  /** Postgres has the current state of this poll. */
  #told({ poll, attempts }: Newest, report: Exclude<WriteReport, { outcome: 'lost-lease' }>): void {
    this.#storeFailures = storeFailures(report);
    this.#storedAtMs = poll.cluster.observedAtMs;
    this.#refusedSinceMs = null;
    this.#log.wrote(poll.cluster.scheduledAtMs, report, attempts > 1);
  }

  /** Where the database refuses a poll (rather than being away) at least why is written, instead of the state. */
  async #tellWhy(poll: PollWrite, error: unknown): Promise<void> {
    const { writer, lease } = this.#options;
    this.#refusedSinceMs ??= poll.cluster.scheduledAtMs;
    if (isConnectionLost(error)) return;
    const refused = refusedPoll(poll, error, this.#storedAtMs, this.#refusedSinceMs);
    await writer.write(refused, lease).catch(() => undefined);
  }

  /** A newer poll tells the state: of this one only the samples are still to be written. */
  #keepWaiting({ poll, stateTold, settle }: Newest, into: (packed: PackedPoll) => void): void {
    if (!stateTold) this.#options.writer.passOver(poll);
    const packed = packPoll(poll, this.#options.backlog.layout);
    if (packed) into(packed);
    settle(NEITHER);
  }

  #endTerm(): void {
    this.#lostLease = true;
    this.#giveUp('another collector has the lease: polls that wait here are given up');
  }

  #giveUp(why: string): void {
    const { backlog, cluster, log } = this.#options;
    const { waiting } = this;
    this.#newest?.settle(NEITHER);
    this.#newest = null;
    backlog.clear();
    if (waiting > 0) log.warn({ cluster, polls: waiting }, why);
  }
}
