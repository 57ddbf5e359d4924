import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';

/** Why something is not to be done now. */
export interface TooMany {
  retryAfterMs: number;
  /** Of all that count together the first refusal in this window. */
  isFirst: boolean;
}

/** Counts one more on a key; null where that is within its points. Throws what the store of the limiter throws. */
export async function take(limiter: RateLimiterAbstract, key: string): Promise<TooMany | null> {
  try {
    await limiter.consume(key);
    return null;
  } catch (reason) {
    if (!(reason instanceof RateLimiterRes)) throw reason;
    return {
      retryAfterMs: Math.max(1, reason.msBeforeNext),
      isFirst: reason.consumedPoints === limiter.points + 1,
    };
  }
}
