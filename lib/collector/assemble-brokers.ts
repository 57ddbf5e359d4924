import type { BrokerNow, FailureValue } from '#lib/history/contract.ts';
import type { Failure } from '#lib/kafka/failure.ts';
import { replicationFactorOf } from '#lib/replication/state.ts';
import type { BrokerMemory, ClusterMemory } from './memory.ts';
import type { ClusterObservation } from './observation.ts';

interface ReplicaCounts {
  leaders: number;
  replicas: number;
  inSyncReplicas: number;
  underReplicatedLed: number;
  notPreferredLed: number;
}

const noReplicas = (): ReplicaCounts => ({
  leaders: 0,
  replicas: 0,
  inSyncReplicas: 0,
  underReplicatedLed: 0,
  notPreferredLed: 0,
});

/**
 * State of every broker (semantics: kafka, section 2). up: it answers. unreachable: the cluster names it, our connection
 * fails. down: nobody names it, but replicas are its own. A broker that is neither named nor holds a replica is gone: it
 * is left out and forgotten; its ids are returned.
 */
export function assembleBrokers(
  memory: ClusterMemory,
  observation: ClusterObservation,
  nowMs: number,
  failureValue: (failure: Failure | null) => FailureValue | null,
): { brokers: BrokerNow[]; gone: number[] } {
  const counts = countReplicas(memory);
  const sightings = new Map(observation.brokers.map((sighting) => [sighting.brokerId, sighting]));
  const ids = new Set([...sightings.keys(), ...counts.keys(), ...memory.brokers.keys()]);
  const brokers: BrokerNow[] = [];
  const gone: number[] = [];
  for (const brokerId of [...ids].sort((a, b) => a - b)) {
    const sighting = sightings.get(brokerId);
    // Without any Metadata nothing can be said to be down: only our connections fail.
    const named = sighting?.inMetadata === true || !observation.reachable;
    if (!named && !counts.has(brokerId)) {
      gone.push(brokerId);
      memory.brokers.delete(brokerId);
      continue;
    }
    const before = memory.brokers.get(brokerId);
    const state = !named ? 'down' : sighting?.failure ? 'unreachable' : sighting ? 'up' : 'unreachable';
    const remembered: BrokerMemory = {
      host: sighting?.host ?? before?.host ?? null,
      port: sighting?.port ?? before?.port ?? null,
      rack: sighting?.rack ?? before?.rack ?? null,
      state,
      // Whoever is down went unanswered before, and may again be out of reach with the whole cluster: it was not up since the first of it.
      stateSinceMs: before && isUp(before) === (state === 'up') ? before.stateSinceMs : nowMs,
      seenSinceMs: before && !(before.state !== 'up' && state === 'up') ? before.seenSinceMs : nowMs,
    };
    memory.brokers.set(brokerId, remembered);
    brokers.push({
      brokerId,
      ...remembered,
      failure: failureValue(sighting?.failure ?? null),
      ...(counts.get(brokerId) ?? noReplicas()),
      logDirBytes: memory.slow.brokerBytes.get(brokerId) ?? null,
    });
  }
  return { brokers, gone };
}

const isUp = ({ state }: BrokerMemory): boolean => state === 'up';

function countReplicas(memory: ClusterMemory): Map<number, ReplicaCounts> {
  const counts = new Map<number, ReplicaCounts>();
  const of = (brokerId: number): ReplicaCounts => {
    let entry = counts.get(brokerId);
    if (!entry) {
      entry = noReplicas();
      counts.set(brokerId, entry);
    }
    return entry;
  };
  for (const { metadata, replication } of memory.topics.values()) {
    for (const { partition, leader, replicas, isr } of metadata.partitions) {
      for (const replica of replicas) of(replica).replicas++;
      for (const replica of isr) of(replica).inSyncReplicas++;
      if (leader === null) continue;
      const led = of(leader);
      led.leaders++;
      const adding = replication[partition]?.reassignment?.adding ?? null;
      if (isr.length < replicationFactorOf(replicas, adding)) led.underReplicatedLed++;
      if (leader !== replicas[0] && adding === null) led.notPreferredLed++;
    }
  }
  return counts;
}
