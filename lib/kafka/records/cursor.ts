import type { Failure } from '../failure.ts';
import type { RecordBatch } from './batch.ts';
import { splitBatches } from './split-batches.ts';
import {
  type AbortedTransaction,
  allBatches,
  committedBatches,
  NO_TRANSACTIONS,
  type TransactionFilter,
} from './transaction-filter.ts';

export type Isolation = 'read_uncommitted' | 'read_committed';

/** Where a reader of one partition stands, between one answer and the next. */
export interface Cursor {
  /** The offset to fetch from next. */
  nextOffset: bigint;
  filter: TransactionFilter;
}

/** What one answer holds for a reader, and where it stands after it. */
export interface Advance {
  cursor: Cursor;
  /** Batches to show. The first may begin before the offset asked for: see recordsFrom in decode-records.ts. */
  visible: RecordBatch[];
  control: RecordBatch[];
  aborted: RecordBatch[];
  /** Why reading cannot go on past `cursor`; null where it can. */
  failure: Failure | null;
}

/** A reader that begins at `offset`, wherever in a batch or transaction that is. */
export const cursorAt = (offset: bigint): Cursor => ({ nextOffset: offset, filter: NO_TRANSACTIONS });

/**
 * Moves a reader over one Fetch answer. Markers, aborted batches and gaps that compaction left move it as well, so an
 * answer may show nothing and still be progress. An answer without any batch moves nothing. Pure.
 */
export function advance(
  cursor: Cursor,
  answer: { records: Buffer; abortedTransactions: readonly AbortedTransaction[] },
  isolation: Isolation,
): Advance {
  const split = splitBatches(answer.records);
  // The client side of KIP-98: a batch wholly before the offset was read already.
  const batches = split.batches.filter(({ lastOffset }) => lastOffset >= cursor.nextOffset);
  const { visible, control, aborted, filter, failure } =
    isolation === 'read_committed'
      ? committedBatches(cursor.filter, answer.abortedTransactions, batches)
      : allBatches(batches);
  const judged = visible.length + control.length + aborted.length;
  const last = batches[judged - 1];
  const nextOffset = last === undefined ? cursor.nextOffset : last.lastOffset + 1n;
  return { cursor: { nextOffset, filter }, visible, control, aborted, failure: failure ?? split.failure };
}
