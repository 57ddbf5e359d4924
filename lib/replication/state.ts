/** Replication trouble of one partition, worst first (semantics: kafka, section 6). */
export const REPLICATION_STATES = [
  'offline',
  'under-min-isr',
  'at-min-isr',
  'under-replicated',
  'not-preferred',
  'ok',
] as const;
export type ReplicationState = (typeof REPLICATION_STATES)[number];

export interface ReplicaSets {
  /** Null: no leader. */
  leader: number | null;
  replicas: number[];
  isr: number[];
}

/**
 * The worst thing that is true of a partition. `minIsr` is min.insync.replicas, null while unknown: then nothing is said
 * about it. It counts at most as many replicas as there are, as brokers themselves do since 3.9.
 */
export function replicationStateOf({ leader, replicas, isr }: ReplicaSets, minIsr: number | null): ReplicationState {
  if (leader === null) return 'offline';
  const needed = Math.min(minIsr ?? 0, replicas.length);
  if (isr.length < needed) return 'under-min-isr';
  if (isr.length < replicas.length) return isr.length === needed ? 'at-min-isr' : 'under-replicated';
  return leader === replicas[0] ? 'ok' : 'not-preferred';
}

export const replicationRank = (state: ReplicationState): number => REPLICATION_STATES.indexOf(state);
