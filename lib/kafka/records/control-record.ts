import type { KafkaRecord, RecordContent } from './record.ts';

/** The end of a transaction on one partition, as its coordinator wrote it into the log. */
export interface TransactionMarker {
  kind: 'abort' | 'commit';
  coordinatorEpoch: number;
}

const KINDS = ['abort', 'commit'] as const;
const KEY_BYTES = 4;
const VALUE_BYTES = 6;

/** The marker in a record of a control batch; null for the other notes that brokers keep there, as on a change of leader. */
export function transactionMarker({ key, value }: Pick<KafkaRecord, 'key' | 'value'>): TransactionMarker | null {
  if (key === null || key.length < KEY_BYTES || value === null || value.length < VALUE_BYTES) return null;
  const kind = KINDS[key.readInt16BE(2)];
  return kind === undefined ? null : { kind, coordinatorEpoch: value.readInt32BE(2) };
}

/** What a record of a control batch holds for this marker. */
export function markerContent({ kind, coordinatorEpoch }: TransactionMarker, timestampMs: bigint): RecordContent {
  const key = Buffer.alloc(KEY_BYTES);
  key.writeInt16BE(KINDS.indexOf(kind), 2);
  const value = Buffer.alloc(VALUE_BYTES);
  value.writeInt32BE(coordinatorEpoch, 2);
  return { key, value, headers: [], timestampMs };
}
