import { fail, type Outcome, succeed } from '../failure.ts';
import { AT, type RecordBatch } from './batch.ts';
import { ByteReader } from './byte-reader.ts';
import { decompress } from './compression.ts';
import type { KafkaRecord, RecordHeader } from './record.ts';
import { TooLarge } from './too-large.ts';

/** Far above any `message.max.bytes` seen in the field, far below the heap of a thread. */
export const MAX_UNPACKED_BYTES = 64 * 1_024 * 1_024;

/** The records of one batch, unpacked; a batch that is broken or unpacks to more than `maxBytes` is a failure that says so. */
export function decodeRecords(batch: RecordBatch, maxBytes = MAX_UNPACKED_BYTES): Outcome<KafkaRecord[]> {
  const where = `the batch at offset ${batch.baseOffset} (${batch.compression})`;
  try {
    return succeed(readRecords(batch, decompress(batch.compression, batch.bytes.subarray(AT.records), maxBytes)));
  } catch (error) {
    if (error instanceof TooLarge)
      return fail(
        'BATCH_TOO_LARGE',
        `${where} unpacks to more than ${maxBytes} bytes, the most Tidemark holds at once`,
      );
    return fail('CORRUPT_BATCH', `${where} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Those records of a batch that stand at `offset` or after it: a broker gives whole batches, from the one that holds it. */
export function recordsFrom(batch: RecordBatch, offset: bigint, maxBytes?: number): Outcome<KafkaRecord[]> {
  const decoded = decodeRecords(batch, maxBytes);
  if (!decoded.ok || batch.baseOffset >= offset) return decoded;
  return succeed(decoded.value.filter((record) => record.offset >= offset));
}

function readRecords(batch: RecordBatch, unpacked: Buffer): KafkaRecord[] {
  const reader = new ByteReader(unpacked);
  const records: KafkaRecord[] = [];
  for (let index = 0; index < batch.recordCount; index++) records.push(readRecord(batch, reader));
  return records;
}

function readRecord({ baseOffset, baseTimestampMs, timestampType, maxTimestampMs }: RecordBatch, reader: ByteReader) {
  const length = reader.varint();
  const end = reader.position + length;
  // Attributes of a record: none are defined.
  reader.int8();
  const timestampDelta = reader.varlong();
  const record: KafkaRecord = {
    offset: baseOffset + BigInt(reader.varint()),
    timestampMs: timestampType === 'append' ? maxTimestampMs : BigInt.asIntN(64, baseTimestampMs + timestampDelta),
    key: reader.nullableBytes(),
    value: reader.nullableBytes(),
    headers: readHeaders(reader),
  };
  if (reader.position !== end) throw new RangeError(`a record of ${length} bytes ends elsewhere`);
  return record;
}

function readHeaders(reader: ByteReader): RecordHeader[] {
  const headers: RecordHeader[] = [];
  for (let left = reader.varint(); left > 0; left--)
    headers.push([reader.bytes(reader.varint()), reader.nullableBytes()]);
  return headers;
}
