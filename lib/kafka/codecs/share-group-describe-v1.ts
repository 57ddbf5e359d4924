import { createAPI, type Reader } from '@platformatic/kafka';
import { describeRequest } from './describe-request.ts';

/** ShareGroupDescribe (77), version 1 of Kafka 4.1 and later (KIP-932); the client has no module for it. */
export interface ShareGroupDescribeAnswer {
  throttleTimeMs: number;
  groups: WireShareGroup[];
}

export interface WireShareGroup {
  errorCode: number;
  errorMessage: string | null;
  groupId: string;
  groupState: string;
  groupEpoch: number;
  assignmentEpoch: number;
  assignorName: string;
  members: WireShareMember[];
}

export interface WireShareMember {
  memberId: string;
  memberEpoch: number;
  clientId: string;
  clientHost: string;
  subscribedTopicNames: string[];
  assignment: { topicName: string; partitions: number[] }[];
}

/** The answer; error codes stand in it, for its reader to look at. What the console has no use for is left out. */
export function parseResponse(_correlationId: number, _key: number, _version: number, reader: Reader) {
  const answer: ShareGroupDescribeAnswer = { throttleTimeMs: reader.readInt32(), groups: reader.readArray(readGroup) };
  reader.readTaggedFields();
  return answer;
}

function readGroup(reader: Reader): WireShareGroup {
  const group = {
    errorCode: reader.readInt16(),
    errorMessage: reader.readNullableString(),
    groupId: reader.readString(),
    groupState: reader.readString(),
    groupEpoch: reader.readInt32(),
    assignmentEpoch: reader.readInt32(),
    assignorName: reader.readString(),
    members: reader.readArray(readMember),
  };
  reader.readInt32(); // operations that are allowed
  return group;
}

function readMember(reader: Reader): WireShareMember {
  const memberId = reader.readString();
  reader.readNullableString(); // rack
  const member = {
    memberId,
    memberEpoch: reader.readInt32(),
    clientId: reader.readString(),
    clientHost: reader.readString(),
    subscribedTopicNames: reader.readArray((item) => item.readString(), true, false),
    assignment: reader.readArray(readTopicPartitions),
  };
  reader.readTaggedFields(); // of the assignment, a structure of its own
  return member;
}

function readTopicPartitions(reader: Reader) {
  reader.readUUID();
  return { topicName: reader.readString(), partitions: reader.readArray((item) => item.readInt32(), true, false) };
}

export const api = createAPI<[groupIds: readonly string[]], ShareGroupDescribeAnswer>(
  77,
  1,
  describeRequest,
  parseResponse,
);
