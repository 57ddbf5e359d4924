import { createAPI, type Reader } from '@platformatic/kafka';
import { describeRequest } from './describe-request.ts';

/** StreamsGroupDescribe (89), version 0 of Kafka 4.1 and later (KIP-1071); the client has no module for it. */
export interface StreamsGroupDescribeAnswer {
  throttleTimeMs: number;
  groups: WireStreamsGroup[];
}

export interface WireStreamsGroup {
  errorCode: number;
  errorMessage: string | null;
  groupId: string;
  groupState: string;
  groupEpoch: number;
  assignmentEpoch: number;
  /** Null before a member has sent it. */
  topology: { epoch: number; subtopologies: WireSubtopology[] | null } | null;
  members: WireStreamsMember[];
}

export interface WireSubtopology {
  subtopologyId: string;
  sourceTopics: string[];
  repartitionSinkTopics: string[];
  stateChangelogTopics: string[];
  repartitionSourceTopics: string[];
}

export interface WireStreamsMember {
  memberId: string;
  memberEpoch: number;
  instanceId: string | null;
  clientId: string;
  clientHost: string;
  processId: string;
  assignment: WireTasks;
  targetAssignment: WireTasks;
}

export interface WireTasks {
  activeTasks: WireTaskIds[];
  standbyTasks: WireTaskIds[];
  warmupTasks: WireTaskIds[];
}

export interface WireTaskIds {
  subtopologyId: string;
  partitions: number[];
}

/** The answer; error codes stand in it, for its reader to look at. What the console has no use for is left out. */
export function parseResponse(_correlationId: number, _key: number, _version: number, reader: Reader) {
  const answer: StreamsGroupDescribeAnswer = {
    throttleTimeMs: reader.readInt32(),
    groups: reader.readArray(readGroup),
  };
  reader.readTaggedFields();
  return answer;
}

function readGroup(reader: Reader): WireStreamsGroup {
  const group = {
    errorCode: reader.readInt16(),
    errorMessage: reader.readNullableString(),
    groupId: reader.readString(),
    groupState: reader.readString(),
    groupEpoch: reader.readInt32(),
    assignmentEpoch: reader.readInt32(),
    topology: reader.readNullableStruct(() => readTopology(reader)),
    members: reader.readArray(readMember),
  };
  reader.readInt32(); // operations that are allowed
  return group;
}

function readTopology(reader: Reader) {
  const topology = { epoch: reader.readInt32(), subtopologies: reader.readNullableArray(readSubtopology) };
  reader.readTaggedFields();
  return topology;
}

const readSubtopology = (reader: Reader): WireSubtopology => ({
  subtopologyId: reader.readString(),
  sourceTopics: readStrings(reader),
  repartitionSinkTopics: readStrings(reader),
  stateChangelogTopics: reader.readArray(readTopicName),
  repartitionSourceTopics: reader.readArray(readTopicName),
});

/** A topic that the application makes for itself: only its name is of use here. */
function readTopicName(reader: Reader): string {
  const name = reader.readString();
  reader.readInt32(); // partitions
  reader.readInt16(); // replication factor
  reader.readArray(skipKeyValue); // configuration
  return name;
}

function readMember(reader: Reader): WireStreamsMember {
  const memberId = reader.readString();
  const memberEpoch = reader.readInt32();
  const instanceId = reader.readNullableString();
  reader.readNullableString(); // rack
  const clientId = reader.readString();
  const clientHost = reader.readString();
  reader.readInt32(); // topology epoch
  const processId = reader.readString();
  reader.readNullableStruct(() => skipEndpoint(reader));
  reader.readArray(skipKeyValue); // client tags
  reader.readArray(skipTaskOffset); // offsets of tasks
  reader.readArray(skipTaskOffset); // end offsets of tasks
  const assignment = readTasks(reader);
  const targetAssignment = readTasks(reader);
  reader.readBoolean(); // still on the classic protocol
  return { memberId, memberEpoch, instanceId, clientId, clientHost, processId, assignment, targetAssignment };
}

function readTasks(reader: Reader): WireTasks {
  const tasks = {
    activeTasks: reader.readArray(readTaskIds),
    standbyTasks: reader.readArray(readTaskIds),
    warmupTasks: reader.readArray(readTaskIds),
  };
  reader.readTaggedFields();
  return tasks;
}

const readTaskIds = (reader: Reader): WireTaskIds => ({
  subtopologyId: reader.readString(),
  partitions: reader.readArray((item) => item.readInt32(), true, false),
});

const readStrings = (reader: Reader): string[] => reader.readArray((item) => item.readString(), true, false);

function skipEndpoint(reader: Reader): void {
  reader.readString();
  reader.readUnsignedInt16();
  reader.readTaggedFields();
}

function skipKeyValue(reader: Reader): void {
  reader.readString();
  reader.readString();
}

function skipTaskOffset(reader: Reader): void {
  reader.readString();
  reader.readInt32();
  reader.readInt64();
}

export const api = createAPI<[groupIds: readonly string[]], StreamsGroupDescribeAnswer>(
  89,
  0,
  describeRequest,
  parseResponse,
);
