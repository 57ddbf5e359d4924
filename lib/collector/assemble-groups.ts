import type {
  FailureValue,
  GroupMemberNow,
  GroupNow,
  LossNow,
  StatusChangeRecord,
  SubscriptionNow,
  SubscriptionSamples,
} from '#lib/history/contract.ts';
import { type Failure, fail } from '#lib/kafka/failure.ts';
import type { GroupDescription } from '#lib/kafka/groups.ts';
import type { FlowRules } from '#lib/lag/flow-window.ts';
import type { LagRules } from '#lib/lag/partition.ts';
import { advancePresence, NO_PRESENCE, withProgress } from '#lib/lag/status/presence.ts';
import type { StatusRules } from '#lib/lag/status/rules.ts';
import { largerTimeLag, timeLagNow, UNKNOWN_TIME_LAG } from '#lib/lag/time-lag.ts';
import { addTotals, emptyTotals } from '#lib/lag/totals.ts';
import type { ArrayRoom } from './array-room.ts';
import { advanceHotPartitions, type FlowPart, flowOf } from './assemble-flow.ts';
import { addLoss, withOffsetExpiry } from './assemble-loss.ts';
import { offsetExpiryOf } from './assemble-offset-expiry.ts';
import { endedStatuses } from './assemble-status.ts';
import { assembleSubscription } from './assemble-subscription.ts';
import type { OffsetMove } from './changes/offsets.ts';
import { commitsByTopic } from './commits-by-topic.ts';
import type { FarthestBehind } from './farthest-behind.ts';
import { advanceGroupStatus, NO_GROUP_STATUS, statusChangeOf } from './group-status.ts';
import { hiddenCommits } from './hidden-commits.ts';
import type { ClusterMemory, GroupMemory } from './memory.ts';
import {
  type ClusterObservation,
  descriptionOf,
  type GroupObservation,
  isDisowned,
  isVouchedFor,
  notListed,
} from './observation.ts';
import { offlineCoordinator } from './offline-coordinators.ts';
import type { StandingStill } from './standing-still.ts';
import { advanceTrend, startTrend } from './trend.ts';

export interface GroupContext {
  memory: ClusterMemory;
  observation: ClusterObservation;
  rules: LagRules;
  flowRules: FlowRules;
  isReadCommitted(groupId: string): boolean;
  nowMs: number;
  /** Between the reading of commits and that of ends: the instant of the positions. */
  readAtMs: number;
  failureValue(failure: Failure | null): FailureValue | null;
  /** Told of every commit that no consuming explains that was seen. */
  onMove(move: OffsetMove): void;
  /** Thresholds of the statuses of a group. */
  statusRules(groupId: string): StatusRules;
  /** The newest poll before this one that saw something. */
  seenBeforeMs: number;
  /** Takes the partitions where commit and last stable offset stand still. */
  standing: StandingStill;
  /** Takes the partitions that are farthest behind in time. */
  farthest: FarthestBehind;
  room: PollRoom;
}

/** What the arrays of the subscriptions are cut from. */
export interface PollRoom {
  packed: ArrayRoom<Int32Array>;
  offsets: ArrayRoom<BigInt64Array>;
}

export interface AssembledGroups {
  groups: GroupNow[];
  subscriptions: SubscriptionNow[];
  /** Packed, by partition; in the order of the subscriptions. */
  timeLags: Int32Array[];
  samples: SubscriptionSamples[];
  statusChanges: StatusChangeRecord[];
}

/** Every group of the poll with its totals, the subscriptions behind them, and the committed offsets for the history. */
export function assembleGroups(context: GroupContext): AssembledGroups {
  const assembled: AssembledGroups = {
    groups: [],
    subscriptions: [],
    timeLags: [],
    samples: [],
    statusChanges: [],
  };
  for (const seen of context.observation.groups) {
    const before = context.memory.groups.get(seen.groupId);
    const group = remember(context, seen);
    if (!group) {
      assembled.statusChanges.push(...endedGroup(seen.groupId, before));
      continue;
    }
    assembled.groups.push(assembleGroup(context, seen, group, assembled));
  }
  return assembled;
}

