import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';

/** How one kind of object is named, found and inserted. `find` answers with the position in `wanted` and the id. */
export interface IdSource<Wanted> {
  keyOf(wanted: Wanted): string;
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
  const ids = new Map<string, number>();

  async function load(sql: Sql, wanted: readonly Wanted[]): Promise<void> {
    for (const { position, id } of await source.find(sql, wanted)) {
      const found = wanted[Number(position) - 1];
      if (found !== undefined) ids.set(source.keyOf(found), id);
    }
  }

  /** Those of `wanted` that have no id in the cache, each once. */
  function absent(wanted: readonly Wanted[]): Wanted[] {
    const byKey = new Map<string, Wanted>();
    for (const one of wanted) {
      const key = source.keyOf(one);
      if (!ids.has(key)) byKey.set(key, one);
    }
    return [...byKey.values()];
  }

  return {
    forget: () => ids.clear(),
    async resolve(sql, wanted, seenAt) {
      if (ids.size > STALE_FACTOR * wanted.length + STALE_ALLOWANCE) ids.clear();
      let missing = absent(wanted);
      if (missing.length > 0) {
        await load(sql, missing);
        missing = absent(missing);
      }
      if (missing.length > 0) {
        await source.insert(sql, missing, seenAt);
        await load(sql, missing);
      }
      return wanted.map((one) => {
        const id = ids.get(source.keyOf(one));
        if (id === undefined) throw new Error(`no id for ${source.keyOf(one)} although it was just inserted`);
        return id;
      });
    },
  };
}
