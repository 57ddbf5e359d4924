/** By the code in a batch's attributes. */
export const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
export type Compression = (typeof COMPRESSIONS)[number];

/** The header of a record batch of format version 2, the only one that producers since 0.11 write. */
export interface BatchHeader {
  baseOffset: bigint;
  /** Offset of the last record that was ever in the batch; compaction keeps it. The next batch begins after it. */
  lastOffset: bigint;
  partitionLeaderEpoch: number;
  compression: Compression;
  /** `append`: the broker's clock, one instant for the whole batch; `create`: the producer's, per record. */
  timestampType: 'create' | 'append';
  transactional: boolean;
  /** Holds a transaction marker (or another note of the broker's) instead of records: never shown to a reader. */
  control: boolean;
  /** When the tombstones and markers in it may be removed; null until compaction has been here. */
  deleteHorizonMs: bigint | null;
  /** What the timestamps of records are counted from. */
  baseTimestampMs: bigint;
  maxTimestampMs: bigint;
  /** -1 for producers that are neither idempotent nor transactional. */
  producerId: bigint;
  producerEpoch: number;
  /** -1 as above, and for markers. */
  baseSequence: number;
  /** 0 in a batch that compaction emptied and keeps for its producer's sequence. */
  recordCount: number;
}

/** A batch as it stands in the log: what its header says, and all its bytes, checked against their CRC. */
export interface RecordBatch extends BatchHeader {
  /** Header and (compressed) records, ready to be written on; a view of the answer. */
  bytes: Buffer;
}

/** Where the fields of a batch stand. */
export const AT = {
  baseOffset: 0,
  length: 8,
  partitionLeaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordCount: 57,
  records: 61,
} as const;

/** What the length of a batch leaves out: base offset and the length itself. */
export const LENGTH_COUNTS_FROM = AT.partitionLeaderEpoch;
export const MAGIC = 2;

/** Bits of a batch's attributes; the lowest three are the compression. */
export const ATTRIBUTE = { compression: 0x07, appendTime: 0x08, transactional: 0x10, control: 0x20, horizon: 0x40 };
