import type { BrokerState } from '#lib/api/schemas/brokers.ts';
import type { StatusLook } from './tone.ts';

/** The state of a broker, as it is shown. */
export const BROKER_STATE: Record<BrokerState, StatusLook> = {
  up: { tone: 'ok', shape: 'ok', word: 'UP', meaning: 'In the cluster and answering.' },
  unreachable: {
    tone: 'warn',
    shape: 'warn',
    word: 'UNREACHABLE',
    meaning: 'The cluster lists it, but it does not answer us: its partitions are unknown here.',
  },
  down: {
    tone: 'danger',
    shape: 'danger',
    word: 'DOWN',
    meaning: 'The cluster no longer lists it, and replicas are still assigned to it.',
  },
};
