import type { Flow } from '#lib/api/schemas/flow.ts';
import type { GroupMember, GroupPartition, GroupRow } from '#lib/api/schemas/groups.ts';
import type { GroupMemberNow, LossNow, PartitionException, PartitionStatusNow } from '#lib/history/contract.ts';
import type { LatestPartition } from '#lib/history/read/latest.ts';
import type { Flows } from '#lib/lag/flow-window.ts';
import { lagBetween } from '#lib/lag/lag-between.ts';
import { lagCourse } from '#lib/lag/lag-course.ts';
import { countsInTotal, LAG_STATES, type LagState } from '#lib/lag/state.ts';
import { dangerRank, type Status, severityOf, statusOf } from '#lib/lag/status/status.ts';
import { threeDigits } from '#lib/lag/three-digits.ts';
import { type TimeLag, timeLagNow } from '#lib/lag/time-lag.ts';
import { partitionLoss } from './loss-column.ts';

/** One topic of a group: what the engine judged, and what the newest poll read. */
export interface GroupTopic {
  topic: string;
  /** Null where the brokers have no topic ids. */
  topicId: string | null;
  exceptions: readonly PartitionException[];
  statuses: readonly PartitionStatusNow[];
  /** Empty when the newest poll could not read the group's offsets. */
  latest: readonly LatestPartition[];
  /** The poll `latest` is of, where that is not the one the engine judged by: later ones could not be kept. */
  latestFromMs: number | null;
  /** Median time between commits while there is lag; null while unknown. */
  commitGapMs: number | null;
  /** How positions move; index = partition, null where that is not known. */
  flows: readonly (Flows | null)[];
  /** How far behind in time a partition is, by the poll the engine judged by. */
  timeLag(partition: number): TimeLag;
  /** The poll the engine judged by. */
  pollMs: number;
  /** After which age records are deleted; null where none are, or nobody knows. */
  retentionMs: number | null;
  loss: LossNow | null;
  /** By partition. */
  leaders: ReadonlyMap<number, number | null>;
}

/**
 * Every partition the group has to do with, worst first: those it has a position on and those the engine has something to say
 * about. `readCommitted`: the group's end is the last stable offset. `shared`: a partition may have many members, so none is
 * named.
 */
export function groupPartitions(
  topics: readonly GroupTopic[],
  members: readonly GroupMemberNow[],
  { readCommitted, shared, hot = [] }: { readCommitted: boolean; shared: boolean; hot?: GroupRow['hot'] },
): GroupPartition[] {
  const holders = holderIndex(shared ? [] : members);
  const hotSince = new Map(hot.map(({ topic, partition, since }) => [placeKey(topic, partition), since]));
  return topics.flatMap((topic) => partitionsOf(topic, holders, hotSince, readCommitted)).sort(worstFirst);
}

/** The members with the known lag of what they hold; null where nothing of it is known. */
export function groupMembers(members: readonly GroupMemberNow[], partitions: readonly GroupPartition[]): GroupMember[] {
  const held = Map.groupBy(partitions, (partition) => partition.memberId);
  return members.map((member) => ({
    ...member,
    tasks: member.tasks ?? null,
    lag: knownLag(held.get(member.memberId) ?? []),
  }));
}

