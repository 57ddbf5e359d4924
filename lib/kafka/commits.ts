import { offsetFetchV7, offsetFetchV8, offsetFetchV9 } from '@platformatic/kafka';
import { type Api, version } from './api-versions.ts';
import type { BrokerLink } from './broker-link.ts';
import { guardedFailure, type Outcome, succeed } from './failure.ts';
import { describeGroup } from './grants.ts';

/** As on the wire, kept as decoded: 30,000 of them per poll are not copied. */
export interface CommittedPartition {
  partitionIndex: number;
  committedOffset: bigint;
  committedLeaderEpoch: number;
  metadata?: string | null | undefined;
  errorCode: number;
  /** Share groups only, whose start offset stands in the place of a commit: the lag by their coordinator; null if it cannot tell. */
  undelivered?: bigint | null;
}

export interface CommittedTopic {
  name: string;
  partitions: CommittedPartition[];
}

export type GroupCommits = Map<string, Outcome<CommittedTopic[]>>;

interface CommitsAnswer {
  throttleTimeMs: number;
  groups: { groupId: string; topics: CommittedTopic[]; errorCode: number }[];
}

// A null topic list asks for every commit of the group.
const allOf = (groupId: string) => ({ groupId, memberId: null, memberEpoch: -1, topics: null });
const asAnswer = (wire: CommitsAnswer): CommitsAnswer => wire;

/** Many groups in one request, Kafka 3.0 and later. */
const OFFSET_FETCH: Api<string[], CommitsAnswer> = {
  key: 9,
  name: 'OffsetFetch',
  versions: [
    version(
      9,
      (connection, groupIds: string[]) => offsetFetchV9.api.async(connection, groupIds.map(allOf), false),
      asAnswer,
    ),
    version(
      8,
      (connection, groupIds: string[]) => offsetFetchV8.api.async(connection, groupIds.map(allOf), false),
      asAnswer,
    ),
  ],
};

interface SingleAnswer {
  throttleTimeMs: number;
  topics: CommittedTopic[];
  errorCode: number;
}

/** One group a request, for brokers before 3.0. */
const OFFSET_FETCH_SINGLE: Api<string, SingleAnswer> = {
  key: 9,
  name: 'OffsetFetch',
  versions: [
    version(
      7,
      (connection, groupId: string) => offsetFetchV7.api.async(connection, [allOf(groupId)], false),
      ({ throttleTimeMs, topics, errorCode }) => ({ throttleTimeMs, topics, errorCode }),
    ),
  ],
};

/** Committed offsets of the groups that this broker coordinates. Never ask it of share groups: it answers empty without error. */
export async function fetchCommits(link: BrokerLink, groupIds: string[]): Promise<GroupCommits> {
  if (groupIds.length === 0) return new Map();
  const many = await link.supports(OFFSET_FETCH);
  if (!many.ok && many.failure.code === 'UNSUPPORTED_VERSION') return fetchOneByOne(link, groupIds);
  const answer = await link.request(OFFSET_FETCH, groupIds);
  if (!answer.ok) return new Map(groupIds.map((groupId) => [groupId, answer]));
  return new Map(
    answer.value.groups.map(({ groupId, topics, errorCode }) => [groupId, commitsOf(groupId, topics, errorCode, link)]),
  );
}

async function fetchOneByOne(link: BrokerLink, groupIds: string[]): Promise<GroupCommits> {
  const answers = await Promise.all(groupIds.map((groupId) => link.request(OFFSET_FETCH_SINGLE, groupId)));
  return new Map(
    groupIds.map((groupId, index) => {
      const answer = answers[index];
      if (!answer) throw new Error('one answer per group');
      return [groupId, answer.ok ? commitsOf(groupId, answer.value.topics, answer.value.errorCode, link) : answer];
    }),
  );
}

const commitsOf = (
  groupId: string,
  topics: CommittedTopic[],
  errorCode: number,
  { brokerId }: BrokerLink,
): Outcome<CommittedTopic[]> =>
  errorCode === 0
    ? succeed(topics)
    : { ok: false, failure: guardedFailure(errorCode, describeGroup(groupId), brokerId) };
