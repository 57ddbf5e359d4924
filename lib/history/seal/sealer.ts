import type { Database } from '#lib/db/database.ts';
import { isDiskFull, isTemporary } from '#lib/db/errors.ts';
import type { Lease } from '#lib/db/lease.ts';
import { hourOf } from '../hours.ts';
import { daysToRoll, rollDay } from './roll-day.ts';
import { sealHour } from './seal-hour.ts';
import { hoursToSeal } from './seal-store.ts';

export interface SealerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface SealerOptions {
  database: Database;
  log: SealerLog;
  /** Told of each hour that was sealed, for benches and tests. */
  onSealed?: (sealed: SealedReport) => void;
}

export interface SealedReport {
  clusterId: number;
  hourMs: number;
  durationMs: number;
}

/** A poll as it was just written. */
export interface WrittenPoll {
  lease: Lease;
  atMs: number;
  /** "3 polls" of its cluster. */
  carryMs: number;
}

const RETRY_MS = 60_000;

/**
 * Seals the hours that are over, beside the polls, one after the other. An hour of a cluster is over once a poll of a later
 * one was written, by whoever writes its polls. Hours that an earlier process left are sealed with the first poll.
 */
export class Sealer {
  #options: SealerOptions;
  #stop = new AbortController();
  /** Up to which hour each cluster was looked after, under which lease. */
  #lookedAt = new Map<number, { token: string; hourMs: number }>();
  #due = new Map<number, WrittenPoll>();
  #running: Promise<void> | null = null;
  /** When a cluster whose work failed may be looked after again, by this machine's clock. */
  #retryAtMs = new Map<number, number>();

  constructor(options: SealerOptions) {
    this.#options = options;
  }

  /** Comes back at once. */
  pollWritten(poll: WrittenPoll): void {
    const { clusterId, token } = poll.lease;
    const hourMs = hourOf(poll.atMs);
    const looked = this.#lookedAt.get(clusterId);
    if (looked?.token === token && looked.hourMs >= hourMs) return;
    if (performance.now() < (this.#retryAtMs.get(clusterId) ?? 0) || this.#stop.signal.aborted) return;
    this.#lookedAt.set(clusterId, { token, hourMs });
    this.#due.set(clusterId, poll);
    this.#running ??= this.#work().finally(() => {
      this.#running = null;
    });
  }

  /** Everything that was due is done. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  /** Gives up what is under way: it is repeated by whoever polls next. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('the sealer was stopped'));
    await this.idle();
  }

  async #work(): Promise<void> {
    for (;;) {
      const [next] = this.#due;
      if (next === undefined || this.#stop.signal.aborted) return;
      this.#due.delete(next[0]);
      await this.#sealCluster(next[1]);
    }
  }

  /** Hour by hour, then day by day; one that fails does not keep back those after it. */
  async #sealCluster(poll: WrittenPoll): Promise<void> {
    const { database } = this.#options;
    const { clusterId } = poll.lease;
    const { signal } = this.#stop;
    const failures: unknown[] = [];
    try {
      for (const hourMs of await hoursToSeal(database, clusterId)) {
        if (!(await attempt(failures, () => this.#sealHour(poll, hourMs)))) return;
      }
      for (const dayMs of await daysToRoll(database, clusterId)) {
        if (!(await attempt(failures, () => this.#rollDay(poll, dayMs)))) return;
      }
    } catch (error) {
      failures.push(error);
    } finally {
      if (failures.length > 0 && !signal.aborted) this.#retryLater(clusterId, failures);
    }
  }

  /** False where the lease is lost: the rest is another's. */
  async #sealHour({ lease, carryMs }: WrittenPoll, hourMs: number): Promise<boolean> {
    const { database, log, onSealed } = this.#options;
    const { clusterId } = lease;
    const startedAt = performance.now();
    const outcome = await sealHour(database, lease, hourMs, { carryMs, signal: this.#stop.signal });
    const durationMs = Math.round(performance.now() - startedAt);
    if (outcome === 'late-poll') throw new Error('a poll was written into an hour while it was sealed');
    if (outcome === 'sealed') {
      log.info({ clusterId, hour: new Date(hourMs), durationMs }, 'an hour of history was sealed');
      onSealed?.({ clusterId, hourMs, durationMs });
    }
    return outcome !== 'lost-lease';
  }

  async #rollDay({ lease }: WrittenPoll, dayMs: number): Promise<boolean> {
    const outcome = await rollDay(this.#options.database, lease, dayMs, { signal: this.#stop.signal });
    return outcome !== 'lost-lease';
  }

  #retryLater(clusterId: number, [err, ...others]: readonly unknown[]): void {
    this.#lookedAt.delete(clusterId);
    this.#retryAtMs.set(clusterId, performance.now() + RETRY_MS);
    this.#options.log.warn(
      { clusterId, err, others: others.length },
      'an hour or day of history could not be completed; its polls stay, tried again in a minute',
    );
  }
}

/** Runs one piece of work; keeps its failure, unless the next piece would fail for the same reason. */
async function attempt(failures: unknown[], work: () => Promise<boolean>): Promise<boolean> {
  try {
    return await work();
  } catch (error) {
    if (isTemporary(error) || isDiskFull(error)) throw error;
    failures.push(error);
    return true;
  }
}
