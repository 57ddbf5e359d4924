import type { Database } from '#lib/db/database.ts';
import { type DatabaseError, isDiskFull, toDatabaseError } from '#lib/db/errors.ts';
import { type PartitionedTable, spanAt } from './partition-spans.ts';
import { ensurePartition } from './partitions.ts';

/** Makes sure that the month of an instant has its partition; before the transaction, which a failure would end. */
export type MonthKeeper = (db: Database, atMs: number) => Promise<DatabaseError | null>;

/** The keeper of the months of one table; gives why one cannot be had where that is a full disk. Remembers the last month. */
export function createMonthKeeper(table: PartitionedTable): MonthKeeper {
  let prepared: string | null = null;
  return async (db, atMs) => {
    const { name } = spanAt(table, atMs);
    if (name === prepared) return null;
    try {
      await ensurePartition(db, table, atMs);
      prepared = name;
      return null;
    } catch (error) {
      if (isDiskFull(error)) return toDatabaseError(error);
      throw error;
    }
  };
}
