import type { WriteReport } from '#lib/history/writer.ts';
import type { CollectorLog } from './collector-log.ts';

/** Logs how the writing of a cluster's polls goes: once per trouble, not once per poll. */
export class WriteLog {
  #cluster: string;
  #log: CollectorLog;
  /** Written late since Postgres went away; null while all goes well. */
  #keptLate: number | null = null;
  #lostPolls: number;
  #toldGivenUp = false;
  #toldLoss = '';

  /** `lostPolls`: those that were given up before. */
  constructor(cluster: string, log: CollectorLog, lostPolls: number) {
    this.#cluster = cluster;
    this.#log = log;
    this.#lostPolls = lostPolls;
  }

  /** Postgres did not take what is to be written now. */
  failed(error: unknown): void {
    if (this.#keptLate !== null) return;
    this.#keptLate = 0;
    this.#log.warn({ cluster: this.#cluster, err: error }, 'Postgres takes no polls: they are read, and wait');
  }

  /** How many polls were given up until now. Not only failures tell: a silent Postgres fails late, and polls age meanwhile. */
  lost(lostPolls: number): void {
    if (lostPolls === this.#lostPolls) return;
    this.#lostPolls = lostPolls;
    if (this.#toldGivenUp) return;
    this.#toldGivenUp = true;
    this.#log.warn(
      { cluster: this.#cluster },
      'polls waited for Postgres too long, or without room: they are given up',
    );
  }

  /** So many polls that had waited are written. */
  keptLate(polls: number): void {
    this.#keptLate = (this.#keptLate ?? 0) + polls;
  }

  /** Nothing waits any more. */
  caughtUp(): void {
    this.#toldGivenUp = false;
    if (this.#keptLate === null) return;
    this.#log.info({ cluster: this.#cluster, polls: this.#keptLate }, 'the polls that waited for Postgres are written');
    this.#keptLate = null;
  }

  /** The database was there and would not have it. */
  refused(error: unknown): void {
    this.#log.error({ cluster: this.#cluster, err: error }, 'a poll was read but not written');
  }

  /** A poll was written, perhaps not all of it. `isRetry`: it may have been before, with the answer lost. */
  wrote(atMs: number, report: Exclude<WriteReport, { outcome: 'lost-lease' }>, isRetry: boolean): void {
    if (report.pruneFailure)
      this.#log.warn({ cluster: this.#cluster, err: report.pruneFailure }, 'names of what is gone were not deleted');
    if (report.outcome === 'written') this.#warnOfLosses(report);
    else if (!isRetry)
      this.#log.warn(
        { cluster: this.#cluster, at: new Date(atMs) },
        'this instant is in the history already: was the clock set back?',
      );
  }

  #warnOfLosses({ historyFailure, refused }: Extract<WriteReport, { outcome: 'written' }>): void {
    const loss = JSON.stringify([historyFailure?.message, refused]);
    if (loss === this.#toldLoss) return;
    this.#toldLoss = loss;
    if (historyFailure)
      this.#log.warn({ cluster: this.#cluster, err: historyFailure }, 'polls are written without their samples');
    if (refused.length > 0)
      this.#log.warn(
        { cluster: this.#cluster, refused: refused.slice(0, 5) },
        'values too large for the history are not kept',
      );
  }
}
