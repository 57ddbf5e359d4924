import { crc32c } from '@platformatic/wasm-utils';
import { AT, ATTRIBUTE, type BatchHeader, COMPRESSIONS, LENGTH_COUNTS_FROM, MAGIC } from './batch.ts';
import { ByteWriter } from './byte-writer.ts';
import { compress } from './compression.ts';
import type { KafkaRecord } from './record.ts';

/** What may be said of a batch to write; the rest follows from its records. */
export type BatchOptions = Partial<Omit<BatchHeader, 'recordCount' | 'maxTimestampMs'>> & {
  /** Of the broker's clock, for `append`. */
  maxTimestampMs?: bigint;
};

/**
 * One record batch with these records, offsets rising; without options as a plain producer writes it. A broker sets base
 * offset, leader epoch and, where it says so, timestamps by itself.
 */
export function encodeBatch(records: readonly KafkaRecord[], options: BatchOptions = {}): Buffer {
  const first = records[0]?.offset ?? 0n;
  const {
    baseOffset = first,
    lastOffset = records.at(-1)?.offset ?? baseOffset,
    compression = 'none',
    deleteHorizonMs = null,
    baseTimestampMs = deleteHorizonMs ?? records[0]?.timestampMs ?? -1n,
    maxTimestampMs = latestOf(records),
  } = options;
  const body = compress(compression, encodeRecords(records, baseOffset, baseTimestampMs));
  const batch = Buffer.alloc(AT.records + body.length);
  body.copy(batch, AT.records);
  batch.writeBigInt64BE(baseOffset, AT.baseOffset);
  batch.writeInt32BE(batch.length - LENGTH_COUNTS_FROM, AT.length);
  batch.writeInt32BE(options.partitionLeaderEpoch ?? -1, AT.partitionLeaderEpoch);
  batch.writeInt8(MAGIC, AT.magic);
  batch.writeInt16BE(attributesOf({ ...options, compression, deleteHorizonMs }), AT.attributes);
  batch.writeInt32BE(Number(lastOffset - baseOffset), AT.lastOffsetDelta);
  batch.writeBigInt64BE(baseTimestampMs, AT.baseTimestamp);
  batch.writeBigInt64BE(maxTimestampMs, AT.maxTimestamp);
  batch.writeBigInt64BE(options.producerId ?? -1n, AT.producerId);
  batch.writeInt16BE(options.producerEpoch ?? -1, AT.producerEpoch);
  batch.writeInt32BE(options.baseSequence ?? -1, AT.baseSequence);
  batch.writeInt32BE(records.length, AT.recordCount);
  batch.writeUInt32BE(crc32c(batch.subarray(AT.attributes)), AT.crc);
  return batch;
}

function latestOf(records: readonly KafkaRecord[]): bigint {
  let latest = -1n;
  for (const { timestampMs } of records) if (timestampMs > latest) latest = timestampMs;
  return latest;
}

function attributesOf({ compression = 'none', timestampType, transactional, control, deleteHorizonMs }: BatchOptions) {
  return (
    COMPRESSIONS.indexOf(compression) |
    (timestampType === 'append' ? ATTRIBUTE.appendTime : 0) |
    (transactional ? ATTRIBUTE.transactional : 0) |
    (control ? ATTRIBUTE.control : 0) |
    (deleteHorizonMs == null ? 0 : ATTRIBUTE.horizon)
  );
}

function encodeRecords(records: readonly KafkaRecord[], baseOffset: bigint, baseTimestampMs: bigint): Buffer {
  const all = new ByteWriter();
  const one = new ByteWriter();
  for (const { offset, timestampMs, key, value, headers } of records) {
    one.clear();
    one.int8(0);
    one.varlong(BigInt.asIntN(64, timestampMs - baseTimestampMs));
    one.varint(Number(offset - baseOffset));
    one.nullableBytes(key);
    one.nullableBytes(value);
    one.varint(headers.length);
    for (const [headerKey, headerValue] of headers) {
      one.nullableBytes(headerKey);
      one.nullableBytes(headerValue);
    }
    all.varint(one.written.length);
    all.bytes(one.written);
  }
  return all.written;
}
