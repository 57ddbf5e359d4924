import { crc32c } from '@platformatic/wasm-utils';
import { type Failure, fail } from '../failure.ts';
import { AT, ATTRIBUTE, type BatchHeader, COMPRESSIONS, LENGTH_COUNTS_FROM, MAGIC, type RecordBatch } from './batch.ts';

/** The record batches of an answer, and how it ends. */
export interface SplitBatches {
  batches: RecordBatch[];
  /** The answer ends inside a batch: a broker cuts where the asked number of bytes is full. That batch is left out. */
  cut: boolean;
  /** Why what follows the last batch cannot be read; null where all of it could. */
  failure: Failure | null;
}

/** The batches in the `records` of a Fetch answer, in the order of the log, headers read and CRCs checked. Unpacks nothing. */
export function splitBatches(records: Buffer): SplitBatches {
  const batches: RecordBatch[] = [];
  const ended = (rest: Partial<SplitBatches>): SplitBatches => ({ batches, cut: false, failure: null, ...rest });
  for (let at = 0; at < records.length; ) {
    // The magic stands at the same place in every format there ever was.
    if (records.length - at <= AT.magic) return ended({ cut: true });
    const end = at + LENGTH_COUNTS_FROM + records.readInt32BE(at + AT.length);
    const magic = records.readInt8(at + AT.magic);
    const where = `at offset ${records.readBigInt64BE(at + AT.baseOffset)}`;
    if (magic !== MAGIC)
      return ended(unsupported(`records ${where} are of format version ${magic}, written before 0.11`));
    if (end < at + AT.records) return ended(corrupt(`the batch ${where} is shorter than its header`));
    if (end > records.length) return ended({ cut: true });
    const bytes = records.subarray(at, end);
    if (crc32c(bytes.subarray(AT.attributes)) !== bytes.readUInt32BE(AT.crc))
      return ended(corrupt(`the batch ${where} does not match its CRC`));
    const header = readHeader(bytes);
    if (!header) return ended(unsupported(`the batch ${where} is compressed in a way Tidemark does not know`));
    batches.push({ ...header, bytes });
    at = end;
  }
  return ended({});
}

const corrupt = (message: string) => fail('CORRUPT_BATCH', message);
const unsupported = (message: string) => fail('UNSUPPORTED_RECORDS', message);

function readHeader(bytes: Buffer): BatchHeader | null {
  const attributes = bytes.readInt16BE(AT.attributes);
  const compression = COMPRESSIONS[attributes & ATTRIBUTE.compression];
  if (compression === undefined) return null;
  const baseOffset = bytes.readBigInt64BE(AT.baseOffset);
  const baseTimestampMs = bytes.readBigInt64BE(AT.baseTimestamp);
  return {
    baseOffset,
    lastOffset: baseOffset + BigInt(bytes.readInt32BE(AT.lastOffsetDelta)),
    partitionLeaderEpoch: bytes.readInt32BE(AT.partitionLeaderEpoch),
    compression,
    timestampType: attributes & ATTRIBUTE.appendTime ? 'append' : 'create',
    transactional: (attributes & ATTRIBUTE.transactional) !== 0,
    control: (attributes & ATTRIBUTE.control) !== 0,
    deleteHorizonMs: attributes & ATTRIBUTE.horizon ? baseTimestampMs : null,
    baseTimestampMs,
    maxTimestampMs: bytes.readBigInt64BE(AT.maxTimestamp),
    producerId: bytes.readBigInt64BE(AT.producerId),
    producerEpoch: bytes.readInt16BE(AT.producerEpoch),
    baseSequence: bytes.readInt32BE(AT.baseSequence),
    recordCount: bytes.readInt32BE(AT.recordCount),
  };
}
