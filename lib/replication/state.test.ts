import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  REPLICATION_STATES,
  type ReplicaSets,
  type ReplicationState,
  replicationRank,
  replicationStateOf,
} from './state.ts';

const healthy: ReplicaSets = { leader: 1, replicas: [1, 2, 3], isr: [1, 2, 3] };

describe('the worst thing that is true of a partition', () => {
  test.each<[what: string, sets: Partial<ReplicaSets>, minIsr: number | null, state: ReplicationState]>([
    ['all in sync, on the preferred leader', {}, 2, 'ok'],
    ['all in sync, in another order', { isr: [3, 1, 2] }, 2, 'ok'],
    ['no leader, whatever the ISR says', { leader: null }, 2, 'offline'],
    ['no leader and no ISR', { leader: null, isr: [] }, 2, 'offline'],
    ['one in sync where two must be', { isr: [1] }, 2, 'under-min-isr'],
    ['two in sync where two must be', { isr: [1, 2] }, 2, 'at-min-isr'],
    ['two in sync where one must be', { isr: [1, 2] }, 1, 'under-replicated'],
    ['led by another', { leader: 2 }, 2, 'not-preferred'],
    ['missing a replica outweighs another leader', { leader: 2, isr: [2, 3] }, 1, 'under-replicated'],
    ['min.insync.replicas not known yet', { isr: [1] }, null, 'under-replicated'],
    ['all in sync at exactly min.insync.replicas', { replicas: [1, 2], isr: [1, 2] }, 2, 'ok'],
    ['one replica, whatever min.insync.replicas says', { replicas: [1], isr: [1] }, 2, 'ok'],
    ['two replicas under a minimum of three', { replicas: [1, 2], isr: [1] }, 3, 'under-min-isr'],
  ])('%s', (_what, sets, minIsr, state) => {
    expect(replicationStateOf({ ...healthy, ...sets }, minIsr)).toBe(state);
  });
});

test('ranks follow the order of danger', () => {
  expect(REPLICATION_STATES.map(replicationRank)).toEqual([0, 1, 2, 3, 4, 5]);
});

test('losing a replica never looks better, and a lower minimum never looks worse', () => {
  const replicas = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(replicas, fc.nat(5), fc.nat(4), fc.integer({ min: 1, max: 5 }), (all, inSync, leaderAt, minIsr) => {
      const isr = all.slice(0, Math.max(1, inSync));
      const leader = isr[leaderAt % isr.length] ?? null;
      const rank = (sets: ReplicaSets, min: number | null) => replicationRank(replicationStateOf(sets, min));
      const now = rank({ leader, replicas: all, isr }, minIsr);
      const without = isr.filter((replica, index) => replica === leader || index !== isr.length - 1);
      expect(rank({ leader, replicas: all, isr: without }, minIsr)).toBeLessThanOrEqual(now);
      expect(rank({ leader, replicas: all, isr }, Math.max(1, minIsr - 1))).toBeGreaterThanOrEqual(now);
      expect(rank({ leader, replicas: all, isr }, null)).toBeGreaterThanOrEqual(now);
    }),
  );
});
