import {
  consumerGroupDescribeV0,
  describeGroupsV5,
  listGroupsV3,
  listGroupsV4,
  listGroupsV5,
} from '@platformatic/kafka';
import { type Api, version } from './api-versions.ts';
import type { BrokerLink } from './broker-link.ts';
import * as describeGroupsV6 from './codecs/describe-groups-v6.ts';
import { type Failure, kafkaFailure, type Outcome, succeed } from './failure.ts';
import { hostOf, notDescribed } from './group-answers.ts';
import { type AssignedTopic, decodeAssignment, decodeSubscription } from './member-protocol.ts';
import { DESCRIBE_SHARE } from './share-groups.ts';
import { DESCRIBE_STREAMS } from './streams-groups.ts';

export type GroupType = 'classic' | 'consumer' | 'streams' | 'share' | 'unknown';

export interface ListedGroup {
  groupId: string;
  type: GroupType;
  protocolType: string;
  /** Null from brokers that do not tell (before 2.6). */
  state: string | null;
}

/** The groups one broker coordinates. They count even where the answer also carries an error. */
export interface GroupListing {
  groups: ListedGroup[];
  failure: Failure | null;
}

export interface GroupMember {
  memberId: string;
  instanceId: string | null;
  clientId: string;
  host: string;
  /** Null where the broker does not tell: classic groups show it only while Stable. */
  subscribed: string[] | null;
  assignment: AssignedTopic[] | null;
  /** Null but for members of a streams group. */
  tasks: StreamsTasks | null;
}

/** Tasks of one sub-topology: task n reads partition n of its source topics. */
export interface TaskIds {
  subtopology: string;
  partitions: number[];
}

/** What a member of a streams group does; it reads for its active tasks only. */
export interface StreamsTasks {
  active: TaskIds[];
  standby: TaskIds[];
  warmup: TaskIds[];
}

/** A part of a streams application whose tasks run by themselves, with the topics between it and the others. */
export interface Subtopology {
  id: string;
  sourceTopics: string[];
  repartitionSourceTopics: string[];
  repartitionSinkTopics: string[];
  changelogTopics: string[];
}

export interface GroupDescription {
  state: string;
  assignor: string | null;
  /** Group epoch, which each rebalance raises; null for classic groups. */
  epoch: number | null;
  /** Null but for streams groups whose members have sent it. */
  topology: Subtopology[] | null;
  members: GroupMember[];
}

/** The types of group that there is a request for. */
export type DescribableType = Exclude<GroupType, 'unknown'>;

interface ListAnswer {
  throttleTimeMs: number;
  errorCode: number;
  groups: ListedGroup[];
}

interface WireListing {
  throttleTimeMs: number;
  errorCode: number;
  groups: { groupId: string; protocolType: string; groupState?: string; groupType?: string }[];
}

const readListing = (wire: WireListing, typeOf: (groupType: string | undefined) => GroupType): ListAnswer => ({
  throttleTimeMs: wire.throttleTimeMs,
  errorCode: wire.errorCode,
  groups: wire.groups.map(({ groupId, protocolType, groupState, groupType }) => ({
    groupId,
    protocolType,
    state: groupState || null,
    type: typeOf(groupType),
  })),
});

const readTyped = (wire: WireListing) => readListing(wire, groupTypeOf);
/** Brokers without types (before 3.8) know classic groups only, or show new ones as such. */
const readUntyped = (wire: WireListing) => readListing(wire, () => 'classic');

function groupTypeOf(wire: string | undefined): GroupType {
  const type = wire?.toLowerCase();
  return type === 'classic' || type === 'consumer' || type === 'streams' || type === 'share' ? type : 'unknown';
}

const LIST_GROUPS: Api<null, ListAnswer> = {
  key: 16,
  name: 'ListGroups',
  versions: [
    version(5, (connection) => listGroupsV5.api.async(connection, [], []), readTyped),
    version(4, (connection) => listGroupsV4.api.async(connection, [], []), readUntyped),
    version(3, (connection) => listGroupsV3.api.async(connection, [], []), readUntyped),
  ],
};

/** Groups whose coordinator is this broker. */
export async function listGroups(link: BrokerLink): Promise<Outcome<GroupListing>> {
  const answer = await link.request(LIST_GROUPS, null);
  if (!answer.ok) return answer;
  const { errorCode, groups } = answer.value;
  return succeed({ groups, failure: errorCode === 0 ? null : kafkaFailure(errorCode, link.brokerId) });
}

