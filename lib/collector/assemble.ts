import type { ClusterNow, ControllerNow, PollWrite } from '#lib/history/contract.ts';
import type { LagRules } from '#lib/lag/partition.ts';
import { assembleBrokers } from './assemble-brokers.ts';
import { assembleGroups } from './assemble-groups.ts';
import { rememberTopics, sampleTopic, topicNow } from './assemble-topics.ts';
import { dateFailures } from './failure-dating.ts';
import type { ClusterMemory } from './memory.ts';
import type { ClusterObservation, ControllerObservation } from './observation.ts';
import { offlineCoordinators } from './offline-coordinators.ts';

export interface AssembleInput {
  memory: ClusterMemory;
  observation: ClusterObservation;
  scheduledAtMs: number;
  rules: LagRules;
  isReadCommitted(groupId: string): boolean;
  health: ClusterNow['health'];
}

export interface Assembled {
  write: PollWrite;
  /** Brokers that are neither named nor hold a replica any more: their links can be closed. */
  goneBrokers: number[];
}

const MAX_FAILURES = 20;

/** What one observation changes: the rows and samples of the poll. Advances `memory`; does no I/O. */
export function assemble(input: AssembleInput): Assembled {
  const { memory, observation, scheduledAtMs, rules } = input;
  const nowMs = observation.finishedAtMs;
  if (observation.topics) rememberTopics(memory, observation.topics, nowMs);
  if (observation.reachable) memory.observedAtMs = nowMs;
  memory.kafkaClusterId ??= observation.kafkaClusterId;
  memory.kafkaVersion = observation.kafkaVersion ?? memory.kafkaVersion;
  memory.controller = controllerNow(observation.controller) ?? memory.controller;

  const dating = dateFailures(memory, observation.brokers, nowMs);
  const failureValue = dating.dated;
  const topicSamples = [...memory.topics.values()].flatMap((topic) => {
    const ends = observation.ends.get(topic.key.name);
    return ends ? [sampleTopic(topic, ends, nowMs)] : [];
  });
  const { groups, subscriptions, samples } = assembleGroups({
    memory,
    observation,
    rules,
    isReadCommitted: input.isReadCommitted,
    nowMs,
    failureValue,
  });
  const groupsByTopic = new Map<string, number>();
  for (const { topic } of subscriptions) groupsByTopic.set(topic.name, (groupsByTopic.get(topic.name) ?? 0) + 1);
  const { brokers, gone } = assembleBrokers(memory, observation, nowMs, failureValue);
  const coordinators = offlineCoordinators(memory, observation.groups);
  const reported = coordinators ? [coordinators, ...observation.failures] : observation.failures;
  const failures = reported.slice(0, MAX_FAILURES).flatMap((failure) => failureValue(failure) ?? []);
  const topics = [...memory.topics.values()].map((topic) => {
    const { name } = topic.key;
    return topicNow(topic, observation.ends.get(name), memory, groupsByTopic.get(name) ?? 0, failureValue);
  });
  dating.endOthers();

  return {
    goneBrokers: gone,
    write: {
      samples: observation.reachable ? { atMs: scheduledAtMs, topics: topicSamples, subscriptions: samples } : null,
      cluster: {
        pollId: scheduledAtMs,
        observedAtMs: memory.observedAtMs,
        scheduledAtMs,
        reachable: observation.reachable,
        kafkaClusterId: memory.kafkaClusterId,
        kafkaVersion: memory.kafkaVersion,
        controller: memory.controller,
        failures,
        health: input.health,
      },
      brokers,
      topics,
      groups,
      subscriptions,
      complete: { brokers: observation.reachable, topics: observation.topics !== null, groups: true },
    },
  };
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
