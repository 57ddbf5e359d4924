import { type Connection, createAPI, type Reader, Writer } from '@platformatic/kafka';
import { type Api, type ApiVersion, version } from './api-versions.ts';

/**
 * Fetch as Tidemark needs it: the client's own modules unpack and decode every batch while they parse, which leaves no
 * bytes to check, to bound or to pass on.
 */
export interface WireFetch {
  maxWaitMs: number;
  minBytes: number;
  maxBytes: number;
  /** 0: read_uncommitted, 1: read_committed. */
  isolation: 0 | 1;
  topics: WireFetchTopic[];
}

export interface WireFetchTopic {
  /** The name up to version 12, the id from 13 on. */
  topic: string;
  partitions: { partition: number; leaderEpoch: number; offset: bigint; maxBytes: number }[];
}

export interface WireFetched {
  throttleTimeMs: number;
  errorCode: number;
  topics: { topic: string; partitions: WireFetchedPartition[] }[];
}

export interface WireFetchedPartition {
  partition: number;
  errorCode: number;
  highWatermark: bigint;
  lastStable: bigint;
  logStart: bigint;
  abortedTransactions: { producerId: bigint; firstOffset: bigint }[];
  records: Buffer;
}

const KEY = 1;
const NO_REPLICA = -1;
const UNKNOWN_EPOCH = -1;
const UNKNOWN_OFFSET = -1n;
/** Each request stands for itself: no fetch session, so none has to be kept in step. */
const SESSIONLESS = { id: 0, epoch: -1 };
const NO_RECORDS = Buffer.alloc(0);

interface Format {
  number: number;
  topicIds: boolean;
  /** Compact lengths and tagged fields. */
  flexible: boolean;
}

/** By topic id: what is read is of the topic that was meant, also when another has its name by now. Brokers since 3.1. */
export const FETCH_BY_ID: Api<WireFetch, WireFetched> = {
  key: KEY,
  name: 'Fetch by topic id',
  versions: [fetchVersion({ number: 13, topicIds: true, flexible: true })],
};

/** By topic name, for brokers and topics without ids. Brokers since 2.3. */
export const FETCH_BY_NAME: Api<WireFetch, WireFetched> = {
  key: KEY,
  name: 'Fetch',
  versions: [
    fetchVersion({ number: 12, topicIds: false, flexible: true }),
    fetchVersion({ number: 11, topicIds: false, flexible: false }),
  ],
};

function fetchVersion(format: Format): ApiVersion<WireFetch, WireFetched> {
  const api = createAPI<[WireFetch], WireFetched>(
    KEY,
    format.number,
    (request: WireFetch) => writeRequest(request, format),
    (_correlationId, _key, _version, reader) => readAnswer(reader, format),
    format.flexible,
    format.flexible,
  );
  return version(
    format.number,
    (connection: Connection, request: WireFetch) => api.async(connection, request),
    (answer) => answer,
  );
}

function writeRequest(
  { maxWaitMs, minBytes, maxBytes, isolation, topics }: WireFetch,
  { topicIds, flexible }: Format,
): Writer {
  const writer = Writer.create()
    .appendInt32(NO_REPLICA)
    .appendInt32(maxWaitMs)
    .appendInt32(minBytes)
    .appendInt32(maxBytes)
    .appendInt8(isolation)
    .appendInt32(SESSIONLESS.id)
    .appendInt32(SESSIONLESS.epoch)
    .appendArray(
      topics,
      (w, { topic, partitions }) => {
        if (topicIds) w.appendUUID(topic);
        else w.appendString(topic, flexible);
        w.appendArray(
          partitions,
          (p, { partition, leaderEpoch, offset, maxBytes: partitionBytes }) => {
            p.appendInt32(partition).appendInt32(leaderEpoch).appendInt64(offset);
            if (flexible) p.appendInt32(UNKNOWN_EPOCH);
            p.appendInt64(UNKNOWN_OFFSET).appendInt32(partitionBytes);
          },
          flexible,
          flexible,
        );
      },
      flexible,
      flexible,
    )
    // Forgotten topics, which only sessions have, and no rack: always the leader is asked.
    .appendArray([], () => undefined, flexible, flexible)
    .appendString('', flexible);
  return flexible ? writer.appendTaggedFields() : writer;
}

function readAnswer(reader: Reader, { topicIds, flexible }: Format): WireFetched {
  const throttleTimeMs = reader.readInt32();
  const errorCode = reader.readInt16();
  reader.skip(4);
  const topics = reader.readArray(
    (t) => ({
      topic: topicIds ? t.readUUID() : t.readString(flexible),
      partitions: t.readArray((p) => readPartition(p, flexible), flexible, flexible),
    }),
    flexible,
    flexible,
  );
  if (flexible) reader.readTaggedFields();
  return { throttleTimeMs, errorCode, topics };
}

function readPartition(reader: Reader, flexible: boolean): WireFetchedPartition {
  const partition = reader.readInt32();
  const errorCode = reader.readInt16();
  const highWatermark = reader.readInt64();
  const lastStable = reader.readInt64();
  const logStart = reader.readInt64();
  const abortedTransactions =
    reader.readNullableArray((a) => ({ producerId: a.readInt64(), firstOffset: a.readInt64() }), flexible, flexible) ??
    [];
  // The read replica that the leader would rather see asked: only named to a client that gives its rack.
  reader.skip(4);
  const records = reader.readNullableBytes(flexible) ?? NO_RECORDS;
  return { partition, errorCode, highWatermark, lastStable, logStart, abortedTransactions, records };
}
