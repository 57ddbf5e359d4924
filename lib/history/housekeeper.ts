import type { Database } from '#lib/db/database.ts';
import { ensurePartitions } from './partitions.ts';
import { dropWhatIsPast, type Retention } from './retention.ts';
import type { StorageWatch } from './storage-watch.ts';

export interface HousekeeperOptions {
  database: Database;
  retention: Retention;
  storage: StorageWatch;
  /** What else is to be done in every round, by its name in the log. */
  besides?: readonly HousekeepingStep[];
  log: { warn(fields: object, message: string): void };
}

export interface HousekeepingStep {
  what: string;
  run(nowMs: number): Promise<unknown>;
}

const ROUND_MS = 60_000;

/** Drops the partitions past their time and makes those of the time ahead, beside the polls, once a minute. */
export class Housekeeper {
  #options: HousekeeperOptions;
  #running: Promise<void>;
  #timer: NodeJS.Timeout;

  constructor(options: HousekeeperOptions) {
    this.#options = options;
    this.#running = this.#round();
    this.#timer = setInterval(() => {
      this.#running = this.#running.then(() => this.#round());
    }, ROUND_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** What frees room goes first: on a full disk nothing new can be made. One step that fails does not keep back the next. */
  async #round(): Promise<void> {
    const { database, retention, storage, besides = [], log } = this.#options;
    await this.#step('dropping what is past', () => dropWhatIsPast(database, Date.now(), retention));
    await this.#step('keeping the storage budget', async () => {
      const given = await storage.look(database, Date.now());
      if (given.length > 0) log.warn({ dropped: given }, 'history was given up for its storage budget');
    });
    await this.#step('making partitions', () => ensurePartitions(database, Date.now()));
    for (const { what, run } of besides) await this.#step(what, () => run(Date.now()));
  }

  async #step(what: string, step: () => Promise<unknown>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.#options.log.warn({ err: error, step: what }, 'housekeeping failed, trying again in a minute');
    }
  }
}
