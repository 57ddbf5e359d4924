import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CALM_REPLICATION_RANK,
  REPLICATION_STATES,
  type ReplicaSets,
  type ReplicationRules,
  type ReplicationState,
  replicationRank,
  replicationStateOf,
} from './state.ts';

const healthy: ReplicaSets = { leader: 1, replicas: [1, 2, 3], isr: [1, 2, 3] };
const capped = (minIsr: number | null): ReplicationRules => ({ minIsr, capsMinIsr: true });
const raw = (minIsr: number | null): ReplicationRules => ({ minIsr, capsMinIsr: false });

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
  ])('%s', (_what, sets, minIsr, state) => {
    expect(replicationStateOf({ ...healthy, ...sets }, capped(minIsr))).toBe(state);
    expect(replicationStateOf({ ...healthy, ...sets }, raw(minIsr))).toBe(state);
  });
});

describe('a minimum above the number of replicas', () => {
  test.each<
    [what: string, sets: Partial<ReplicaSets>, minIsr: number, since39: ReplicationState, before: ReplicationState]
  >([
    ['one replica', { replicas: [1], isr: [1] }, 2, 'ok', 'under-min-isr'],
    ['two replicas under a minimum of three', { replicas: [1, 2], isr: [1] }, 3, 'under-min-isr', 'under-min-isr'],
    ['both of two in sync under a minimum of three', { replicas: [1, 2], isr: [1, 2] }, 3, 'ok', 'under-min-isr'],
  ])('%s', (_what, sets, minIsr, since39, before) => {
    expect(replicationStateOf({ ...healthy, ...sets }, capped(minIsr))).toBe(since39);
    expect(replicationStateOf({ ...healthy, ...sets }, raw(minIsr))).toBe(before);
  });
});

describe('during a reassignment', () => {
  // From brokers 1, 2 to 3, 4.
  const moving: ReplicaSets = { leader: 1, replicas: [3, 4, 1, 2], isr: [1, 2] };
  test.each<[what: string, sets: Partial<ReplicaSets>, adding: number[], minIsr: number, state: ReplicationState]>([
    ['nobody is missing that was there before', {}, [3, 4], 2, 'reassigning'],
    ['the preferred leader is not judged', { leader: 2 }, [3, 4], 1, 'reassigning'],
    ['one has caught up', { isr: [1, 2, 3] }, [3, 4], 1, 'reassigning'],
    ['one of those before is missing', { isr: [1] }, [3, 4], 0, 'under-replicated'],
    ['one before is missing at the minimum', { isr: [1] }, [3, 4], 1, 'at-min-isr'],
    ['one before is missing, another is there in its place', { isr: [1, 3] }, [3, 4], 1, 'reassigning'],
    ['too few', { isr: [1] }, [3, 4], 2, 'under-min-isr'],
    ['no leader', { leader: null, isr: [1] }, [3, 4], 1, 'offline'],
    ['replicas go, none come', { replicas: [1, 2, 3], isr: [1, 2, 3] }, [], 2, 'reassigning'],
    [
      'a broker counts the one on its way among those a minimum may ask for',
      { replicas: [2, 1], isr: [1] },
      [2],
      2,
      'under-min-isr',
    ],
  ])('%s', (_what, sets, adding, minIsr, state) => {
    expect(replicationStateOf({ ...moving, ...sets }, capped(minIsr), adding)).toBe(state);
  });
});

test('ranks follow the order of danger', () => {
  expect(REPLICATION_STATES.map(replicationRank)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(REPLICATION_STATES.slice(CALM_REPLICATION_RANK)).toEqual(['not-preferred', 'reassigning', 'ok']);
});

test('losing a replica never looks better, and a lower minimum never looks worse', () => {
  const replicas = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
  const caps = fc.boolean();
  const minima = fc.integer({ min: 1, max: 5 });
  fc.assert(
    fc.property(
      replicas,
      fc.nat(5),
      fc.nat(4),
      minima,
      caps,
      fc.nat(5),
      (all, inSync, leaderAt, minIsr, capsMinIsr, come) => {
        const isr = all.slice(0, Math.max(1, inSync));
        const leader = isr[leaderAt % isr.length] ?? null;
        const adding = come === 0 ? null : all.slice(come);
        const rank = (sets: ReplicaSets, min: number | null) =>
          replicationRank(replicationStateOf(sets, { minIsr: min, capsMinIsr }, adding));
        const now = rank({ leader, replicas: all, isr }, minIsr);
        const without = isr.filter((replica, index) => replica === leader || index !== isr.length - 1);
        expect(rank({ leader, replicas: all, isr: without }, minIsr)).toBeLessThanOrEqual(now);
        expect(rank({ leader, replicas: all, isr }, Math.max(1, minIsr - 1))).toBeGreaterThanOrEqual(now);
        expect(rank({ leader, replicas: all, isr }, null)).toBeGreaterThanOrEqual(now);
      },
    ),
  );
});
