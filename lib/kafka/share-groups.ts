import { type Api, version } from './api-versions.ts';
import type { BrokerLink } from './broker-link.ts';
import * as describeShareGroupOffsets from './codecs/describe-share-group-offsets.ts';
import * as shareGroupDescribeV1 from './codecs/share-group-describe-v1.ts';
import type { CommittedTopic, GroupCommits } from './commits.ts';
import { guardedFailure, succeed } from './failure.ts';
import { describeGroup } from './grants.ts';
import { hostOf, notDescribed } from './group-answers.ts';
import type { DescribeAnswer } from './groups.ts';

/** Describes share groups (KIP-932): any number of members may hold a partition. */
export const DESCRIBE_SHARE: Api<string[], DescribeAnswer> = {
  key: 77,
  name: 'ShareGroupDescribe',
  versions: [
    version(1, (connection, groupIds) => shareGroupDescribeV1.api.async(connection, groupIds), readShareGroups),
  ],
};

/** The groups of an answer. */
export function readShareGroups(wire: shareGroupDescribeV1.ShareGroupDescribeAnswer): DescribeAnswer {
  const groups = wire.groups.map((group) => {
    if (group.errorCode !== 0) return { groupId: group.groupId, outcome: notDescribed(group) };
    const members = group.members.map((member) => ({
      memberId: member.memberId,
      instanceId: null,
      clientId: member.clientId,
      host: hostOf(member.clientHost),
      subscribed: member.subscribedTopicNames,
      assignment: member.assignment.map(({ topicName, partitions }) => ({ topic: topicName, partitions })),
      tasks: null,
    }));
    const { groupState: state, groupEpoch: epoch, assignorName } = group;
    const description = { state, assignor: assignorName || null, epoch, topology: null, members };
    return { groupId: group.groupId, outcome: succeed(description) };
  });
  return { throttleTimeMs: wire.throttleTimeMs, groups };
}

const DESCRIBE_OFFSETS: Api<string[], describeShareGroupOffsets.DescribeShareGroupOffsetsAnswer> = {
  key: 90,
  name: 'DescribeShareGroupOffsets',
  versions: [
    version(
      1,
      (connection, groupIds) => describeShareGroupOffsets.apiV1.async(connection, groupIds),
      (wire) => wire,
    ),
    version(
      0,
      (connection, groupIds) => describeShareGroupOffsets.apiV0.async(connection, groupIds),
      (wire) => wire,
    ),
  ],
};

/**
 * Start offsets of the share groups that this broker coordinates, in the place of commits: what lies before one was
 * processed. A partition of which nothing was delivered yet has none.
 */
export async function fetchStartOffsets(link: BrokerLink, groupIds: string[]): Promise<GroupCommits> {
  if (groupIds.length === 0) return new Map();
  const answer = await link.request(DESCRIBE_OFFSETS, groupIds);
  if (!answer.ok) return new Map(groupIds.map((groupId) => [groupId, answer]));
  return new Map(
    answer.value.groups.map(({ groupId, topics, errorCode, errorMessage }) => [
      groupId,
      errorCode === 0
        ? succeed(topics.map(asCommits))
        : { ok: false, failure: guardedFailure(errorCode, describeGroup(groupId), link.brokerId, errorMessage) },
    ]),
  );
}

const asCommits = ({
  topicName,
  partitions,
}: describeShareGroupOffsets.WireShareOffsets['topics'][number]): CommittedTopic => ({
  name: topicName,
  partitions: partitions.map(({ partitionIndex, startOffset, leaderEpoch, lag, errorCode }) => ({
    partitionIndex,
    committedOffset: startOffset,
    committedLeaderEpoch: leaderEpoch,
    errorCode,
    undelivered: lag < 0n ? null : lag,
  })),
});
