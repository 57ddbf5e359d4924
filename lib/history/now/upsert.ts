import type { Sql } from '#lib/db/database.ts';
import { storableJson } from '../storable.ts';

/** Rows per statement: the first poll of a large cluster writes everything, and one JSON text must not get huge. */
const BATCH_ROWS = 1000;

/** Runs an upsert that takes $1 the cluster and $2 its rows as a JSON array; gives how many rows it wrote. */
export async function upsert(sql: Sql, text: string, clusterId: number, records: readonly object[]): Promise<number> {
  let count = 0;
  for (let start = 0; start < records.length; start += BATCH_ROWS) {
    count += await sql.execute(text, [clusterId, storableJson(records.slice(start, start + BATCH_ROWS))]);
  }
  return count;
}
