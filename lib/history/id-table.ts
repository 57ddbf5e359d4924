import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';

/** How one kind of object is named, found and inserted. `find` answers with the position in `wanted` and the id. */
export interface IdSource<Wanted> {
  /** Two parts that together identify one; apart, since joining them for 100,000 names a poll would cost most of it. */
  keyOf: { outer(wanted: Wanted): string | number; inner(wanted: Wanted): string | number };
  find(sql: Sql, wanted: readonly Wanted[]): Promise<FoundId[]>;
  /** Inserts the wanted ones; those that are there already are left alone. */
  insert(sql: Sql, wanted: readonly Wanted[], seenAt: Date): Promise<void>;
}

export interface IdTable<Wanted> {
  /** Ids of `wanted`, in its order (repeats allowed); what has none yet is inserted. */
  resolve(sql: Sql, wanted: readonly Wanted[], seenAt: Date): Promise<number[]>;
  /** Drops the cache: after a failed or unknown commit the ids in it may not exist. */
  forget(): void;
}

/** One row of an IdSource's answer; `position` counts from 1, as SQL's WITH ORDINALITY does. */
export const foundIdSchema = z.object({ position: z.bigint(), id: z.int() });
export type FoundId = z.infer<typeof foundIdSchema>;

/** A cache that has grown this far past the live names is dropped: ephemeral groups must not pile up in memory. */
const STALE_FACTOR = 2;
const STALE_ALLOWANCE = 1000;

/** Ids of one kind of object, cached in memory. */
export function createIdTable<Wanted>(source: IdSource<Wanted>): IdTable<Wanted> {
  const { outer, inner } = source.keyOf;
  const ids = new Map<string | number, Map<string | number, number>>();
  let size = 0;

  const cached = (wanted: Wanted) => ids.get(outer(wanted))?.get(inner(wanted));
  const forget = () => {
    ids.clear();
    size = 0;
  };

  /** Those without an id in the cache, each once. */
  function missingOf(wanted: readonly Wanted[]): Wanted[] {
    const missing = wanted.filter((one) => cached(one) === undefined);
    return [...new Map(missing.map((one) => [`${outer(one)} ${inner(one)}`, one])).values()];
  }

  async function load(sql: Sql, wanted: readonly Wanted[]): Promise<void> {
    for (const { position, id } of await source.find(sql, wanted)) {
      const found = wanted[Number(position) - 1];
      if (found === undefined) continue;
      const siblings = ids.get(outer(found)) ?? new Map<string | number, number>();
      ids.set(outer(found), siblings.set(inner(found), id));
      size += 1;
    }
  }

  return {
    forget,
    async resolve(sql, wanted, seenAt) {
      if (size > STALE_FACTOR * wanted.length + STALE_ALLOWANCE) forget();
      let missing = missingOf(wanted);
      if (missing.length > 0) {
        await load(sql, missing);
        missing = missingOf(missing);
      }
      if (missing.length > 0) {
        await source.insert(sql, missing, seenAt);
        await load(sql, missing);
      }
      return wanted.map((one) => {
        const id = cached(one);
        if (id === undefined) throw new Error(`no id for ${outer(one)} ${inner(one)} although it was just inserted`);
        return id;
      });
    },
  };
}
