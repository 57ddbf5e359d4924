import { expect, test } from 'vitest';
import type { Evidence, Rebalance } from './evidence.ts';
import { rebalancing } from './rebalancing.ts';
import { textOf } from './sentence.ts';
import { AT, calm, evidence, MINUTE, SECOND, slow, still } from './testing.ts';

const inState = (state: string, forMs: number, rest: Partial<Evidence> = {}): Evidence =>
  evidence({ state, stateSinceMs: AT - forMs, partitions: [still(0, forMs), calm(1)], ...rest });
const rebalanced = (...agoMs: number[]): Rebalance[] =>
  agoMs.map((ms) => ({ atMs: AT - ms, times: 1, joined: [], left: [] }));
const OFTEN = rebalanced(MINUTE, 5 * MINUTE, 30 * MINUTE, 50 * MINUTE);
const often = (rest: Partial<Evidence> = {}): Evidence =>
  evidence({ partitions: [slow(0), calm(1)], rebalances: OFTEN, ...rest });

test.each<[what: string, evidence: Evidence, found: boolean]>([
  ['at rest', evidence(), false],
  ['for 3 polls', inState('PreparingRebalance', 30 * SECOND), true],
  ['for less', inState('PreparingRebalance', 30 * SECOND - 1), false],
  ['nothing waits', inState('CompletingRebalance', 5 * MINUTE, { partitions: [calm(0)] }), false],
  ['KIP-848 reconciles while it is behind', inState('Reconciling', 5 * MINUTE, { type: 'consumer' }), true],
  [
    'KIP-848 reconciles and keeps up',
    inState('Reconciling', 5 * MINUTE, { partitions: [still(0, 30 * SECOND)] }),
    false,
  ],
  ['four times in an hour', often(), true],
  ['three times', often({ rebalances: OFTEN.slice(0, 3) }), false],
  [
    'one of them alone in the window',
    often({ rebalances: rebalanced(MINUTE, 16 * MINUTE, 30 * MINUTE, 50 * MINUTE) }),
    false,
  ],
  ['four times, and it keeps up', often({ partitions: [calm(0)] }), false],
])('%s', (_, one, found) => {
  expect(rebalancing(one) !== null).toBe(found);
});

test.each<[what: string, evidence: Evidence, says: string]>([
  [
    'eager, under way',
    inState('PreparingRebalance', 2 * MINUTE),
    'The group rebalances since 2026-11-23 14:03:00 UTC (2 min): PreparingRebalance. It is eager (range): all members stop until it has ended.',
  ],
  [
    'cooperative, with who left',
    often({
      assignor: 'cooperative-sticky',
      rebalances: [{ atMs: AT - MINUTE, times: 3, joined: ['b'], left: ['a', 'c'] }, ...rebalanced(5 * MINUTE)],
    }),
    'It rebalanced at least 4 times in the last hour, 4 of them in the last 15 min, the last at 2026-11-23 14:04:00 UTC. It is cooperative (cooperative-sticky): only the partitions that move are not read meanwhile. Last a and c left and b joined (2026-11-23 14:04:00 UTC).',
  ],
  [
    'KIP-848',
    often({ type: 'consumer', assignor: 'uniform' }),
    'It rebalanced at least 4 times in the last hour, 2 of them in the last 15 min, the last at 2026-11-23 14:04:00 UTC. With KIP-848 only the partitions that move are not read meanwhile.',
  ],
])('%s', (_, one, says) => {
  expect(textOf(rebalancing(one)?.says ?? [])).toBe(says);
});