/** Takes one sighting into memory; null when the group is gone. */
function remember({ memory, rules, nowMs }: GroupContext, seen: GroupObservation): GroupMemory | null {
  const group = memory.groups.get(seen.groupId) ?? beginGroup(seen, nowMs);
  // In polls running: one that could not tell leaves the group unknown, and the time begins anew.
  group.disownedSinceMs = isDisowned(seen) ? (group.disownedSinceMs ?? nowMs) : null;
  if (group.disownedSinceMs !== null && nowMs - group.disownedSinceMs >= rules.threePollsMs) {
    memory.groups.delete(seen.groupId);
    return null;
  }
  group.type = seen.type;
  group.protocolType = seen.protocolType || group.protocolType;
  const description = descriptionOf(seen);
  group.wasEmpty = group.empty;
  group.empty = description?.members.length === 0 ? { epoch: description.epoch } : null;
  group.state = description?.state ?? seen.state ?? group.state;
  group.coordinator = seen.coordinator;
  if (description) takeDescription(group, description, memory.topics);
  group.presence = advancePresence(
    group.presence,
    { members: description && group.memberCount, state: group.state, isClassic: group.type === 'classic' },
    nowMs,
  );
  memory.groups.set(seen.groupId, group);
  return group;
}

const beginGroup = ({ type, protocolType, state, coordinator }: GroupObservation, nowMs: number): GroupMemory => ({
  type,
  protocolType,
  state: state ?? 'Unknown',
  coordinator,
  disownedSinceMs: null,
  members: [],
  memberCount: null,
  empty: null,
  wasEmpty: null,
  membersBeforeRebalance: false,
  assignor: null,
  epoch: null,
  topology: null,
  subscribedTopics: null,
  assignOnly: false,
  presence: NO_PRESENCE,
  status: NO_GROUP_STATUS,
  subscriptions: new Map(),
  trend: startTrend(nowMs),
  hotSince: new Map(),
  expiryBeforeRestartMs: null,
});

/** Classic groups show metadata and assignment only while Stable: outside it the last Stable members stay on screen. */
function takeDescription(
  group: GroupMemory,
  { state, assignor, epoch, topology, members }: GroupDescription,
  topics: ClusterMemory['topics'],
): void {
  group.memberCount = members.length;
  group.assignor = assignor ?? group.assignor;
  group.epoch = epoch;
  group.topology = topology;
  const readable = members.every(({ assignment }) => assignment !== null);
  const rebalancing = state !== 'Stable' && members.length > 0 && !readable;
  group.membersBeforeRebalance = rebalancing && group.members.length > 0;
  if (!rebalancing) group.members = members.map((member) => memberNow(member, topics));
  if (state !== 'Stable' || members.length === 0) return;
  // A member whose metadata is not the consumer protocol may read anything: then no topic is known to be left.
  const subscriptions = members.map(({ subscribed }) => subscribed);
  group.subscribedTopics = subscriptions.every((topics) => topics !== null) ? new Set(subscriptions.flat()) : null;
  group.assignOnly = false;
}

function memberNow(
  { memberId, instanceId, clientId, host, assignment, tasks }: GroupDescription['members'][number],
  topics: ClusterMemory['topics'],
): GroupMemberNow {
  const member = { memberId, instanceId, clientId, host };
  if (!tasks) return { ...member, partitions: assignment ?? [] };
  return { ...member, partitions: (assignment ?? []).flatMap((held) => existing(held, topics)), tasks };
}

