import type { LossNow, StatusChangeRecord, SubscriptionNow, SubscriptionSamples } from '#lib/history/contract.ts';
import { emptyEnds } from '#lib/kafka/ends.ts';
import { timeLagNow } from '#lib/lag/time-lag.ts';
import type { LagTotals } from '#lib/lag/totals.ts';
import { type FlowPart, flowOf } from './assemble-flow.ts';
import type { GroupContext } from './assemble-groups.ts';
import { lossOf } from './assemble-loss.ts';
import { assembleStatus, endedStatuses } from './assemble-status.ts';
import { type TimeLags, timeLagsOf } from './assemble-time-lag.ts';
import { verdictOf } from './group-status.ts';
import { JudgedPartitions } from './judge-partitions.ts';
import type { GroupMemory, SubscriptionMemory, TopicMemory } from './memory.ts';
import { NextRecords } from './next-records.ts';
import { isRemovedOnPurpose } from './partition-words.ts';
import { Refining } from './refining.ts';
import { SubscriptionFlow } from './subscription-flow.ts';
import { SubscriptionStatus } from './subscription-status.ts';
import { type SubscriptionInput, type SubscriptionView, viewOf } from './subscription-view.ts';

/** What a poll makes of a subscription; nothing where it has ended. */
export interface SubscriptionOutcome {
  result: AssembledSubscription | null;
  /** Statuses that ended with it. */
  ended: StatusChangeRecord[];
}

export interface AssembledSubscription {
  now: SubscriptionNow;
  /** Null when the coordinator did not tell: then nothing of it is stored, which reads as "not observed". */
  samples: SubscriptionSamples | null;
  totals: LagTotals;
  part: FlowPart;
  timeLags: TimeLags;
  statusChanges: StatusChangeRecord[];
  /** Some committed offset changed since the poll before. */
  moved: boolean;
}

/** One group on one topic: state and status of each partition, the sum, and what the history keeps. */
export function assembleSubscription(context: GroupContext, input: SubscriptionInput): SubscriptionOutcome {
  const { seen, group, topicName } = input;
  const before = group.subscriptions.get(topicName);
  const result = assemblePresent(context, input);
  // It may have begun anew, with another topic under the same name.
  const isSame = result !== null && group.subscriptions.get(topicName) === before;
  return { result, ended: before && !isSame ? endedStatuses(seen.groupId, before) : [] };
}

/** Null when it has ended. */
function assemblePresent(context: GroupContext, input: SubscriptionInput): AssembledSubscription | null {
  const { group, topicName } = input;
  const topic = context.memory.topics.get(topicName);
  const subscription = subscriptionMemory(group, topicName, topic);
  const view = subscription && viewOf(context, input, subscription);
  // A topic that was deleted takes its commits along; then the subscription has ended with it.
  const isGone = view === null || (!topic && view.commits?.length === 0);
  const judged = isGone ? null : new JudgedPartitions(view);
  if (view === null || judged === null || judged.concerned === 0) {
    group.subscriptions.delete(topicName);
    return null;
  }
  const part = followFlow(view, judged);
  const timeLags = followTime(view, judged, part);
  const statusChanges = followStatus(view, judged, part, timeLags);
  const { committed, totals, moved } = judged;
  return {
    now: subscriptionNow(view, judged, part, timeLags),
    samples: view.commits && topic ? { group: input.seen.groupId, topic: view.subscription.topic, committed } : null,
    totals,
    part,
    timeLags,
    statusChanges,
    moved,
  };
}

function subscriptionNow(
  view: SubscriptionView,
  { totals, exceptions, worstLag }: JudgedPartitions,
  part: FlowPart,
  timeLags: TimeLags,
): SubscriptionNow {
  const { context, input, subscription, size } = view;
  const { counts, partitions: partitionStatuses } = subscription.status.told;
  const flow = flowOf([part]);
  const worst = verdictOf(input.group, counts, input.statusRules, context.nowMs);
  return {
    group: input.seen.groupId,
    topic: subscription.topic,
    partitions: size,
    lag: totals.lag,
    worstLag,
    knownPartitions: totals.knownPartitions,
    totalPartitions: totals.totalPartitions,
    status: worst?.status ?? null,
    dangerRank: worst?.rank ?? null,
    statuses: counts,
    partitionStatuses,
    lagIsAtLeast: totals.lagIsAtLeast,
    states: totals.states,
    exceptions,
    flow,
    timeLag: timeLagNow(timeLags.worst),
    loss: followLoss(view, { totals, exceptions }, part, timeLags, flow.drainSeconds),
    commitGaps: subscription.flow.gaps.kept(),
  };
}

