import type { ReassignmentProgress } from './reassignment.ts';
import { type LeaderCandidates, listed, returnWords } from './return.ts';
import { neededInSync, type ReplicaSets, type ReplicationRules, type ReplicationState } from './state.ts';

/** What explains a partition's state beyond its replica sets. */
export interface ReplicationContext {
  rules: ReplicationRules;
  reassignment: ReassignmentProgress | null;
  candidates: LeaderCandidates | null;
}

/** What the state of a partition's replicas means here, one sentence for the page; null where the state alone says it. Pure. */
export function replicationReason(
  sets: ReplicaSets,
  state: ReplicationState,
  { rules, reassignment, candidates }: ReplicationContext,
): string | null {
  const parts = [stateWords(sets, state, rules, candidates), reassignment && reassignmentWords(reassignment)];
  return parts.filter((part) => part !== null).join('; ') || null;
}

function stateWords(
  { isr, replicas }: ReplicaSets,
  state: ReplicationState,
  rules: ReplicationRules,
  candidates: LeaderCandidates | null,
): string | null {
  if (state === 'offline') return candidates && `no leader: ${returnWords(candidates)}`;
  if (state !== 'under-min-isr') return null;
  const few = `${isr.length} in sync of the ${neededInSync(replicas, rules)} that acks=all needs`;
  // Since 3.9 the high watermark stands meanwhile.
  return rules.capsMinIsr
    ? `${few}; what is written with fewer acks cannot be read until then, so lag is at least what is shown`
    : few;
}

function reassignmentWords({ adding, removing, caughtUp }: ReassignmentProgress): string {
  if (adding.length === 0) return `leaves ${listed(removing, 'and')}`;
  const step = removing.length === 0 ? 'grows' : `moves from ${listed(removing, 'and')}`;
  return `${step} to ${listed(adding, 'and')}, ${progressWords(adding.length, caughtUp)}`;
}

function progressWords(all: number, caughtUp: number): string {
  if (caughtUp === all) return 'all caught up';
  return all === 1 ? 'which has not caught up' : `${caughtUp} of ${all} caught up`;
}
