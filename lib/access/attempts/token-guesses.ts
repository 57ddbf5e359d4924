import { createHash } from 'node:crypto';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { placeOf } from './attempt-key.ts';

export interface TokenGuessLimits {
  /** Tokens from one address that do not hold, in a window. */
  tokensPerAddress: number;
  windowMs: number;
}

/**
 * Places of which guesses are counted at a time. One network of IPv6 has more of them than memory should hold; what comes from further
 * ones is looked at: no token is found by it, and to refuse it would keep out who sends a right one for the first time.
 */
const MOST_PLACES = 10_000;

/** More than that many programs with a token of their own do not call one process from so many addresses. */
const MOST_KNOWN = 10_000;

/**
 * Bounds how fast tokens can be guessed from one address. The counts are of this process alone: 256 random bits are safe from
 * guessing at any pace, and so no request pays for a statement; what is bounded is the noise that somebody makes who tries.
 * A token that held from an address goes on when others from there do not.
 */
export class TokenGuesses {
  readonly #failures: RateLimiterMemory;
  readonly #windowMs: number;
  /** Places that are counted, and until when; they end in the order in which they began. */
  readonly #places = new Map<string, number>();
  /** Tokens that held, each with the address, as hashes; the one used last is the last. */
  readonly #known = new Set<string>();

  constructor({ tokensPerAddress, windowMs }: TokenGuessLimits) {
    this.#windowMs = windowMs;
    this.#failures = new RateLimiterMemory({ points: tokensPerAddress, duration: windowMs / 1000 });
  }

  /** For how many ms on a token from that address is not to be looked at; null where it is looked at now. */
  async refusal(address: string | null, token: string): Promise<number | null> {
    const place = placeOf(address);
    const failures = await this.#failures.get(place);
    if (failures === null || failures.consumedPoints < this.#failures.points) return null;
    if (this.#known.has(knownKey(place, token))) return null;
    return Math.max(1, failures.msBeforeNext);
  }

  /** Notes whether a token held. */
  async found(address: string | null, token: string, holds: boolean): Promise<void> {
    const place = placeOf(address);
    const key = knownKey(place, token);
    this.#known.delete(key);
    if (!holds) {
      if (this.#isCounted(place, performance.now())) await this.#failures.penalty(place);
      return;
    }
    this.#known.add(key);
    const [oldest] = this.#known;
    if (this.#known.size > MOST_KNOWN && oldest !== undefined) this.#known.delete(oldest);
  }

  #isCounted(place: string, nowMs: number): boolean {
    for (const [other, endsMs] of this.#places) {
      if (endsMs > nowMs) break;
      this.#places.delete(other);
    }
    if (this.#places.has(place)) return true;
    if (this.#places.size >= MOST_PLACES) return false;
    this.#places.set(place, nowMs + this.#windowMs);
    return true;
  }
}

const knownKey = (place: string, token: string): string =>
  createHash('sha256').update(`${place} ${token}`).digest('base64url');
