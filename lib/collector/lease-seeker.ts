import type { Sql } from '#lib/db/database.ts';
import { acquireLease, type Lease, lookAtLease } from '#lib/db/lease.ts';

interface Wanted {
  clusterId: number;
  /** Names this process; the same name may take its own lease again. */
  holder: string;
  ttlMs: number;
}

/**
 * Takes the lease of a cluster once it is free. After Postgres was away the one who held it goes first, for one term of the
 * lease: it has the polls of that time, which only the holder may write.
 */
export class LeaseSeeker {
  #sql: Sql;
  #wanted: Wanted;
  #now: () => number;
  #wasAway = false;
  #yieldUntilMs = 0;

  /** `now` is a clock that nobody sets. */
  constructor(sql: Sql, wanted: Wanted, now: () => number = () => performance.now()) {
    this.#sql = sql;
    this.#wanted = wanted;
    this.#now = now;
  }

  /** The lease; null while it is not ours to take. Throws where Postgres fails. */
  async take(): Promise<Lease | null> {
    // Asked apart from taking it: a statement that waited in a frozen Postgres would take it on waking, before its holder.
    const held = await this.#look();
    const isOthers = held !== null && held.holder !== this.#wanted.holder;
    if (isOthers && (!held.expired || this.#now() < this.#yieldUntilMs)) return null;
    return acquireLease(this.#sql, this.#wanted);
  }

  async #look() {
    const { clusterId, ttlMs } = this.#wanted;
    const askedAtMs = this.#now();
    try {
      const held = await lookAtLease(this.#sql, clusterId);
      const answeredAtMs = this.#now();
      if (this.#wasAway || answeredAtMs - askedAtMs > ttlMs / 2) this.#yieldUntilMs = answeredAtMs + ttlMs;
      this.#wasAway = false;
      return held;
    } catch (error) {
      this.#wasAway = true;
      throw error;
    }
  }
}
