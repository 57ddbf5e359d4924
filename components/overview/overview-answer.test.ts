import { describe, expect, it } from 'vitest';
import { clusterHealth } from '#components/shell/cluster-health.ts';
import { calmCluster } from '#components/shell/testing.ts';
import { topicsAnswer } from '#components/topics/topics-answer.ts';
import { spoken } from '#components/ui/testing.ts';
import { steadyFlowExample, unknownTimeLagExample } from '#lib/api/examples/groups.ts';
import type { Broker } from '#lib/api/schemas/brokers.ts';
import type { ClusterOverview } from '#lib/api/schemas/clusters.ts';
import type { GroupRow } from '#lib/api/schemas/groups.ts';
import { type Status, severityOf } from '#lib/lag/status/status.ts';
import { overviewAnswer } from './overview-answer.ts';

const NOW = Date.parse('2026-11-23T14:06:00.000Z');
const CALM = { offline: 0, underMinIsr: 0, atMinIsr: 0, underReplicated: 0, reassigning: 0, notPreferred: 0 };

const group = (name: string, status: Status | null, lag: string | null): GroupRow => ({
  group: name,
  slug: name,
  type: 'classic',
  protocolType: 'consumer',
  state: 'Stable',
  assignOnly: false,
  lag,
  lagIsAtLeast: false,
  knownPartitions: 1,
  totalPartitions: 1,
  topics: 1,
  members: 1,
  status,
  statusSince: null,
  severity: status && severityOf(status, 0),
  statuses: {},
  states: {},
  trend: [],
  ...steadyFlowExample,
  timeLag: unknownTimeLagExample,
  loss: null,
  hot: [],
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
  groupsByStatus: { OK: 22 },
  groupsBySeverity: { error: 0, warn: 0, calm: 22 },
  controller: null,
  features: null,
  brokerList: [broker(1, 'up'), broker(2, 'up'), broker(3, 'up')],
  dataLoss: { groups: 0, notBefore: null },
  parkedDeliveries: 0,
  worstGroups: [group('payments', 'OK', '80112'), group('audit', 'OK', '0')],
  topicsInDanger: [],
  engine: {
    pollId: 1,
    durationMs: 1,
    phases: {},
    requests: 1,
    checkRequests: 0,
    skippedPolls: 0,
    waitingPolls: 0,
    lostPolls: 0,
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
      { worstGroups: [group('audit', 'OK', '0')] },
      'None of 22 groups needs a look; nobody is behind.',
    ],
    [
      'no groups',
      { groups: 0, groupsBySeverity: { error: 0, warn: 0, calm: 0 } },
      'No consumer groups yet. 12 topics, all partitions in sync.',
    ],
    [
      'nothing at all',
      { groups: 0, groupsBySeverity: { error: 0, warn: 0, calm: 0 }, topics: 0 },
      'No topics and no consumer groups yet.',
    ],
    [
      'a group in danger',
      {
        groupsBySeverity: { error: 1, warn: 0, calm: 21 },
        worstGroups: [group('geo', 'LOST', '5'), group('a', 'OK', '0')],
      },
      '1 of 22 groups needs a look: geo.',
    ],
    [
      'more groups than are named',
      {
        groupsBySeverity: { error: 1, warn: 4, calm: 17 },
        worstGroups: ['a', 'b', 'c', 'd'].map((name) => group(name, 'NO_DATA', null)),
      },
      '5 of 22 groups need a look: a, b, c and 2 more.',
    ],
    [
      'what fires before all else',
      { firing: 3, replication: { ...CALM, offline: 1 } },
      '3 incidents firing; 1 partition offline.',
    ],
    ['what fires, where all is calm', { firing: 1 }, '1 incident firing.'],
    [
      'the irreversible first',
      {
        replication: { ...CALM, offline: 1, underMinIsr: 3 },
        brokerList: [broker(1, 'up'), broker(3, 'down')],
        groupsBySeverity: { error: 0, warn: 1, calm: 21 },
        worstGroups: [group('geo', 'NO_DATA', null)],
      },
      '1 partition offline; 3 partitions under min ISR; broker 3 is down since 14:02:00; 1 of 22 groups needs a look: geo.',
    ],
    [
      'data about to be lost',
      { dataLoss: { groups: 1, notBefore: new Date(NOW + 41.5 * 60_000).toISOString() } },
      '1 group will lose data in ~41 min.',
    ],
    [
      'data that may go at any moment',
      { dataLoss: { groups: 2, notBefore: new Date(NOW - 1).toISOString() } },
      '2 groups will lose data at any moment.',
    ],
    ['the first word is large', { brokerList: [broker(2, 'unreachable')] }, 'Broker 2 is unreachable since 14:02:00.'],
  ] as const)('%s', (_, change, expected) =>
    expect(spoken(overviewAnswer({ ...CLUSTER, ...change } as ClusterOverview, NOW))).toBe(expected),
  );
});

describe('clusterHealth', () => {
  it.each([
    ['calm', {}, 'ok', 'calm'],
    ['never read', { observedAt: null }, 'unknown', 'not read yet'],
    [
      'unreachable beats all',
      { reachable: false, replication: { ...CALM, offline: 9 } },
      'danger',
      'no broker answers',
    ],
    ['offline', { replication: { ...CALM, offline: 1 } }, 'danger', '1 partition offline'],
    ['groups', { groupsBySeverity: { error: 2, warn: 0, calm: 0 } }, 'danger', '2 groups in danger'],
    ['a look', { groupsBySeverity: { error: 0, warn: 2, calm: 1 } }, 'warn', '2 groups to look at'],
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
