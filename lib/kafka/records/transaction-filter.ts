import type { Failure } from '../failure.ts';
import type { RecordBatch } from './batch.ts';
import { transactionMarker } from './control-record.ts';
import { decodeRecords } from './decode-records.ts';

/** A transaction that was aborted, as a Fetch answer with isolation read_committed lists it. */
export interface AbortedTransaction {
  producerId: bigint;
  firstOffset: bigint;
}

/**
 * What must be known of transactions to go on reading, from answer to answer: an abort marker may stand in a later answer
 * than the records it takes back.
 */
export interface TransactionFilter {
  /** Aborted transactions that begin further on, first offset first. */
  pending: readonly AbortedTransaction[];
  /** Producers inside an aborted transaction: what they wrote was taken back, up to their marker. */
  aborting: ReadonlySet<bigint>;
}

export const NO_TRANSACTIONS: TransactionFilter = { pending: [], aborting: new Set() };

/** Batches of an answer after the filter, in the order of the log. */
export interface Filtered {
  visible: RecordBatch[];
  /** Transaction markers and other notes of the brokers: they take an offset and are never shown. */
  control: RecordBatch[];
  aborted: RecordBatch[];
  filter: TransactionFilter;
  /** Why the last batch looked at, and those after it, could not be judged; null where all were. */
  failure: Failure | null;
}

/** Sorts out what a read_committed consumer may see. Pure; `filter` is that of the answer before. */
export function committedBatches(
  filter: TransactionFilter,
  listed: readonly AbortedTransaction[],
  batches: readonly RecordBatch[],
): Filtered {
  const pending = [...filter.pending, ...listed].sort(byFirstOffset);
  const aborting = new Set(filter.aborting);
  const filtered: Filtered = { visible: [], control: [], aborted: [], filter, failure: null };
  let begun = 0;
  for (const batch of batches) {
    for (let next = pending[begun]; next && next.firstOffset <= batch.lastOffset; next = pending[++begun])
      aborting.add(next.producerId);
    if (batch.control) {
      const records = decodeRecords(batch);
      if (!records.ok) {
        filtered.failure = records.failure;
        break;
      }
      // Of a producer in an aborted transaction no other marker than an abort can come next.
      if (records.value.some((record) => transactionMarker(record))) aborting.delete(batch.producerId);
      filtered.control.push(batch);
    } else if (batch.transactional && aborting.has(batch.producerId)) filtered.aborted.push(batch);
    else filtered.visible.push(batch);
  }
  filtered.filter = { pending: pending.slice(begun), aborting };
  return filtered;
}

/** The same for a read_uncommitted consumer, who sees all but the brokers' own notes. */
export function allBatches(batches: readonly RecordBatch[]): Filtered {
  const visible = batches.filter(({ control }) => !control);
  const control = batches.filter((batch) => batch.control);
  return { visible, control, aborted: [], filter: NO_TRANSACTIONS, failure: null };
}

function byFirstOffset(one: AbortedTransaction, other: AbortedTransaction): number {
  if (one.firstOffset === other.firstOffset) return 0;
  return one.firstOffset < other.firstOffset ? -1 : 1;
}
