import {
  consumerGroupDescribeV0,
  describeGroupsV5,
  listGroupsV3,
  listGroupsV4,
  listGroupsV5,
} from '@platformatic/kafka';
import { type Api, version } from './api-versions.ts';
import type { BrokerLink } from './broker-link.ts';
import { type Failure, kafkaFailure, type Outcome, succeed } from './failure.ts';
import { type AssignedTopic, decodeAssignment, decodeSubscription } from './member-protocol.ts';

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
}

export interface GroupDescription {
  state: string;
  assignor: string | null;
  /** Group epoch of KIP-848; null for classic groups. */
  epoch: number | null;
  members: GroupMember[];
}

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

const readListing = (wire: WireListing): ListAnswer => ({
  throttleTimeMs: wire.throttleTimeMs,
  errorCode: wire.errorCode,
  groups: wire.groups.map(({ groupId, protocolType, groupState, groupType }) => ({
    groupId,
    protocolType,
    state: groupState ?? null,
    type: groupTypeOf(groupType),
  })),
});

// Brokers without types (before 3.8) know classic groups only, or show new ones as such.
function groupTypeOf(wire: string | undefined): GroupType {
  const type = wire?.toLowerCase() ?? 'classic';
  return type === 'classic' || type === 'consumer' || type === 'streams' || type === 'share' ? type : 'unknown';
}

const LIST_GROUPS: Api<null, ListAnswer> = {
  key: 16,
  name: 'ListGroups',
  versions: [
    version(5, (connection) => listGroupsV5.api.async(connection, [], []), readListing),
    version(4, (connection) => listGroupsV4.api.async(connection, [], []), readListing),
    version(3, (connection) => listGroupsV3.api.async(connection, [], []), readListing),
  ],
};

/** Groups whose coordinator is this broker. */
export async function listGroups(link: BrokerLink): Promise<Outcome<GroupListing>> {
  const answer = await link.request(LIST_GROUPS, null);
  if (!answer.ok) return answer;
  const { errorCode, groups } = answer.value;
  return succeed({ groups, failure: errorCode === 0 ? null : kafkaFailure(errorCode, link.brokerId) });
}

interface DescribeAnswer {
  throttleTimeMs: number;
  groups: { groupId: string; outcome: Outcome<GroupDescription> }[];
}

type WireClassic = Awaited<ReturnType<typeof describeGroupsV5.api.async>>;
type WireConsumer = Awaited<ReturnType<typeof consumerGroupDescribeV0.api.async>>;

const DESCRIBE_CLASSIC: Api<string[], DescribeAnswer> = {
  key: 15,
  name: 'DescribeGroups',
  versions: [
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

function readClassic(wire: WireClassic): DescribeAnswer {
  const groups = wire.groups.map((group) => {
    if (group.errorCode !== 0) return { groupId: group.groupId, outcome: refused(group.errorCode) };
    const stable = group.groupState === 'Stable';
    const consumerProtocol = group.protocolType === 'consumer';
    const members = group.members.map((member) => ({
      memberId: member.memberId,
      instanceId: member.groupInstanceId || null,
      clientId: member.clientId,
      host: hostOf(member.clientHost),
      subscribed: stable && consumerProtocol ? decodeSubscription(member.memberMetadata) : null,
      assignment: stable && consumerProtocol ? decodeAssignment(member.memberAssignment) : null,
    }));
    const assignor = group.protocolData || null;
    return { groupId: group.groupId, outcome: succeed({ state: group.groupState, assignor, epoch: null, members }) };
  });
  return { throttleTimeMs: wire.throttleTimeMs, groups };
}

function readConsumer(wire: WireConsumer): DescribeAnswer {
  const groups = wire.groups.map((group) => {
    if (group.errorCode !== 0) return { groupId: group.groupId, outcome: refused(group.errorCode, group.errorMessage) };
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
    }));
    const description = {
      state: group.groupState,
      assignor: group.assignorName || null,
      epoch: group.groupEpoch,
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

const refused = (errorCode: number, message?: string | null): Outcome<GroupDescription> => ({
  ok: false,
  failure: kafkaFailure(errorCode, null, message),
});

/** Java brokers print an InetAddress: "/10.0.3.7" or "name/10.0.3.7". */
const hostOf = (clientHost: string): string => clientHost.slice(clientHost.lastIndexOf('/') + 1);

/** Descriptions of the groups of one type that this broker coordinates. Other types than classic and consumer are refused here. */
export async function describeGroups(
  link: BrokerLink,
  type: 'classic' | 'consumer',
  groupIds: string[],
): Promise<Map<string, Outcome<GroupDescription>>> {
  if (groupIds.length === 0) return new Map();
  const answer = await link.request(type === 'classic' ? DESCRIBE_CLASSIC : DESCRIBE_CONSUMER, groupIds);
  if (!answer.ok) return new Map(groupIds.map((groupId) => [groupId, answer]));
  return new Map(answer.value.groups.map(({ groupId, outcome }) => [groupId, outcome]));
}
