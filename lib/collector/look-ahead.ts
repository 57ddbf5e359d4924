import type { FetchedPartition } from '#lib/kafka/fetch.ts';
import type { RecordBatch } from '#lib/kafka/records/batch.ts';
import { advance, type Cursor, cursorAt } from '#lib/kafka/records/cursor.ts';
import { recordsFrom } from '#lib/kafka/records/decode-records.ts';
import type { Unread } from '#lib/lag/unread.ts';

/** A look from a committed offset towards the last stable offset, between one answer and the next. */
export interface Look {
  readonly committed: bigint;
  readonly upTo: bigint;
  readonly cursor: Cursor;
  readonly markers: number;
  readonly aborted: number;
}

/** What a look has come to: what is unread, that it cannot be told, or that more must be fetched. */
export type Looked = { done: true; unread: Unread | null } | { done: false; look: Look };

export const beginLook = (committed: bigint, upTo: bigint): Look => ({
  committed,
  upTo,
  cursor: cursorAt(committed),
  markers: 0,
  aborted: 0,
});

/**
 * Takes one answer of a Fetch of this partition alone (isolation read_committed) into a look. Alone, because a broker
 * leaves out what has no room beside others, and then an empty answer would mean nothing. Pure.
 */
export function lookAt(look: Look, fetched: FetchedPartition): Looked {
  const { committed, upTo } = look;
  const moved = advance(look.cursor, fetched, 'read_committed');
  const isBefore = ({ baseOffset }: RecordBatch) => baseOffset < upTo;
  for (const batch of moved.visible.filter(isBefore)) {
    const holds = holdsRecords(batch, committed);
    if (holds !== false) return { done: true, unread: holds === null ? null : { kind: 'records' } };
  }
  if (moved.failure) return { done: true, unread: null };
  const markers = look.markers + moved.control.filter(isBefore).length;
  const taken = moved.aborted.filter(isBefore);
  const aborted = look.aborted + taken.reduce((sum, batch) => sum + recordsAfter(batch, committed), 0);
  // Nothing at all up to the last stable offset: compaction took it.
  const isEmpty = fetched.records.length === 0 && fetched.lastStable >= upTo;
  if (isEmpty || moved.cursor.nextOffset >= upTo) {
    const removed = upTo - committed - BigInt(markers) - BigInt(aborted);
    return { done: true, unread: { kind: 'nothing', markers, aborted, removed: removed > 0n ? removed : 0n } };
  }
  if (moved.cursor.nextOffset === look.cursor.nextOffset) return { done: true, unread: null };
  return { done: false, look: { committed, upTo, cursor: moved.cursor, markers, aborted } };
}

/** Whether a visible batch holds a record at or after the commit; null where it cannot be read. */
function holdsRecords(batch: RecordBatch, committed: bigint): boolean | null {
  if (batch.recordCount === 0) return false;
  if (batch.baseOffset >= committed) return true;
  const records = recordsFrom(batch, committed);
  return records.ok ? records.value.length > 0 : null;
}

/** At most how many records of a batch stand at or after the commit. */
function recordsAfter({ baseOffset, lastOffset, recordCount }: RecordBatch, committed: bigint): number {
  const from = baseOffset > committed ? baseOffset : committed;
  return Math.min(recordCount, Number(lastOffset - from) + 1);
}
