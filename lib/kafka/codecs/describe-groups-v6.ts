import { createAPI, type Reader } from '@platformatic/kafka';
import { describeRequest } from './describe-request.ts';

/**
 * DescribeGroups (15), version 6 of Kafka 4.0 and later (KIP-1043): it says GROUP_ID_NOT_FOUND where older versions answer
 * with a group that is Dead. The client has it up to version 5.
 */
export interface DescribeGroupsAnswer {
  throttleTimeMs: number;
  groups: WireClassicGroup[];
}

export interface WireClassicGroup {
  errorCode: number;
  errorMessage?: string | null;
  groupId: string;
  groupState: string;
  protocolType: string;
  protocolData: string;
  members: WireClassicMember[];
}

export interface WireClassicMember {
  memberId: string;
  groupInstanceId?: string | null | undefined;
  clientId: string;
  clientHost: string;
  memberMetadata: Buffer;
  memberAssignment: Buffer;
}

/** The answer; error codes stand in it, for its reader to look at. */
export function parseResponse(_correlationId: number, _key: number, _version: number, reader: Reader) {
  const answer: DescribeGroupsAnswer = { throttleTimeMs: reader.readInt32(), groups: reader.readArray(readGroup) };
  reader.readTaggedFields();
  return answer;
}

function readGroup(reader: Reader): WireClassicGroup {
  const group = {
    errorCode: reader.readInt16(),
    errorMessage: reader.readNullableString(),
    groupId: reader.readString(),
    groupState: reader.readString(),
    protocolType: reader.readString(),
    protocolData: reader.readString(),
    members: reader.readArray(readMember),
  };
  reader.readInt32(); // operations that are allowed
  return group;
}

const readMember = (reader: Reader): WireClassicMember => ({
  memberId: reader.readString(),
  groupInstanceId: reader.readNullableString(),
  clientId: reader.readString(),
  clientHost: reader.readString(),
  memberMetadata: reader.readBytes(),
  memberAssignment: reader.readBytes(),
});

export const api = createAPI<[groupIds: readonly string[]], DescribeGroupsAnswer>(
  15,
  6,
  describeRequest,
  parseResponse,
);
