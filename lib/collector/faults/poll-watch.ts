import type { Database } from '#lib/db/database.ts';
import type { PollSamples } from '#lib/history/contract.ts';
import { readNow, type StoredNow } from '#lib/history/read/now.ts';
import { readTail } from '#lib/history/read/tail.ts';
import { registerCluster } from '#lib/history/writer.ts';
import { until } from '#scripts/local/wait.ts';
import type { PollReport } from '../poller.ts';

/** One poll, and the current state as the pages could read it right after. */
export interface WatchedPoll {
  startedAtMs: number;
  report: PollReport;
  now: StoredNow;
}

/** Keeps every poll of a collector with what it left in the store. */
export class PollWatch {
  readonly polls: WatchedPoll[] = [];
  #database: Database;
  #clusterName: string;
  #reading: Promise<void> = Promise.resolve();
  #error: unknown = null;

  constructor(database: Database, clusterName: string) {
    this.#database = database;
    this.#clusterName = clusterName;
  }

  /** For the collector to call after each poll. */
  readonly onPoll = (report: PollReport): void => {
    this.#reading = this.#reading
      .then(async () => {
        const now = await readNow(this.#database, await registerCluster(this.#database, this.#clusterName));
        if (now) this.polls.push({ startedAtMs: report.scheduledAtMs + report.lateMs, report, now });
      })
      .catch((error: unknown) => {
        this.#error = error;
      });
  };

  /** The first poll begun after `sinceMs` for which `condition` holds. */
  first(
    what: string,
    sinceMs: number,
    timeoutMs: number,
    condition: (poll: WatchedPoll) => boolean,
  ): Promise<WatchedPoll> {
    return until(
      () => {
        if (this.#error) throw this.#error;
        return this.polls.find((poll) => poll.startedAtMs >= sinceMs && condition(poll));
      },
      { what, timeoutMs },
    );
  }

  /** Polls begun in [fromMs, toMs). */
  between(fromMs: number, toMs: number): WatchedPoll[] {
    return this.polls.filter(({ startedAtMs }) => startedAtMs >= fromMs && startedAtMs < toMs);
  }

  /** What the history keeps of the polls begun in [fromMs, toMs). */
  async samplesBetween(fromMs: number, toMs: number): Promise<PollSamples[]> {
    await this.#reading;
    const wanted = new Set(this.between(fromMs, toMs).map(({ report }) => report.scheduledAtMs));
    const found: PollSamples[] = [];
    const clusterId = await registerCluster(this.#database, this.#clusterName);
    await readTail(this.#database, { clusterId, fromMs: fromMs - 60_000, toMs: toMs + 1 }, (samples) => {
      if (wanted.has(samples.atMs)) found.push(samples);
    });
    return found;
  }
}
