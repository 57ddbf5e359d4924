import type {
  FailureValue,
  GroupMemberNow,
  GroupNow,
  SubscriptionNow,
  SubscriptionSamples,
} from '#lib/history/contract.ts';
import { type Failure, fail } from '#lib/kafka/failure.ts';
import type { GroupDescription } from '#lib/kafka/groups.ts';
import type { LagRules } from '#lib/lag/partition.ts';
import { addTotals, emptyTotals } from '#lib/lag/totals.ts';
import { assembleSubscription, commitsByTopic } from './assemble-subscription.ts';
import type { ClusterMemory, GroupMemory } from './memory.ts';
import { type ClusterObservation, type GroupObservation, isVouchedFor, notListed } from './observation.ts';
import { offlineCoordinator } from './offline-coordinators.ts';
import { advanceTrend, startTrend } from './trend.ts';

export interface GroupContext {
  memory: ClusterMemory;
  observation: ClusterObservation;
  rules: LagRules;
  isReadCommitted(groupId: string): boolean;
  nowMs: number;
  failureValue(failure: Failure | null): FailureValue | null;
}

export interface AssembledGroups {
  groups: GroupNow[];
  subscriptions: SubscriptionNow[];
  samples: SubscriptionSamples[];
}

/** Every group of the poll with its totals, the subscriptions behind them, and the committed offsets for the history. */
export function assembleGroups(context: GroupContext): AssembledGroups {
  const assembled: AssembledGroups = { groups: [], subscriptions: [], samples: [] };
  for (const seen of context.observation.groups) {
    const group = remember(context, seen);
    if (!group) continue;
    assembled.groups.push(assembleGroup(context, seen, group, assembled));
  }
  return assembled;
}

/** Takes one sighting into memory; null when the group is gone. */
function remember({ memory, observation, rules, nowMs }: GroupContext, seen: GroupObservation): GroupMemory | null {
  const group = memory.groups.get(seen.groupId) ?? beginGroup(seen, nowMs);
  // A listing with holes says nothing of who is missing.
  group.absentSinceMs = seen.listed || !observation.listingComplete ? null : (group.absentSinceMs ?? nowMs);
  if (group.absentSinceMs !== null && nowMs - group.absentSinceMs >= rules.threePollsMs) {
    memory.groups.delete(seen.groupId);
    return null;
  }
  group.type = seen.type;
  group.protocolType = seen.protocolType || group.protocolType;
  group.state = (seen.description?.ok ? seen.description.value.state : null) ?? seen.state ?? group.state;
  group.coordinator = seen.coordinator;
  if (seen.description?.ok) takeDescription(group, seen.description.value);
  memory.groups.set(seen.groupId, group);
  return group;
}

const beginGroup = ({ type, protocolType, state, coordinator }: GroupObservation, nowMs: number): GroupMemory => ({
  type,
  protocolType,
  state: state ?? 'Unknown',
  coordinator,
  absentSinceMs: null,
  members: [],
  memberCount: null,
  membersBeforeRebalance: false,
  assignor: null,
  epoch: null,
  subscribedTopics: null,
  assignOnly: false,
  worstRank: null,
  worstSinceMs: null,
  subscriptions: new Map(),
  trend: startTrend(nowMs),
});

/** Classic groups show metadata and assignment only while Stable: outside it the last Stable members stay on screen. */
function takeDescription(group: GroupMemory, { state, assignor, epoch, members }: GroupDescription): void {
  group.memberCount = members.length;
  group.assignor = assignor ?? group.assignor;
  group.epoch = epoch;
  const readable = members.every(({ assignment }) => assignment !== null);
  const rebalancing = state !== 'Stable' && members.length > 0 && !readable;
  group.membersBeforeRebalance = rebalancing && group.members.length > 0;
  if (!rebalancing) group.members = members.map(memberNow);
  if (state !== 'Stable' || members.length === 0) return;
  // A member whose metadata is not the consumer protocol may read anything: then no topic is known to be left.
  const subscriptions = members.map(({ subscribed }) => subscribed);
  group.subscribedTopics = subscriptions.every((topics) => topics !== null) ? new Set(subscriptions.flat()) : null;
  group.assignOnly = false;
}

