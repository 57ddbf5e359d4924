/** State of one partition's replicas, worst first (semantics: kafka, section 6). */
export const REPLICATION_STATES = [
  'offline',
  'under-min-isr',
  'at-min-isr',
  'under-replicated',
  'not-preferred',
  'reassigning',
  'ok',
] as const;
export type ReplicationState = (typeof REPLICATION_STATES)[number];

export interface ReplicaSets {
  /** Null: no leader. */
  leader: number | null;
  replicas: number[];
  isr: number[];
}

export interface ReplicationRules {
  /** min.insync.replicas; null while unknown: then nothing is said about it. */
  minIsr: number | null;
  /** Whether the brokers ask for at most as many as there are replicas, as they do since 3.9. */
  capsMinIsr: boolean;
}

/** The worst thing that is true of a partition; `adding` are replicas that a reassignment brings, null without one. */
export function replicationStateOf(
  sets: ReplicaSets,
  rules: ReplicationRules,
  adding: readonly number[] | null = null,
): ReplicationState {
  const { leader, replicas, isr } = sets;
  if (leader === null) return 'offline';
  const needed = neededInSync(replicas, rules);
  if (isr.length < needed) return 'under-min-isr';
  // Replicas on their way are no duty yet: as many as there were before suffice, whichever they are, as for the brokers.
  const factor = replicationFactorOf(replicas, adding);
  if (isr.length < factor) return isr.length === needed ? 'at-min-isr' : 'under-replicated';
  if (adding !== null) return 'reassigning';
  return leader === replicas[0] ? 'ok' : 'not-preferred';
}

/** How many replicas a partition is meant to have: those on their way do not count yet. */
export const replicationFactorOf = (replicas: readonly number[], adding: readonly number[] | null): number =>
  adding === null ? replicas.length : replicas.filter((replica) => !adding.includes(replica)).length;

/** How many must be in sync for acks=all. A broker counts the replicas on their way among those there are. */
export const neededInSync = (replicas: readonly number[], { minIsr, capsMinIsr }: ReplicationRules): number =>
  capsMinIsr ? Math.min(minIsr ?? 0, replicas.length) : (minIsr ?? 0);

export const replicationRank = (state: ReplicationState): number => REPLICATION_STATES.indexOf(state);

/** States from here on are no danger: after a restart brokers lead less than they should for a while, and nothing is missing. */
export const CALM_REPLICATION_RANK = replicationRank('not-preferred');