export interface DescribeAnswer {
  throttleTimeMs: number;
  groups: { groupId: string; outcome: Outcome<GroupDescription> }[];
}

type WireConsumer = Awaited<ReturnType<typeof consumerGroupDescribeV0.api.async>>;

const DESCRIBE_CLASSIC: Api<string[], DescribeAnswer> = {
  key: 15,
  name: 'DescribeGroups',
  versions: [
    version(6, (connection, groupIds) => describeGroupsV6.api.async(connection, groupIds), readClassic),
    version(5, (connection, groupIds) => describeGroupsV5.api.async(connection, groupIds, false), readClassic),
  ],
};

const DESCRIBE_CONSUMER: Api<string[], DescribeAnswer> = {
  key: 69,
  name: 'ConsumerGroupDescribe',
  versions: [
    version(0, (connection, groupIds) => consumerGroupDescribeV0.api.async(connection, groupIds, false), readConsumer),
  ],
};

function readClassic(wire: describeGroupsV6.DescribeGroupsAnswer): DescribeAnswer {
  const groups = wire.groups.map((group) => {
    if (group.errorCode !== 0) return { groupId: group.groupId, outcome: notDescribed(group) };
    const stable = group.groupState === 'Stable';
    const consumerProtocol = group.protocolType === 'consumer';
    const members = group.members.map((member) => ({
      memberId: member.memberId,
      instanceId: member.groupInstanceId || null,
      clientId: member.clientId,
      host: hostOf(member.clientHost),
      subscribed: stable && consumerProtocol ? decodeSubscription(member.memberMetadata) : null,
      assignment: stable && consumerProtocol ? decodeAssignment(member.memberAssignment) : null,
      tasks: null,
    }));
    const assignor = group.protocolData || null;
    const description = { state: group.groupState, assignor, epoch: null, topology: null, members };
    return { groupId: group.groupId, outcome: succeed(description) };
  });
  return { throttleTimeMs: wire.throttleTimeMs, groups };
}

function readConsumer(wire: WireConsumer): DescribeAnswer {
  const groups = wire.groups.map((group) => {
    if (group.errorCode !== 0) return { groupId: group.groupId, outcome: notDescribed(group) };
    const members = group.members.map((member) => ({
      memberId: member.memberId,
      instanceId: member.instanceId || null,
      clientId: member.clientId,
      host: hostOf(member.clientHost),
      subscribed: subscribedTopics(member),
      assignment: member.assignment.topicPartitions.map(({ topicName, partitions }) => ({
        topic: topicName,
        partitions,
      })),
      tasks: null,
    }));
    const description = {
      state: group.groupState,
      assignor: group.assignorName || null,
      epoch: group.groupEpoch,
      topology: null,
      members,
    };
    return { groupId: group.groupId, outcome: succeed(description) };
  });
  return { throttleTimeMs: wire.throttleTimeMs, groups };
}

/** A member that subscribes by pattern has no list of names; the topics it was given or is about to be given stand in. */
function subscribedTopics(member: WireConsumer['groups'][number]['members'][number]): string[] {
  const named = member.subscribedTopicNames ?? [];
  if (!member.subscribedTopicRegex) return named;
  const given = [...member.assignment.topicPartitions, ...member.targetAssignment.topicPartitions];
  return [...new Set([...named, ...given.map(({ topicName }) => topicName)])];
}

const DESCRIBE: Record<DescribableType, Api<string[], DescribeAnswer>> = {
  classic: DESCRIBE_CLASSIC,
  consumer: DESCRIBE_CONSUMER,
  streams: DESCRIBE_STREAMS,
  share: DESCRIBE_SHARE,
};

/** Descriptions of the groups of one type that this broker coordinates. A group that it does not know is Dead, whatever the type. */
export async function describeGroups(
  link: BrokerLink,
  type: DescribableType,
  groupIds: string[],
): Promise<Map<string, Outcome<GroupDescription>>> {
  if (groupIds.length === 0) return new Map();
  const answer = await link.request(DESCRIBE[type], groupIds);
  if (!answer.ok) return new Map(groupIds.map((groupId) => [groupId, answer]));
  return new Map(answer.value.groups.map(({ groupId, outcome }) => [groupId, outcome]));
}
