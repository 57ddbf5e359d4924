import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Principal } from '../principal.ts';
import { type TooMany, take } from './take.ts';

const MINUTE_SECONDS = 60;

/** Bounds how fast each user or token makes deploy marks: each is rows that are kept for long. The counts are of this process alone. */
export class MarkPace {
  readonly #marks: RateLimiterMemory;

  constructor({ perMinute }: { perMinute: number }) {
    this.#marks = new RateLimiterMemory({ points: perMinute, duration: MINUTE_SECONDS });
  }

  /** Counts a mark; null where it may be made. */
  refusal({ kind, id }: Pick<Principal, 'kind' | 'id'>): Promise<TooMany | null> {
    return take(this.#marks, `${kind} ${id}`);
  }
}