function partitionsOf(
  topic: GroupTopic,
  holders: ReadonlyMap<string, GroupMemberNow>,
  hotSince: ReadonlyMap<string, string>,
  readCommitted: boolean,
): GroupPartition[] {
  const exceptions = new Map(topic.exceptions.map((exception) => [exception.partition, exception]));
  const statuses = statusByPartition(topic.statuses);
  const latest = new Map(topic.latest.map((position) => [position.partition, position]));
  const concerned = topic.latest.filter(({ committed }) => typeof committed === 'bigint').map((one) => one.partition);
  return [...new Set([...concerned, ...exceptions.keys()])].map((partition) => {
    const exception = exceptions.get(partition);
    const position = latest.get(partition);
    const end = endOf(position, readCommitted);
    const committed = typeof position?.committed === 'bigint' ? position.committed : null;
    const place = placeKey(topic.topic, partition);
    const holder = holders.get(place);
    const state = stateOf(exception);
    const timeLag = topic.timeLag(partition);
    const lag = exception ? exception.lag : decimal(lagBetween(committed, end));
    const lagIsLastKnown = exception?.lagIsLastKnown ?? topic.latestFromMs !== null;
    return {
      topic: topic.topic,
      topicId: topic.topicId,
      partition,
      state,
      stateSince: isoOf(exception?.sinceMs),
      status: statuses.get(partition)?.status ?? null,
      statusSince: isoOf(statuses.get(partition)?.sinceMs),
      reason: reasonOf(exception?.reason ?? null, position ? topic.latestFromMs : null),
      logStart: decimal(position?.logStart),
      end: decimal(end),
      committed: decimal(committed),
      lag,
      lagIsAtLeast: exception?.lagIsAtLeast ?? false,
      lagIsLastKnown,
      ...flowOf(countsInTotal(state) && !lagIsLastKnown ? lag : null, topic.flows[partition] ?? null),
      timeLag: timeLagNow(timeLag),
      loss: partitionLoss({
        partition,
        state,
        committed,
        logStart: position?.logStart ?? null,
        timeLag,
        pollMs: topic.pollMs,
        retentionMs: topic.retentionMs,
        loss: topic.loss,
      }),
      hotSince: hotSince.get(place) ?? null,
      leader: topic.leaders.get(partition) ?? null,
      memberId: holder?.memberId ?? null,
      clientId: holder?.clientId ?? null,
      memberHost: holder?.host ?? null,
      lastCommitAt: isoOf(position?.lastCommitAtMs),
      metadata: exception?.metadata ?? null,
    };
  });
}

/** A status this version does not know says nothing. */
function statusByPartition(
  statuses: readonly PartitionStatusNow[],
): Map<number, { status: Status | null; sinceMs: number }> {
  const found = new Map<number, { status: Status | null; sinceMs: number }>();
  for (const { status, sinceMs, runs } of statuses) {
    const told = { status: statusOf(status), sinceMs };
    for (let at = 0; at + 1 < runs.length; at += 2) {
      for (let partition = runs[at] ?? 0; partition <= (runs[at + 1] ?? -1); partition++) found.set(partition, told);
    }
  }
  return found;
}

function flowOf(lag: string | null, flows: Flows | null): Flow {
  const course = lagCourse(lag === null ? null : BigInt(lag), flows?.now ?? null, flows?.long ?? null);
  const { produceRate, consumeRate, trend, drainSeconds } = course;
  return {
    produceRate: threeDigits(produceRate),
    consumeRate: threeDigits(consumeRate),
    lagTrend: trend,
    drainSeconds: threeDigits(drainSeconds),
  };
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
    dangerOf(one) - dangerOf(other) ||
    LAG_STATES.indexOf(one.state) - LAG_STATES.indexOf(other.state) ||
    (other.timeLag.seconds ?? -1) - (one.timeLag.seconds ?? -1) ||
    compare(BigInt(other.lag ?? -1), BigInt(one.lag ?? -1)) ||
    compare(one.topic, other.topic) ||
    one.partition - other.partition
  );
}

/** What takes no part comes last. */
const dangerOf = ({ status }: GroupPartition): number =>
  status === null ? Number.MAX_SAFE_INTEGER : dangerRank(status, severityOf(status, 0));

function compare<T extends bigint | string>(one: T, other: T): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function holderIndex(members: readonly GroupMemberNow[]): Map<string, GroupMemberNow> {
  const holders = new Map<string, GroupMemberNow>();
  for (const member of members) {
    for (const { topic, partitions } of member.partitions) {
      for (const partition of partitions) holders.set(placeKey(topic, partition), member);
    }
  }
  return holders;
}

const placeKey = (topic: string, partition: number): string => `${topic}/${partition}`;

function knownLag(partitions: readonly GroupPartition[]): string | null {
  const known = partitions.flatMap(({ state, lag, lagIsLastKnown }) =>
    countsInTotal(state) && lag !== null && !lagIsLastKnown ? [BigInt(lag)] : [],
  );
  return known.length === 0 ? null : known.reduce((sum, lag) => sum + lag, 0n).toString();
}

const decimal = (value: bigint | null | undefined): string | null => value?.toString() ?? null;

const secondsOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

const isoOf = (ms: number | null | undefined): string | null => (ms == null ? null : new Date(ms).toISOString());
