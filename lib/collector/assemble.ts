import type { ClusterNow, ControllerNow, PollWrite } from '#lib/history/contract.ts';
import { incompletePermissions } from '#lib/kafka/permissions.ts';
import type { FlowRules } from '#lib/lag/flow-window.ts';
import type { LagRules } from '#lib/lag/partition.ts';
import type { StatusRules } from '#lib/lag/status/rules.ts';
import { threeDigits } from '#lib/lag/three-digits.ts';
import { ArrayRoom } from './array-room.ts';
import { assembleBrokers } from './assemble-brokers.ts';
import { assembleGroups, type GroupContext } from './assemble-groups.ts';
import { heldPartitions, sampleTopic, topicNow } from './assemble-topics.ts';
import { type OffsetMove, offsetChanges } from './changes/offsets.ts';
import { tell } from './changes/tell.ts';
import { type LogTruncation, truncationChanges } from './changes/truncations.ts';
import { dateFailures } from './failure-dating.ts';
import { FarthestBehind, type TimedPlace } from './farthest-behind.ts';
import { rightClusterAgain } from './foreign-cluster.ts';
import { judgeReplication } from './judge-replication.ts';
import { takeLocalStarts } from './local-starts.ts';
import { takeEnds } from './log-ends.ts';
import type { ClusterMemory } from './memory.ts';
import type { ClusterObservation, ControllerObservation } from './observation.ts';
import { offlineCoordinators } from './offline-coordinators.ts';
import { offsetAt, wordsOf } from './offset-words.ts';
import { type StandingPlace, StandingStill } from './standing-still.ts';
import { beginTopic, rememberTopics } from './topic-identity.ts';

export interface AssembleInput {
  memory: ClusterMemory;
  observation: ClusterObservation;
  scheduledAtMs: number;
  rules: LagRules;
  /** Whom to grant what is lacking. */
  principal: string;
  flowRules: FlowRules;
  isReadCommitted(groupId: string): boolean;
  statusRules(groupId: string): StatusRules;
  health: ClusterNow['health'];
  /** How many places are looked at for transaction markers, at most. */
  maxMarkerChecks: number;
  /** At how many records is looked when they were written, at most. */
  maxRecordTimes: number;
}

export interface Assembled {
  write: PollWrite;
  /** Brokers that are neither named nor hold a replica any more: their links can be closed. */
  goneBrokers: number[];
  /** Where commits stand still before a last stable offset that stands still: worth a look (marker-check.ts). */
  standing: StandingPlace[];
  /** Where groups are farthest behind: worth a look at the next record (record-time-check.ts). */
  farthestBehind: TimedPlace[];
}

const MAX_FAILURES = 20;
/** A lag of fewer polls is known well enough by the polls. */
const LEAST_INTERVALS_BEHIND = 5;