const memberNow = ({
  memberId,
  instanceId,
  clientId,
  host,
  assignment,
}: GroupDescription['members'][number]): GroupMemberNow => ({
  memberId,
  instanceId,
  clientId,
  host,
  partitions: assignment ?? [],
});

function assembleGroup(
  context: GroupContext,
  seen: GroupObservation,
  group: GroupMemory,
  into: AssembledGroups,
): GroupNow {
  const { observation, nowMs } = context;
  const commitsFailure = seen.commits?.ok === false ? seen.commits.failure : null;
  const failure = offlineCoordinator(context.memory, seen) ?? commitsFailure ?? descriptionFailure(context, seen);
  const totals = emptyTotals();
  const stable = group.state === 'Stable' && seen.description?.ok === true;
  const assigned = stable ? assignmentOf(group.members) : null;
  const commits = commitsByTopic(seen);
  let moved = false;

  for (const topicName of topicsOfGroup(commits, group)) {
    const result = assembleSubscription(context, { seen, group, topicName, commits, assigned, failure });
    if (!result) continue;
    addTotals(totals, result.totals);
    into.subscriptions.push(result.now);
    if (result.samples) into.samples.push(result.samples);
    moved ||= result.moved;
  }
  if (moved && group.memberCount === 0 && group.subscribedTopics === null) group.assignOnly = true;
  if (totals.worstRank !== group.worstRank) {
    group.worstRank = totals.worstRank;
    group.worstSinceMs = totals.worstRank === null ? null : nowMs;
  }
  group.trend = advanceTrend(group.trend, observation.reachable ? totals.lag : null, nowMs);
  return {
    group: seen.groupId,
    type: group.type,
    protocolType: group.protocolType,
    state: group.state,
    assignOnly: group.assignOnly,
    lag: totals.lag,
    knownPartitions: totals.knownPartitions,
    totalPartitions: totals.totalPartitions,
    topics: group.subscriptions.size,
    members: group.memberCount,
    worstRank: totals.worstRank,
    worstSinceMs: group.worstSinceMs,
    states: totals.states,
    trend: group.trend.points,
    coordinator: group.coordinator,
    memberList: group.members,
    membersBeforeRebalance: group.membersBeforeRebalance,
    partitionAssignor: group.assignor,
    epoch: group.epoch,
    failure: context.failureValue(failure),
  };
}

/** Why the group is not described in this poll; null where it is, or where there is nothing to describe. */
function descriptionFailure({ observation }: GroupContext, seen: GroupObservation): Failure | null {
  const { description, type, coordinator } = seen;
  if (description && !description.ok) return description.failure;
  if (!description && (type === 'streams' || type === 'share' || type === 'unknown')) {
    return fail(
      'CANNOT_DESCRIBE',
      `Tidemark cannot describe groups of type ${type}: members and assignment are not shown`,
    ).failure;
  }
  const broker = observation.brokers.find(({ brokerId }) => brokerId === coordinator);
  if (broker?.failure) return broker.failure;
  return isVouchedFor(seen) ? null : notListed(coordinator);
}

/** Topics the group has commits on, had them on before, or subscribes to. */
function topicsOfGroup(commits: ReadonlyMap<string, unknown> | null, group: GroupMemory): Set<string> {
  const topics = new Set(group.subscriptions.keys());
  for (const name of commits?.keys() ?? []) topics.add(name);
  if (group.state === 'Stable') for (const name of group.subscribedTopics ?? []) topics.add(name);
  return topics;
}

function assignmentOf(members: GroupMemberNow[]): Map<string, Set<number>> {
  const assigned = new Map<string, Set<number>>();
  for (const { partitions } of members) {
    for (const { topic, partitions: held } of partitions) {
      const set = assigned.get(topic);
      if (set) for (const partition of held) set.add(partition);
      else assigned.set(topic, new Set(held));
    }
  }
  return assigned;
}
