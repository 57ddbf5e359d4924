import { expect, test } from 'vitest';
import type { Evidence } from './evidence.ts';
import { coordinatorOffline, leaderOffline, underMinIsr } from './replication.ts';
import { textOf } from './sentence.ts';
import { AT, calm, evidence, MINUTE } from './testing.ts';

const with0 = (rest: Partial<Evidence['partitions'][number]>): Evidence =>
  evidence({ partitions: [calm(0, rest), calm(1), calm(2), calm(3)] });

test('nothing of it in a calm group', () => {
  for (const rule of [coordinatorOffline, leaderOffline, underMinIsr]) expect(rule(evidence())).toBeNull();
});

test('coordinator offline', () => {
  const cause = coordinatorOffline(evidence({ coordinatorOfflineSinceMs: AT - MINUTE }));
  expect(textOf(cause?.says ?? [])).toBe(
    'The coordinator of the group is offline since 2026-11-23 14:04:00 UTC (1 min): nobody in it can commit or join.',
  );
});

test.each<[what: string, evidence: Evidence, says: string, share: number]>([
  [
    'one partition',
    with0({ offline: { sinceMs: AT - MINUTE }, lag: null }),
    'orders 0 has no leader since 2026-11-23 14:04:00 UTC (1 min): nothing can be read or written there.',
    0.25,
  ],
  [
    'many, since nobody knows when',
    evidence({ partitions: [0, 1, 2, 3].map((one) => calm(one, { offline: { sinceMs: null } })) }),
    '4 partitions have no leader: nothing can be read or written there.',
    1,
  ],
])('leader offline: %s', (_, one, says, share) => {
  const cause = leaderOffline(one);
  expect(textOf(cause?.says ?? [])).toBe(says);
  expect(cause?.share).toBe(share);
});

test('under min ISR', () => {
  const cause = underMinIsr(with0({ underMinIsr: { inSync: 1, minIsr: 2, sinceMs: AT - MINUTE } }));
  expect(textOf(cause?.says ?? [])).toBe(
    'orders 0 has 1 replica in sync of 2 that must be since 2026-11-23 14:04:00 UTC (1 min): writes with acks=all are refused, and what others wrote since cannot be read.',
  );
});
