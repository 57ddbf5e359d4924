import type { Database } from '#lib/db/database.ts';
import { dropOldPartitions, ensurePartitions } from './partitions.ts';

export interface HousekeeperOptions {
  database: Database;
  tailHours: number;
  log: { warn(fields: object, message: string): void };
}

const ROUND_MS = 60_000;

/** Makes the poll partitions of the next hours and drops those past their time, beside the polls, once a minute. */
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

  async #round(): Promise<void> {
    const { database, tailHours, log } = this.#options;
    try {
      await ensurePartitions(database, Date.now());
      await dropOldPartitions(database, Date.now(), tailHours);
    } catch (error) {
      log.warn({ err: error }, 'history housekeeping failed, trying again in a minute');
    }
  }
}
