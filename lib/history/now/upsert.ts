import type { Sql } from '#lib/db/database.ts';
import { storableJson } from '../storable.ts';

/** What one statement takes: the first poll of a large cluster writes everything, and one JSON text must not get huge. */
const BATCH = { rows: 1000, chars: 8_000_000 };

/** Runs an upsert that takes $1 the cluster and $2 its rows as a JSON array; gives how many rows it wrote. */
export async function upsert(sql: Sql, text: string, clusterId: number, records: readonly object[]): Promise<number> {
  let count = 0;
  for (const batch of jsonBatches(records, BATCH)) count += await sql.execute(text, [clusterId, batch]);
  return count;
}

/** The records in order as JSON arrays within these bounds; one that is too large by itself has an array of its own. */
export function* jsonBatches(records: readonly object[], most: { rows: number; chars: number }): Generator<string> {
  let batch: string[] = [];
  let chars = 0;
  for (const record of records) {
    const json = storableJson(record);
    if (batch.length === most.rows || (batch.length > 0 && chars + json.length > most.chars)) {
      yield `[${batch.join()}]`;
      batch = [];
      chars = 0;
    }
    batch.push(json);
    chars += json.length;
  }
  if (batch.length > 0) yield `[${batch.join()}]`;
}
