import { z } from 'zod';
import type { Database, Transaction } from '#lib/db/database.ts';
import type { GroupMemberNow, PartitionException } from '#lib/history/contract.ts';
import { readGroupTurns } from '#lib/history/read/group-turns.ts';
import { type RecentPositions, readRecentPositions } from '#lib/history/read/recent-positions.ts';
import { groupMemberJson, partitionExceptionJson } from '#lib/history/stored-json.ts';
import { type CommitWindow, commitWindow } from '#lib/lag/burrow/commit-window.ts';
import { steadySpans } from '#lib/lag/burrow/steady-spans.ts';
import {
  type BurrowRules,
  completeness,
  type GroupVerdict,
  groupVerdict,
  type PartitionVerdict,
  partitionVerdict,
} from '#lib/lag/burrow/verdict.ts';

/** Polls in which commits are looked for where the newest few cannot have them all. */
const LOOKBACK_POLLS = 360;
/** The newest polls may lie further apart than their interval says; beyond so many intervals they are not looked for. */
const GAPS = 3;

/** One partition of a group as Burrow would have it. */
export interface BurrowPartition {
  topic: string;
  partition: number;
  /** Host and client id of the member that holds it; empty where nobody does. */
  owner: string;
  clientId: string;
  window: CommitWindow;
  verdict: PartitionVerdict;
  /** How much of its window is filled, 0 to 1. */
  complete: number;
}

/** A group as Burrow would have it; partitions by topic and number. */
export interface BurrowConsumer {
  group: string;
  verdict: GroupVerdict;
  partitions: BurrowPartition[];
}

/** The poll that a verdict is of, which the history has. */
export interface BurrowPoll {
  clusterId: number;
  pollMs: number;
  intervalMs: number;
}

/**
 * What Burrow's rules say of a group as of a poll; null when the cluster has none of that name. The newest polls are read, and an hour
 * of them only where the group was not Stable with members, or not read, all that while. Topics that no member subscribes to any more
 * are left out.
 */
export async function readBurrowConsumer(
  database: Database,
  poll: BurrowPoll,
  name: string,
  rules: BurrowRules,
): Promise<BurrowConsumer | null> {
  return database.transaction(
    async (tx) => {
      const [group] = await tx.query(GROUP_SQL, [poll.clusterId, name], groupSchema);
      if (group === undefined) return null;
      const subscriptions = (await tx.query(SUBSCRIPTIONS_SQL, [group.groupId], subscriptionSchema)).filter(isConsumed);
      const { positions, isSteadyAt } = await positionsOf(tx, poll, group, subscriptions, rules.intervals);
      const holders = holdersOf(group.type === 'share' ? [] : group.members);
      const partitions = subscriptions.flatMap((subscription, index) => {
        const ofTopic = positions[index];
        return ofTopic === undefined ? [] : judged(subscription, ofTopic, isSteadyAt, holders, rules);
      });
      return { group: name, verdict: groupVerdict(partitions.map(({ verdict }) => verdict)), partitions };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}

const GROUP_SQL = `
  select group_id as "groupId", name, type, state, detail->'memberList' as members
    from group_now where cluster_id = $1 and name = $2 order by group_id limit 1`;
const groupSchema = z.object({
  groupId: z.int(),
  name: z.string(),
  type: z.string(),
  state: z.string(),
  members: z.array(groupMemberJson),
});
type Group = z.output<typeof groupSchema>;

/** Of a topic that was just recreated the present one counts. */
const SUBSCRIPTIONS_SQL = `
  select distinct on (t.name) s.subscription_id as "subscriptionId", s.topic_id as "topicId", t.name as topic, s.exceptions
    from subscription_now s join topic t on t.id = s.topic_id
   where s.group_id = $1 order by t.name, t.id desc`;
const subscriptionSchema = z.object({
  subscriptionId: z.int(),
  topicId: z.int(),
  topic: z.string(),
  exceptions: z.array(partitionExceptionJson),
});
type Subscription = z.output<typeof subscriptionSchema>;

/** Whether a member still subscribes to the topic: a topic is given up with all its partitions. */
const isConsumed = ({ exceptions }: Subscription): boolean => !exceptions.some(({ state }) => state === 'inactive');

async function positionsOf(
  tx: Transaction,
  { clusterId, pollMs, intervalMs }: BurrowPoll,
  group: Group,
  subscriptions: readonly Subscription[],
  intervals: number,
): Promise<{ positions: RecentPositions[]; isSteadyAt: (atMs: number) => boolean }> {
  const back = (polls: number) => ({ clusterId, fromMs: pollMs - polls * intervalMs, toMs: pollMs + 1 });
  const turns = await readGroupTurns(tx, back(LOOKBACK_POLLS), group.name);
  const isSteadyAt = steadySpans(group.state === 'Stable' && group.members.length > 0, turns);
  const read = (maxPolls: number, range: ReturnType<typeof back>) =>
    readRecentPositions(tx, { ...range, maxPolls }, subscriptions);
  // One more than is kept, so that the first of those kept is known to be no older.
  const few = intervals + 1;
  const newest = await read(few, back(GAPS * few));
  const isEnough = newest.every((one) => one.atMs.every(isSteadyAt) && wasReadLast(one));
  const positions = isEnough ? newest : await read(LOOKBACK_POLLS, back(LOOKBACK_POLLS));
  return { positions, isSteadyAt };
}

/** Whether the newest poll saw every partition. */
const wasReadLast = ({ atMs, partitions, committed }: RecentPositions): boolean =>
  Array.from({ length: partitions }, (_, partition) => committed[(partition + 1) * atMs.length - 1]).every(
    (value) => !Number.isNaN(value),
  );

function judged(
  { topic, exceptions }: Subscription,
  { atMs, partitions, committed, highWatermark }: RecentPositions,
  isSteadyAt: (atMs: number) => boolean,
  holders: ReadonlyMap<string, GroupMemberNow>,
  rules: BurrowRules,
): BurrowPartition[] {
  const allRead = new Set(exceptions.filter(isAllRead).map(({ partition }) => partition));
  return Array.from({ length: partitions }, (_, partition) => {
    const own = (columns: Float64Array) => columns.subarray(partition * atMs.length, (partition + 1) * atMs.length);
    const polls = { atMs, committed: own(committed), ends: own(highWatermark) };
    const seen = commitWindow(polls, isSteadyAt, rules.intervals);
    const window = allRead.has(partition) ? { ...seen, currentLag: 0 } : seen;
    const holder = holders.get(placeKey(topic, partition));
    return {
      topic,
      partition,
      owner: holder?.host ?? '',
      clientId: holder?.clientId ?? '',
      window,
      verdict: partitionVerdict(window, rules),
      complete: completeness(window, rules),
    };
  });
}

/** Nothing but transaction markers and what was aborted or compacted away is left: the consumer cannot commit past it. */
const isAllRead = ({ state, lag }: PartitionException): boolean => state === 'ok' && lag === '0';

function holdersOf(members: readonly GroupMemberNow[]): Map<string, GroupMemberNow> {
  const held = members.flatMap((member) =>
    member.partitions.flatMap(({ topic, partitions }) =>
      partitions.map((partition): [string, GroupMemberNow] => [placeKey(topic, partition), member]),
    ),
  );
  return new Map(held);
}

const placeKey = (topic: string, partition: number): string => `${topic}/${partition}`;
