import type { RecordBatch } from './batch.ts';
import { markerContent, type TransactionMarker } from './control-record.ts';
import { type BatchOptions, encodeBatch } from './encode-batch.ts';
import type { KafkaRecord } from './record.ts';
import { splitBatches } from './split-batches.ts';

/** Builders of batches, for tests. */

export const record = (offset: bigint, changes: Partial<KafkaRecord> = {}): KafkaRecord => ({
  offset,
  timestampMs: 1_700_000_000_000n,
  key: null,
  value: Buffer.from(`record ${offset}`),
  headers: [],
  ...changes,
});

/** Bytes of a batch with records at these offsets. */
export const batchAt = (offsets: bigint[], options: BatchOptions = {}): Buffer =>
  encodeBatch(
    offsets.map((offset) => record(offset)),
    options,
  );

/** Bytes of the marker that ends a producer's transaction. */
export const markerAt = (offset: bigint, producerId: bigint, kind: TransactionMarker['kind']): Buffer =>
  encodeBatch([{ offset, ...markerContent({ kind, coordinatorEpoch: 7 }, 1_700_000_000_000n) }], {
    producerId,
    producerEpoch: 0,
    transactional: true,
    control: true,
  });

/** The one batch in `bytes`. */
export function onlyBatch(bytes: Buffer): RecordBatch {
  const { batches, cut, failure } = splitBatches(bytes);
  const [batch] = batches;
  if (!batch || batches.length !== 1 || cut || failure) throw new Error(`not one batch: ${failure?.message}`);
  return batch;
}
