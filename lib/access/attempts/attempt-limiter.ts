import { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { Database } from '#lib/db/database.ts';
import { toDatabaseError } from '#lib/db/errors.ts';
import { accountKey, placeOf } from './attempt-key.ts';
import { type TooMany, take } from './take.ts';

export interface AttemptLimits {
  /** Attempts that fail from one address in a window. */
  perAddress: number;
  /** Attempts on one account that fail in a window, from all addresses that are not known to be the account's. */
  perAccount: number;
  windowMs: number;
  /** How long an address is known to be an account's after a sign-in from there. */
  rememberMs: number;
}

export interface Attempt {
  kind: 'password' | 'setup' | 'oidc';
  address: string | null;
  /** Null where it is not known before the attempt succeeds. */
  account: string | null;
}

export type Admission = { admitted: true; succeeded(): Promise<void> } | ({ admitted: false } & TooMany);

/** A limiter and the key that an attempt counts on. */
type Count = [limiter: RateLimiterPostgres, key: string];

/**
 * Bounds how fast passwords can be guessed, by one address and on one account. Every attempt counts until it has succeeded, so
 * that guesses sent at once are bounded, too. Whoever signed in from an address lately has a count of his own there: no one
 * else, however many addresses he has, keeps him out. The counts are in Postgres, shared by all web processes.
 */
export class AttemptLimiter {
  readonly #perAddress: RateLimiterPostgres;
  readonly #perAccount: RateLimiterPostgres;
  readonly #known: RateLimiterPostgres;

  constructor(database: Database, { perAddress, perAccount, windowMs, rememberMs }: AttemptLimits) {
    const shared = { storeClient: clientOf(database), storeType: 'client', tableName: 'attempt', tableCreated: true };
    const counted = (keyPrefix: string, points: number) =>
      new RateLimiterPostgres({
        ...shared,
        keyPrefix,
        points,
        duration: windowMs / 1000,
        clearExpiredByTimeout: false,
        // What is refused once is refused until the window ends without asking the database.
        inMemoryBlockOnConsumed: points + 1,
      });
    this.#perAddress = counted('address', perAddress);
    this.#perAccount = counted('account', perAccount);
    // Drops, for all three, what expired an hour ago.
    this.#known = new RateLimiterPostgres({
      ...shared,
      keyPrefix: 'known',
      points: 1,
      duration: rememberMs / 1000,
      clearExpiredByTimeout: true,
    });
  }

  /** Counts an attempt, before its proof is looked at. Throws a DatabaseError. */
  async admit({ kind, address, account }: Attempt): Promise<Admission> {
    const place = placeOf(address);
    const pair = account === null ? null : `${accountKey(account)}@${place}`;
    try {
      const isKnown = pair !== null && (await this.#known.get(pair)) !== null;
      const counts: Count[] = isKnown
        ? [[this.#perAddress, `${kind}:${pair}`]]
        : [[this.#perAddress, `${kind}:${place}`], ...this.#ofAccount(kind, account)];
      for (const [limiter, key] of counts) {
        const refusal = await take(limiter, key);
        if (refusal !== null) return { admitted: false, ...refusal };
      }
      return { admitted: true, succeeded: () => this.#succeeded(counts, pair) };
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  /** Takes back what an attempt that ended elsewhere counted; for one that was admitted without an account. */
  async forgive({ kind, address }: Pick<Attempt, 'kind' | 'address'>): Promise<void> {
    try {
      await this.#perAddress.reward(`${kind}:${placeOf(address)}`);
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  #ofAccount(kind: Attempt['kind'], account: string | null): Count[] {
    return account === null ? [] : [[this.#perAccount, `${kind}:${accountKey(account)}`]];
  }

  async #succeeded(counts: Count[], pair: string | null): Promise<void> {
    try {
      for (const [limiter, key] of counts) await limiter.reward(key);
      if (pair !== null) await this.#known.set(pair, 1, this.#known.duration);
    } catch (error) {
      throw toDatabaseError(error);
    }
  }
}

/** What the library asks of a client. It names its statements, and poolers may not take those. */
const clientOf = ({ pool }: Database) => ({
  query: ({ text, values }: { text: string; values: unknown[] }) => pool.query(text, values),
});
