import { packedChunk } from '../chunk/chunk.ts';
import type { Sums } from './buckets.ts';
import type { SeriesColumns } from './columns.ts';

const COLUMNS = 3;

/** The sums of an hour as a chunk of three columns: sum, known, unknown. A sum too large to be exact stands at 2^53 - 1. */
export function packSums({ sum, known, unknown }: Sums): Buffer {
  const points = sum.length;
  const values = new Float64Array(COLUMNS * points);
  values.set(sum.map((one) => Math.min(one, Number.MAX_SAFE_INTEGER)));
  values.set(known, points);
  values.set(unknown, 2 * points);
  return packedChunk({ columns: COLUMNS, points, values });
}

/** The sums that packSums packed, out of the unpacked columns of their chunk. */
export function sumsOf({ runs: [values = NOTHING] }: SeriesColumns, points: number): Sums {
  const column = (index: number) => values.subarray(index * points, (index + 1) * points);
  return { sum: column(0), known: column(1), unknown: column(2) };
}

const NOTHING = new Float64Array(0);
