import { describe, expect, it } from 'vitest';
import { clusterHealth } from '#components/shell/cluster-health.ts';
import { calmCluster } from '#components/shell/testing.ts';
import { topicsAnswer } from '#components/topics/topics-answer.ts';
import { spoken } from '#components/ui/testing.ts';
import type { Broker } from '#lib/api/schemas/brokers.ts';
import type { ClusterOverview } from '#lib/api/schemas/clusters.ts';
import type { LagState } from '#lib/api/schemas/common.ts';
import type { GroupRow } from '#lib/api/schemas/groups.ts';
import { overviewAnswer } from './overview-answer.ts';

const NOW = Date.parse('2026-11-23T14:06:00.000Z');
const CALM = { offline: 0, underMinIsr: 0, atMinIsr: 0, underReplicated: 0, notPreferred: 0 };

const group = (name: string, worst: LagState | null, lag: string | null): GroupRow => ({
  group: name,
  slug: name,
  type: 'classic',
  protocolType: 'consumer',
  state: 'Stable',
  assignOnly: false,
  lag,
  knownPartitions: 1,
  totalPartitions: 1,
  topics: 1,
  members: 1,
  worst,
  worstSince: null,
  states: {},
  trend: [],
  failure: null,
});

const broker = (brokerId: number, state: Broker['state']): Broker => ({
  brokerId,
  host: null,
  port: null,
  rack: null,
  state,
  stateSince: new Date(NOW - 240_000).toISOString(),
  seenSince: new Date(NOW - 240_000).toISOString(),
  failure: null,
  leaders: 0,
  replicas: 0,
  inSyncReplicas: 0,
  underReplicatedLed: 0,
  notPreferredLed: 0,
  logDirBytes: null,
});

const REFUSED = { code: 'POLL_NOT_STORED', message: 'refused', brokerId: null, since: null };

const CLUSTER: ClusterOverview = {
  ...calmCluster(NOW),
  topics: 12,
  partitions: 144,
  groups: 22,
  groupsByWorstState: { ok: 22 },
  controller: null,
  brokerList: [broker(1, 'up'), broker(2, 'up'), broker(3, 'up')],
  worstGroups: [group('payments', 'ok', '80112'), group('audit', 'ok', '0')],
  topicsInDanger: [],
  engine: {
    pollId: 1,
    durationMs: 1,
    phases: {},
    requests: 1,
    skippedPolls: 0,
    lateMs: 0,
    throttleMs: 0,
    startedAt: null,
  },
};

describe('overviewAnswer', () => {
  it.each([
    ['calm', {}, 'None of 22 groups needs a look. Furthest behind: payments, 80,112 messages.'],
    [
      'nobody behind',
      { worstGroups: [group('audit', 'ok', '0')] },
      'None of 22 groups needs a look; nobody is behind.',
    ],
    ['no groups', { groups: 0, groupsByWorstState: {} }, 'No consumer groups yet. 12 topics, all partitions in sync.'],
    ['nothing at all', { groups: 0, groupsByWorstState: {}, topics: 0 }, 'No topics and no consumer groups yet.'],
    [
      'a group in danger',
      {
        groupsByWorstState: { ok: 21, truncated: 1 },
        worstGroups: [group('geo', 'truncated', '5'), group('a', 'ok', '0')],
      },
      '1 of 22 groups needs a look: geo.',
    ],
    [
      'more groups than are named',
      {
        groupsByWorstState: { ok: 17, truncated: 1, unknown: 4 },
        worstGroups: ['a', 'b', 'c', 'd'].map((name) => group(name, 'unknown', null)),
      },
      '5 of 22 groups need a look: a, b, c and 2 more.',
    ],
    [
      'the irreversible first',
      {
        replication: { ...CALM, offline: 1, underMinIsr: 3 },
        brokerList: [broker(1, 'up'), broker(3, 'down')],
        groupsByWorstState: { ok: 21, unknown: 1 },
        worstGroups: [group('geo', 'unknown', null)],
      },
      '1 partition offline; 3 partitions under min ISR; broker 3 is down since 14:02:00; 1 of 22 groups needs a look: geo.',
    ],
    ['the first word is large', { brokerList: [broker(2, 'unreachable')] }, 'Broker 2 is unreachable since 14:02:00.'],
  ] as const)('%s', (_, change, expected) =>
    expect(spoken(overviewAnswer({ ...CLUSTER, ...change } as ClusterOverview, NOW))).toBe(expected),
  );
});

describe('clusterHealth', () => {
  it.each([
    ['calm', {}, 'ok', 'calm'],
    ['first poll', { observedAt: null }, 'unknown', 'first poll under way'],
    [
      'unreachable beats all',
      { reachable: false, replication: { ...CALM, offline: 9 } },
      'danger',
      'no broker answers',
    ],
    ['offline', { replication: { ...CALM, offline: 1 } }, 'danger', '1 partition offline'],
    ['groups', { groupsByWorstState: { expired: 2 } }, 'danger', '2 groups in danger'],
    ['a look', { groupsByWorstState: { ok: 1, unknown: 2 } }, 'warn', '2 groups to look at'],
    ['stale', { stale: true }, 'unknown', 'not read lately'],
    ['refused by the database', { failures: [REFUSED] }, 'unknown', 'polls are not stored'],
    ['never stored', { observedAt: null, failures: [REFUSED] }, 'unknown', 'polls are not stored'],
  ] as const)('%s', (_, change, tone, word) => {
    const health = clusterHealth({ ...CLUSTER, ...change } as ClusterOverview);
    expect([health.tone, health.word.replaceAll('\u00a0', ' ')]).toEqual([tone, word]);
  });
});

describe('topicsAnswer', () => {
  it.each([
    [{}, 'All 144 partitions on 12 topics are in sync.'],
    [{ topics: 0 }, 'No topics yet.'],
    [
      { replication: { ...CALM, underMinIsr: 3, underReplicated: 41 } },
      '3 partitions under min ISR, 41 under-replicated, of 144 partitions on 12 topics.',
    ],
    [{ replication: { ...CALM, notPreferred: 4 } }, 'All 144 partitions on 12 topics are in sync.'],
  ] as const)('%j', (change, expected) => expect(spoken(topicsAnswer({ ...CLUSTER, ...change }))).toBe(expected));
});
