/** Key bytes and value bytes of one header. Kafka keeps the order, and a key may stand there twice. */
export type RecordHeader = [key: Buffer, value: Buffer | null];

/** What a producer wrote, whatever offset it got. Null and empty are different things, for keys, values and header values. */
export interface RecordContent {
  key: Buffer | null;
  value: Buffer | null;
  headers: RecordHeader[];
  /** Milliseconds since the epoch as the log has them: any int64 may stand there, -1 is "none". */
  timestampMs: bigint;
}

/** One record of a log. Its buffers are views of the answer it came with: copy what outlives that. */
export interface KafkaRecord extends RecordContent {
  offset: bigint;
}
