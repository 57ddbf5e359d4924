import { expect, test } from 'vitest';
import { type ReplicationContext, replicationReason } from './reason.ts';
import type { ReplicaSets, ReplicationState } from './state.ts';

const CALM: ReplicationContext = { rules: { minIsr: 2, capsMinIsr: true }, reassignment: null, candidates: null };
const SETS: ReplicaSets = { leader: 1, replicas: [1, 2, 3], isr: [1, 2, 3] };

test.each<
  [says: string | null, state: ReplicationState, sets: Partial<ReplicaSets>, context: Partial<ReplicationContext>]
>([
  [null, 'ok', {}, {}],
  [null, 'not-preferred', { leader: 2 }, {}],
  [null, 'under-replicated', { isr: [1, 2] }, {}],
  [null, 'offline', { leader: null }, {}],
  [
    'no leader: the return of broker 3 brings it back',
    'offline',
    { leader: null, isr: [3] },
    { candidates: { anyOf: [3], mayLoseData: false } },
  ],
  [
    '1 in sync of the 2 that acks=all needs; what is written with fewer acks cannot be read until then, so lag is at least what is shown',
    'under-min-isr',
    { isr: [1] },
    {},
  ],
  [
    '1 in sync of the 2 that acks=all needs',
    'under-min-isr',
    { isr: [1] },
    { rules: { minIsr: 2, capsMinIsr: false } },
  ],
  [
    'moves from brokers 1 and 2 to brokers 4 and 5, 1 of 2 caught up',
    'reassigning',
    {},
    { reassignment: { adding: [4, 5], removing: [1, 2], caughtUp: 1 } },
  ],
  [
    'moves from broker 1 to broker 4, which has not caught up',
    'reassigning',
    {},
    { reassignment: { adding: [4], removing: [1], caughtUp: 0 } },
  ],
  [
    'moves from broker 1 to broker 4, all caught up',
    'reassigning',
    {},
    { reassignment: { adding: [4], removing: [1], caughtUp: 1 } },
  ],
  [
    'grows to broker 4, which has not caught up',
    'reassigning',
    {},
    { reassignment: { adding: [4], removing: [], caughtUp: 0 } },
  ],
  ['leaves brokers 2 and 3', 'reassigning', {}, { reassignment: { adding: [], removing: [2, 3], caughtUp: 0 } }],
  [
    '1 in sync of the 2 that acks=all needs; grows to broker 4, which has not caught up',
    'under-min-isr',
    { isr: [1] },
    { rules: { minIsr: 2, capsMinIsr: false }, reassignment: { adding: [4], removing: [], caughtUp: 0 } },
  ],
])('%s', (says, state, sets, context) => {
  expect(replicationReason({ ...SETS, ...sets }, state, { ...CALM, ...context })).toBe(says);
});