/** Takes the positions of this poll into the windows of the subscription. */
function followFlow(
  { context, subscription, ends, tells, readCommitted }: SubscriptionView,
  { counted, committed, totals, moved, fell }: JudgedPartitions,
): FlowPart {
  const { memory, readAtMs, flowRules } = context;
  const { topic, flow } = subscription;
  const known = ends ?? emptyEnds(counted.length);
  const positions = { counted, committed, ends: known.highWatermark };
  const { lag } = totals;
  const behind = lag === null ? null : lag > 0n;
  const complete = (totals.states.unknown ?? 0) === 0;
  flow.add(positions, { atMs: readAtMs, complete, moved, fell, told: tells, behind }, flowRules);
  const topicFlow = memory.topics.get(topic.name)?.flow;
  return {
    topic: topic.name,
    lag,
    flows: flow.flows(readAtMs, flowRules),
    held: topicFlow?.holdsSome(counted) ?? false,
    positions,
    logStart: known.logStart,
    lagEnds: readCommitted ? known.lastStable : known.highWatermark,
    topicProduceRate: () => topicFlow?.flow(readAtMs, flowRules)?.produceRate ?? null,
  };
}

/** How far behind in time each partition is, and what of it is still to be looked at. */
function followTime(
  { context, subscription, topic }: SubscriptionView,
  { isPlain }: JudgedPartitions,
  { positions, logStart, lagEnds }: FlowPart,
): TimeLags {
  const { memory, farthest, nowMs, readAtMs } = context;
  return timeLagsOf({
    positions,
    logStart,
    lagEnds,
    trail: topic?.trail,
    next: subscription.nextRecords,
    isCaughtUp: isPlain ? null : (partition) => subscription.partitions[partition]?.lag === 0n,
    readAtMs,
    refining: topic ? new Refining(memory.recordTimes, farthest, topic, nowMs) : null,
    room: context.room.packed,
  });
}

/** Judges the status of each partition; gives what changed. */
function followStatus(
  { context, input, subscription, size, subscribed }: SubscriptionView,
  { committed }: JudgedPartitions,
  { lagEnds, logStart }: FlowPart,
  { ms }: TimeLags,
): StatusChangeRecord[] {
  const { rules, nowMs, seenBeforeMs } = context;
  return assembleStatus({
    groupId: input.seen.groupId,
    group: input.group,
    subscription,
    partitions: size,
    committed,
    lagEnds,
    logStart,
    timeLagMs: ms,
    subscribed: subscribed !== false,
    rules: input.statusRules,
    threePollsMs: rules.threePollsMs,
    nowMs,
    seenBeforeMs,
  });
}

/** What was deleted unread, and what will be. A poll that cannot tell leaves what was told last: an instant stays one. */
function followLoss(
  { context, topic, subscription }: SubscriptionView,
  { totals, exceptions }: Pick<JudgedPartitions, 'totals' | 'exceptions'>,
  { positions, logStart, lagEnds }: FlowPart,
  timeLags: TimeLags,
  drainSeconds: number | null,
): LossNow | null {
  if (!topic) return null;
  const { memory, readAtMs } = context;
  const isUnread = totals.lag === null && (totals.states.unknown ?? 0) > 0;
  if (isUnread || !memory.slow.configs.has(topic.key.kafkaTopicId)) return subscription.loss;
  subscription.loss = lossOf({
    topic,
    configs: memory.slow.configs,
    positions,
    logStart,
    lagEnds,
    timeLags,
    exceptions,
    isRemovedOnPurpose: () => isRemovedOnPurpose(memory, topic),
    drainSeconds,
    readAtMs,
    before: subscription.loss,
  });
  return subscription.loss;
}

/** The memory of this subscription; begun anew when the topic is another one under the same name. Null if never known. */
function subscriptionMemory(
  group: GroupMemory,
  topicName: string,
  topic: TopicMemory | undefined,
): SubscriptionMemory | null {
  const before = group.subscriptions.get(topicName);
  if (!topic) return before ?? null;
  if (before?.topic.kafkaTopicId === topic.key.kafkaTopicId) return before;
  const begun: SubscriptionMemory = {
    topic: topic.key,
    partitions: [],
    steps: new BigInt64Array(0),
    flow: new SubscriptionFlow(),
    nextRecords: new NextRecords(),
    status: new SubscriptionStatus(),
    loss: null,
  };
  group.subscriptions.set(topicName, begun);
  return begun;
}
