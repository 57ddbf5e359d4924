import { createAPI, type Reader, Writer } from '@platformatic/kafka';

/**
 * DescribeShareGroupOffsets (90) of Kafka 4.1 and later (KIP-932); the client has no module for it. Version 1 (KIP-1226)
 * adds the lag.
 */
export interface DescribeShareGroupOffsetsAnswer {
  throttleTimeMs: number;
  groups: WireShareOffsets[];
}

export interface WireShareOffsets {
  groupId: string;
  topics: { topicName: string; partitions: WireSharePartition[] }[];
  errorCode: number;
  errorMessage: string | null;
}

export interface WireSharePartition {
  partitionIndex: number;
  /** -1: nothing was delivered from there yet. */
  startOffset: bigint;
  leaderEpoch: number;
  /** -1: not known to the broker, or asked in version 0. */
  lag: bigint;
  errorCode: number;
  errorMessage: string | null;
}

/** The request for every partition that these groups have a position on. */
export function createRequest(groupIds: readonly string[]): Writer {
  return Writer.create()
    .appendArray([...groupIds], (writer, groupId) => {
      writer.appendString(groupId).appendArray(null, () => undefined);
    })
    .appendTaggedFields();
}

/** Reads answers of one version; error codes stand in them, for their reader to look at. */
export function responseParser(version: 0 | 1) {
  return (_correlationId: number, _key: number, _version: number, reader: Reader): DescribeShareGroupOffsetsAnswer => {
    const answer = { throttleTimeMs: reader.readInt32(), groups: reader.readArray((item) => readGroup(item, version)) };
    reader.readTaggedFields();
    return answer;
  };
}

const readGroup = (reader: Reader, version: 0 | 1): WireShareOffsets => ({
  groupId: reader.readString(),
  topics: reader.readArray((item) => readTopic(item, version)),
  errorCode: reader.readInt16(),
  errorMessage: reader.readNullableString(),
});

function readTopic(reader: Reader, version: 0 | 1) {
  const topicName = reader.readString();
  reader.readUUID();
  return { topicName, partitions: reader.readArray((item) => readPartition(item, version)) };
}

const readPartition = (reader: Reader, version: 0 | 1): WireSharePartition => ({
  partitionIndex: reader.readInt32(),
  startOffset: reader.readInt64(),
  leaderEpoch: reader.readInt32(),
  lag: version === 0 ? -1n : reader.readInt64(),
  errorCode: reader.readInt16(),
  errorMessage: reader.readNullableString(),
});

type Arguments = [groupIds: readonly string[]];

export const apiV0 = createAPI<Arguments, DescribeShareGroupOffsetsAnswer>(90, 0, createRequest, responseParser(0));
export const apiV1 = createAPI<Arguments, DescribeShareGroupOffsetsAnswer>(90, 1, createRequest, responseParser(1));