/** What one observation changes: the rows and samples of the poll. Advances `memory`; does no I/O. */
export function assemble(input: AssembleInput): Assembled {
  const { memory, observation, scheduledAtMs, rules, flowRules } = input;
  const nowMs = observation.finishedAtMs;
  // Commits were read just before, ends just after.
  const readAtMs = nowMs - observation.phases.endsMs;
  if (observation.topics) rememberTopics(memory, observation.topics, nowMs);
  const seenBeforeMs = memory.observedAtMs ?? nowMs;
  const truncations = takeAllEnds(memory, observation, { nowMs, seenBeforeMs });
  if (observation.reachable) memory.observedAtMs = nowMs;
  memory.kafkaClusterId ??= observation.kafkaClusterId;
  memory.kafkaVersion = observation.kafkaVersion ?? memory.kafkaVersion;
  memory.features = observation.features ?? memory.features;
  memory.capsMinIsr = observation.capsMinIsr ?? memory.capsMinIsr;
  judgeReplication(memory);
  takeLocalStarts(memory);
  memory.controller = controllerNow(observation.controller) ?? memory.controller;

  const rightAgain = observation.reachable ? rightClusterAgain(memory) : [];
  const moves: OffsetMove[] = [];
  const dating = dateFailures(memory, observation.brokers, input.principal, nowMs);
  const failureValue = dating.dated;
  const topicSamples = [...memory.topics.values()].flatMap((topic) => {
    const ends = observation.ends.get(topic.key.name);
    if (!ends) return [];
    topic.flow.add(ends.highWatermark, heldPartitions(topic), readAtMs, flowRules);
    const words = wordsOf(ends.highWatermark);
    topic.trail.add(ends.highWatermark.length, (partition) => offsetAt(words, partition), readAtMs);
    return [sampleTopic(topic, ends, nowMs)];
  });
  const standing = new StandingStill(input.maxMarkerChecks);
  const farthest = new FarthestBehind(input.maxRecordTimes, LEAST_INTERVALS_BEHIND * flowRules.intervalMs);
  const { groups, subscriptions, timeLags, samples, statusChanges } = assembleGroups({
    memory,
    observation,
    rules,
    flowRules,
    isReadCommitted: input.isReadCommitted,
    statusRules: input.statusRules,
    seenBeforeMs,
    nowMs,
    readAtMs,
    failureValue,
    standing,
    farthest,
    room: {
      packed: new ArrayRoom((length) => new Int32Array(length)),
      offsets: new ArrayRoom((length) => new BigInt64Array(length)),
    },
    onMove: (move) => moves.push(move),
  });
  const groupsByTopic = new Map<string, number>();
  for (const { topic } of subscriptions) groupsByTopic.set(topic.name, (groupsByTopic.get(topic.name) ?? 0) + 1);
  const { brokers, gone } = assembleBrokers(memory, observation, nowMs, failureValue);
  const coordinators = offlineCoordinators(memory, observation.groups);
  const incomplete = incompletePermissions(memory.permissions?.lacking ?? []);
  const reported = [coordinators, incomplete, ...observation.failures].filter((failure) => failure !== null);
  const failures = reported.slice(0, MAX_FAILURES).flatMap((failure) => failureValue(failure) ?? []);
  const topics = [...memory.topics.values()].map((topic) => {
    const { name } = topic.key;
    return topicNow(topic, observation.ends.get(name), memory, {
      groups: groupsByTopic.get(name) ?? 0,
      produceRate: threeDigits(topic.flow.flow(readAtMs, flowRules)?.produceRate ?? null),
      failureValue,
    });
  });
  dating.endOthers();

  const write: Omit<PollWrite, 'events'> = {
    samples: observation.reachable ? { atMs: scheduledAtMs, topics: topicSamples, subscriptions: samples } : null,
    cluster: {
      pollId: scheduledAtMs,
      observedAtMs: memory.observedAtMs,
      scheduledAtMs,
      reachable: observation.reachable,
      kafkaClusterId: memory.kafkaClusterId,
      kafkaVersion: memory.kafkaVersion,
      controller: memory.controller,
      features: memory.features,
      failures,
      health: input.health,
    },
    brokers,
    topics,
    groups,
    subscriptions,
    timeLags,
    statusChanges,
    complete: { brokers: observation.reachable, topics: observation.topics !== null, groups: true },
  };
  const { events, told } = tell({
    told: memory.told,
    write,
    findings: [...rightAgain, ...truncationChanges(truncations, memory.groups), ...offsetChanges(moves)],
    listingComplete: observation.listingComplete,
    nowMs,
    threePollsMs: rules.threePollsMs,
  });
  memory.told = told;
  return {
    goneBrokers: gone,
    standing: standing.places,
    farthestBehind: farthest.places,
    write: { ...write, events },
  };
}

/** Takes all ends into memory; a topic that shows by them to be another one begins anew. Gives the logs that were cut. */
function takeAllEnds(
  memory: ClusterMemory,
  { ends }: ClusterObservation,
  { nowMs, seenBeforeMs }: Pick<GroupContext, 'nowMs' | 'seenBeforeMs'>,
): LogTruncation[] {
  const truncations: LogTruncation[] = [];
  for (const [name, topic] of memory.topics) {
    const ofTopic = ends.get(name);
    if (!ofTopic) continue;
    const taken = takeEnds(topic, ofTopic, { afterMs: seenBeforeMs, atMs: nowMs });
    if (!taken.startedOver || topic.idOnWire !== null) truncations.push(...taken.truncations);
    else {
      const other = beginTopic(name, topic.metadata, nowMs);
      takeEnds(other, ofTopic, { afterMs: seenBeforeMs, atMs: nowMs });
      memory.topics.set(name, other);
    }
  }
  return truncations;
}

function controllerNow(controller: ControllerObservation): ControllerNow | null {
  if (controller === null) return null;
  if (controller.kind === 'zookeeper') {
    return { kind: 'zookeeper', leaderId: controller.leaderId, epoch: null, voters: [], observers: [] };
  }
  const { leaderId, leaderEpoch, voters, observers } = controller.quorum;
  const withText = ({ id, lag }: { id: number; lag: bigint | null }) => ({ id, lag: lag?.toString() ?? null });
  return {
    kind: 'kraft',
    leaderId: leaderId < 0 ? null : leaderId,
    epoch: leaderEpoch,
    voters: voters.map(withText),
    observers: observers.map(withText),
  };
}
