import { event } from '#lib/events/event.ts';
import type { ClusterNow, EventRecord, PollWrite } from '#lib/history/contract.ts';
import type { ClusterMemory } from './memory.ts';

export const CLUSTER_ID_CHANGED = 'CLUSTER_ID_CHANGED';

export interface ForeignPoll {
  memory: ClusterMemory;
  foreignClusterId: string;
  scheduledAtMs: number;
  nowMs: number;
  health: ClusterNow['health'];
}

/**
 * What is written of a poll that met another cluster under the name: the cluster's row alone, which says so. What was
 * observed of the right one is not touched, and grows old. The event is told once.
 */
export function foreignPoll({ memory, foreignClusterId, scheduledAtMs, nowMs, health }: ForeignPoll): PollWrite {
  const from = memory.kafkaClusterId ?? '';
  const message = `cluster id changed from ${from} to ${foreignClusterId}: another cluster answers under this name, so nothing of it is read. Check the bootstrap addresses, or accept it in the settings`;
  const known = memory.clusterIdFailure;
  const isNew = known?.message !== message;
  memory.clusterIdFailure = isNew ? { code: CLUSTER_ID_CHANGED, message, brokerId: null, sinceMs: nowMs } : known;
  return {
    samples: null,
    cluster: {
      pollId: scheduledAtMs,
      observedAtMs: memory.observedAtMs,
      scheduledAtMs,
      reachable: true,
      kafkaClusterId: memory.kafkaClusterId,
      kafkaVersion: memory.kafkaVersion,
      features: memory.features,
      controller: memory.controller,
      failures: memory.clusterIdFailure ? [memory.clusterIdFailure] : [],
      health,
    },
    brokers: [],
    topics: [],
    groups: [],
    subscriptions: [],
    timeLags: [],
    statusChanges: [],
    events: isNew ? [event('cluster-id-changed', { from, to: foreignClusterId })] : [],
    complete: { brokers: false, topics: false, groups: false },
  };
}

/** The event that the right cluster answers again; none where it never stopped. */
export function rightClusterAgain(memory: ClusterMemory): EventRecord[] {
  if (memory.clusterIdFailure === null || memory.kafkaClusterId === null) return [];
  memory.clusterIdFailure = null;
  return [event('cluster-id-restored', { id: memory.kafkaClusterId })];
}
