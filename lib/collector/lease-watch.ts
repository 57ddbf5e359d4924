import type { Sql } from '#lib/db/database.ts';
import { type Lease, renewLease } from '#lib/db/lease.ts';

/** `unknown` where Postgres does not tell in time: then nobody else can take the lease from it either. */
export type LeaseAnswer = 'held' | 'lost' | 'unknown';

/** How long one more look waits for an answer that a look before did not get. */
const ASKED_BEFORE_MS = 20;

/**
 * Renews a lease before each poll, one question at a time, so that a Postgres that hangs neither stops the polls nor takes a
 * connection for each of them.
 */
export class LeaseWatch {
  #sql: Sql;
  #lease: Lease;
  #now: () => number;
  #asked: Promise<boolean | null> | null = null;
  #askedAtMs = 0;

  /** `now` is a clock that nobody sets. */
  constructor(sql: Sql, lease: Lease, now: () => number = () => performance.now()) {
    this.#sql = sql;
    this.#lease = lease;
    this.#now = now;
  }

  /** Whether the lease is still ours; waits at most `patienceMs` for the answer. */
  async look(patienceMs: number): Promise<LeaseAnswer> {
    for (;;) {
      const waitMs = this.#asked === null ? patienceMs : Math.min(patienceMs, ASKED_BEFORE_MS);
      this.#asked ??= this.#ask();
      const held = await within(waitMs, this.#asked);
      if (held === undefined) return 'unknown';
      this.#asked = null;
      if (held === null) return 'unknown';
      if (!held) return 'lost';
      // This process may have been frozen between the answer and now, and the lease have run out meanwhile.
      if (this.#now() - this.#askedAtMs < this.#lease.ttlMs) return 'held';
    }
  }

  #ask(): Promise<boolean | null> {
    this.#askedAtMs = this.#now();
    return renewLease(this.#sql, this.#lease).catch(() => null);
  }
}

/** What `answer` gives within `ms`, else undefined. */
function within<T>(ms: number, answer: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    void answer.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
