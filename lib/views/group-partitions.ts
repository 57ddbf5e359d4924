import type { GroupMember, GroupPartition } from '#lib/api/schemas/groups.ts';
import type { GroupMemberNow, PartitionException } from '#lib/history/contract.ts';
import type { LatestPartition } from '#lib/history/read/latest.ts';
import { lagBetween } from '#lib/lag/lag-between.ts';
import { countsInTotal, LAG_STATES, type LagState } from '#lib/lag/state.ts';

/** One topic of a group: what the engine judged, and what the newest poll read. */
export interface GroupTopic {
  topic: string;
  /** Null where the brokers have no topic ids. */
  topicId: string | null;
  exceptions: readonly PartitionException[];
  /** Empty when the newest poll could not read the group's offsets. */
  latest: readonly LatestPartition[];
  /** The poll `latest` is of, where that is not the one the engine judged by: later ones could not be kept. */
  latestFromMs: number | null;
  /** By partition. */
  leaders: ReadonlyMap<number, number | null>;
}

/**
 * Every partition the group has to do with, worst first: those it has a position on and those the engine has something to say
 * about. `readCommitted`: the group's end is the last stable offset.
 */
export function groupPartitions(
  topics: readonly GroupTopic[],
  members: readonly GroupMemberNow[],
  readCommitted: boolean,
): GroupPartition[] {
  const holders = holderIndex(members);
  return topics.flatMap((topic) => partitionsOf(topic, holders, readCommitted)).sort(worstFirst);
}

/** The members with the known lag of what they hold; null where nothing of it is known. */
export function groupMembers(members: readonly GroupMemberNow[], partitions: readonly GroupPartition[]): GroupMember[] {
  const held = Map.groupBy(partitions, (partition) => partition.memberId);
  return members.map((member) => ({ ...member, lag: knownLag(held.get(member.memberId) ?? []) }));
}

function partitionsOf(
  topic: GroupTopic,
  holders: ReadonlyMap<string, GroupMemberNow>,
  readCommitted: boolean,
): GroupPartition[] {
  const exceptions = new Map(topic.exceptions.map((exception) => [exception.partition, exception]));
  const latest = new Map(topic.latest.map((position) => [position.partition, position]));
  const concerned = topic.latest.filter(({ committed }) => typeof committed === 'bigint').map((one) => one.partition);
  return [...new Set([...concerned, ...exceptions.keys()])].map((partition) => {
    const exception = exceptions.get(partition);
    const position = latest.get(partition);
    const end = endOf(position, readCommitted);
    const committed = typeof position?.committed === 'bigint' ? position.committed : null;
    const holder = holders.get(holderKey(topic.topic, partition));
    return {
      topic: topic.topic,
      topicId: topic.topicId,
      partition,
      state: stateOf(exception),
      stateSince: isoOf(exception?.sinceMs),
      reason: reasonOf(exception?.reason ?? null, position ? topic.latestFromMs : null),
      logStart: decimal(position?.logStart),
      end: decimal(end),
      committed: decimal(committed),
      lag: exception ? exception.lag : decimal(lagBetween(committed, end)),
      lagIsLastKnown: exception?.lagIsLastKnown ?? topic.latestFromMs !== null,
      leader: topic.leaders.get(partition) ?? null,
      memberId: holder?.memberId ?? null,
      clientId: holder?.clientId ?? null,
      memberHost: holder?.host ?? null,
      lastCommitAt: isoOf(position?.lastCommitAtMs),
      metadata: exception?.metadata ?? null,
    };
  });
}

function endOf(position: LatestPartition | undefined, readCommitted: boolean): bigint | null {
  if (position === undefined || position.highWatermark === null) return null;
  if (!readCommitted) return position.highWatermark;
  return position.open === null ? null : position.highWatermark - position.open;
}

/** What the engine said, then how old the positions beside it are where they are older. */
function reasonOf(said: string | null, positionFromMs: number | null): string | null {
  if (positionFromMs === null) return said;
  const older = `positions are those of ${secondsOf(positionFromMs)}, the last poll that is kept`;
  return said === null ? older : `${said}; ${older}`;
}

/** A state this version does not know (written by a newer engine) is shown as unknown rather than as calm. */
function stateOf(exception: PartitionException | undefined): LagState {
  if (exception === undefined) return 'ok';
  return LAG_STATES.find((state) => state === exception.state) ?? 'unknown';
}

function worstFirst(one: GroupPartition, other: GroupPartition): number {
  return (
    LAG_STATES.indexOf(one.state) - LAG_STATES.indexOf(other.state) ||
    compare(BigInt(other.lag ?? -1), BigInt(one.lag ?? -1)) ||
    compare(one.topic, other.topic) ||
    one.partition - other.partition
  );
}

function compare<T extends bigint | string>(one: T, other: T): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function holderIndex(members: readonly GroupMemberNow[]): Map<string, GroupMemberNow> {
  const holders = new Map<string, GroupMemberNow>();
  for (const member of members) {
    for (const { topic, partitions } of member.partitions) {
      for (const partition of partitions) holders.set(holderKey(topic, partition), member);
    }
  }
  return holders;
}

const holderKey = (topic: string, partition: number): string => `${topic}/${partition}`;

function knownLag(partitions: readonly GroupPartition[]): string | null {
  const known = partitions.flatMap(({ state, lag, lagIsLastKnown }) =>
    countsInTotal(state) && lag !== null && !lagIsLastKnown ? [BigInt(lag)] : [],
  );
  return known.length === 0 ? null : known.reduce((sum, lag) => sum + lag, 0n).toString();
}

const decimal = (value: bigint | null | undefined): string | null => value?.toString() ?? null;

const secondsOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

const isoOf = (ms: number | null | undefined): string | null => (ms == null ? null : new Date(ms).toISOString());
