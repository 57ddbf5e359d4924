import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Database } from '#lib/db/database.ts';
import { until } from '#scripts/local/wait.ts';

const LOOK_MS = 200;
const POLLS_WAIT_MS = 120_000;
/** More than anything waits for. */
const KEPT = 500;
const atRow = z.object({ at: z.date() });

/**
 * The polls that the console wrote and in which nothing failed: a broker that was late on a busy machine makes lags unknown, and no
 * rule counts such a poll. They say how far the console is; what is waited for is so many of them, never a time.
 */
export class Pace {
  readonly #database: Database;
  readonly #stop = new AbortController();
  #instants: number[] = [];
  #looking: Promise<void> | null = null;

  constructor(database: Database) {
    this.#database = database;
  }

  start(): void {
    this.#looking = this.#run();
  }

  /** How many polls were seen of after that instant, of the newest 500. */
  pollsSince(ms: number): number {
    return this.#instants.filter((at) => at > ms).length;
  }

  /** Comes back when there are so many of after now, the newest of them no older than `ageMs`. */
  async untilPolls(count: number, ageMs: number): Promise<void> {
    const nowMs = Date.now();
    const isOn = () => this.pollsSince(nowMs) >= count && Date.now() - (this.#instants.at(-1) ?? 0) <= ageMs;
    await until(() => isOn() || undefined, { what: 'polls to go on', timeoutMs: POLLS_WAIT_MS, everyMs: 50 });
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#looking;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      // While Postgres is away nothing is known of what was written.
      const [newest] = await this.#database
        .query(`select scheduled_at as at from cluster_now where reachable and failures = '[]'`, [], atRow)
        .catch(() => []);
      const at = newest?.at.getTime() ?? 0;
      if (at > (this.#instants.at(-1) ?? 0)) this.#instants = [...this.#instants, at].slice(-KEPT);
      await delay(LOOK_MS);
    }
  }
}
