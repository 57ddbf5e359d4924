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

  return {
    forget: () => ids.clear(),
    async resolve(sql, wanted, seenAt) {
      if (ids.size > STALE_FACTOR * wanted.length + STALE_ALLOWANCE) ids.clear();
      const keys = wanted.map((one) => source.keyOf(one));
      const absent = () => {
        const byKey = new Map<string, Wanted>();
        wanted.forEach((one, index) => {
          const key = keys[index] ?? '';
          if (!ids.has(key)) byKey.set(key, one);
        });
        return [...byKey.values()];
      };
      let missing = absent();
      if (missing.length > 0) {
        await load(sql, missing);
        missing = absent();
      }
      if (missing.length > 0) {
        await source.insert(sql, missing, seenAt);
        await load(sql, missing);
      }
      return keys.map((key) => {
        const id = ids.get(key);
        if (id === undefined) throw new Error(`no id for ${key} although it was just inserted`);
        return id;
      });
    },
  };
}
