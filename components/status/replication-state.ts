import type { ReplicationCounts, ReplicationState } from '#lib/api/schemas/common.ts';
import type { StatusLook } from './tone.ts';

/** The replication state of a partition, as it is shown. */
export const REPLICATION_STATE: Record<ReplicationState, StatusLook> = {
  offline: {
    tone: 'danger',
    shape: 'danger',
    word: 'OFFLINE',
    meaning: 'No leader: nothing can be read or written.',
  },
  'under-min-isr': {
    tone: 'danger',
    shape: 'danger',
    word: 'UNDER MIN ISR',
    meaning: 'Too few replicas in sync: producers with acks=all are refused.',
  },
  'at-min-isr': {
    tone: 'warn',
    shape: 'warn',
    word: 'AT MIN ISR',
    meaning: 'Just enough replicas in sync: if one more fails, producers with acks=all are refused.',
  },
  'under-replicated': {
    tone: 'warn',
    shape: 'warn',
    word: 'UNDER-REPLICATED',
    meaning: 'A replica is not in sync.',
  },
  'not-preferred': {
    tone: 'calm',
    shape: 'idle',
    word: 'NOT PREFERRED',
    meaning: 'In sync, but led by another broker than the first of its replicas.',
  },
  reassigning: {
    tone: 'calm',
    shape: 'moving',
    word: 'REASSIGNING',
    meaning: 'Its replicas are being moved to other brokers, and none of those it has is missing.',
  },
  ok: { tone: 'ok', shape: 'ok', word: 'IN SYNC', meaning: 'All replicas are in sync, led by the preferred one.' },
};

/** Whether replicas are missing. One that is led by another broker than the preferred, or being moved, has them all. */
export function isInDanger(state: ReplicationState): boolean {
  const { tone } = REPLICATION_STATE[state];
  return tone === 'danger' || tone === 'warn';
}

/** How many partitions are in danger. */
export const inDangerCount = ({ offline, underMinIsr, atMinIsr, underReplicated }: ReplicationCounts): number =>
  offline + underMinIsr + atMinIsr + underReplicated;