/** A task reads partition n of each topic of its sub-topology that has so many; the coordinator names the task alone. */
function existing(held: GroupMemberNow['partitions'][number], topics: ClusterMemory['topics']) {
  const count = topics.get(held.topic)?.metadata.partitions.length ?? 0;
  const partitions = held.partitions.filter((partition) => partition < count);
  return partitions.length === 0 ? [] : [{ topic: held.topic, partitions }];
}

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
  const stable = group.state === 'Stable' && descriptionOf(seen) !== null;
  const assigned = stable ? assignmentOf(group.members) : null;
  const commits = commitsByTopic(seen);
  const parts: FlowPart[] = [];
  const statusRules = context.statusRules(seen.groupId);
  let timeLag = UNKNOWN_TIME_LAG;
  let loss: LossNow | null = null;
  let moved = false;

  for (const topicName of topicsOfGroup(commits, group)) {
    const { ended, result } = assembleSubscription(context, {
      seen,
      group,
      topicName,
      commits,
      assigned,
      failure,
      statusRules,
    });
    into.statusChanges.push(...ended);
    if (!result) continue;
    into.statusChanges.push(...result.statusChanges);
    addTotals(totals, result.totals);
    into.subscriptions.push(result.now);
    into.timeLags.push(result.timeLags.packed);
    timeLag = largerTimeLag(timeLag, result.timeLags.worst);
    loss = addLoss(loss, result.now.loss);
    if (result.samples) into.samples.push(result.samples);
    parts.push(result.part);
    moved ||= result.moved;
  }
  const joinsNever = group.memberCount === 0 && group.subscribedTopics === null && group.type !== 'share';
  if (moved && joinsNever) group.assignOnly = true;
  if (moved) group.presence = withProgress(group.presence);
  const { threePollsMs } = context.rules;
  const unread = seen.commits?.ok === false;
  into.statusChanges.push(
    ...advanceGroupStatus(seen.groupId, group, { unread, rules: statusRules, threePollsMs, nowMs }),
  );
  if (moved || (group.memberCount ?? 0) > 0) group.expiryBeforeRestartMs = null;
  const { offsetsRetentionMs } = context.memory.slow;
  const expiryMs = offsetExpiryOf(group, totals.lag, offsetsRetentionMs, context.flowRules.intervalMs);
  const { since, hot } = advanceHotPartitions(group.hotSince, parts, nowMs, threePollsMs);
  // A poll that knows no lag says nothing of who stands out.
  if (totals.lag !== null) group.hotSince = since;
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
    status: group.status.status,
    statusSinceMs: group.status.sinceMs,
    dangerRank: group.status.rank,
    statuses: group.status.counts,
    presence: group.presence,
    lagIsAtLeast: totals.lagIsAtLeast,
    states: totals.states,
    trend: group.trend.points,
    flow: flowOf(parts),
    timeLag: timeLagNow(timeLag),
    loss: withOffsetExpiry(loss, expiryMs, nowMs),
    hot,
    coordinator: group.coordinator,
    memberList: group.members,
    membersBeforeRebalance: group.membersBeforeRebalance,
    partitionAssignor: group.assignor,
    epoch: group.epoch,
    ...(group.topology && { topology: group.topology }),
    failure: context.failureValue(failure ?? hiddenCommits(seen, group, observation, context.memory)),
  };
}

/** The statuses of a group that is gone end with it. */
function endedGroup(groupId: string, group: GroupMemory | undefined): StatusChangeRecord[] {
  if (!group) return [];
  const partitions = [...group.subscriptions.values()].flatMap((one) => endedStatuses(groupId, one));
  const { status } = group.status;
  return status === null ? partitions : [statusChangeOf(groupId, status, null), ...partitions];
}

const CHANGED = fail(
  'GROUP_CHANGED',
  'the group ended or changed its type while it was read; the next poll asks again',
).failure;

/** Why the group is not described in this poll; null where it is, or where there is nothing to describe. */
function descriptionFailure({ observation }: GroupContext, seen: GroupObservation): Failure | null {
  const { description, type, coordinator } = seen;
  if (description && !description.ok) return description.failure;
  if (type === 'unknown') {
    const message =
      'cannot describe: this group is of a type that Tidemark does not know; members and assignment are not shown';
    return fail('CANNOT_DESCRIBE', message).failure;
  }
  if (seen.listed && description && descriptionOf(seen) === null) return CHANGED;
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
