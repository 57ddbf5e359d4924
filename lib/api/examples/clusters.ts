import type { z } from 'zod';
import { featuresWhere } from '#lib/kafka/features.ts';
import type { Broker, brokerListSchema } from '../schemas/brokers.ts';
import type { ClusterOverview, ClusterRow, clusterListSchema } from '../schemas/clusters.ts';
import type { PollEvent } from '../schemas/stream.ts';
import { groupRowExample } from './groups.ts';
import { topicRowExample } from './topics.ts';

/** Examples of the OpenAPI document; the schemas type them, so they stay true. */

const OBSERVED_AT = '2026-11-23T14:02:31.000Z';

const brokerDown: Broker = {
  brokerId: 3,
  host: 'kafka-3.example.com',
  port: 9092,
  rack: 'c',
  state: 'down',
  stateSince: '2026-11-23T14:02:00.000Z',
  seenSince: '2026-11-20T08:00:00.000Z',
  failure: {
    code: 'BROKER_DOWN',
    message: 'no broker lists it any more, and partitions still have a replica there',
    brokerId: 3,
    since: '2026-11-23T14:02:00.000Z',
  },
  leaders: 0,
  replicas: 412,
  inSyncReplicas: 0,
  underReplicatedLed: 0,
  notPreferredLed: 0,
  logDirBytes: null,
};

const controller: ClusterOverview['controller'] = {
  kind: 'kraft',
  leaderId: 1,
  epoch: 7,
  voters: [{ id: 1, lag: '0' }],
  observers: [],
};

const clusterRow: ClusterRow = {
  observedAt: OBSERVED_AT,
  stale: false,
  name: 'local',
  kafkaClusterId: 'MkU3OEVBNTcwNTJENDM2Qk',
  intervalMs: 10_000,
  staleAfterMs: 30_000,
  reachable: true,
  kafkaVersion: '4.3-IV0',
  brokers: { total: 3, up: 2, unreachable: 0, down: 1 },
  topics: 24,
  partitions: 412,
  groups: 480,
  groupsByStatus: { LOST: 1, OK: 479 },
  groupsBySeverity: { error: 1, warn: 0, calm: 479 },
  replication: { offline: 0, underMinIsr: 0, atMinIsr: 41, underReplicated: 371, reassigning: 0, notPreferred: 0 },
  firing: 3,
  failures: brokerDown.failure === null ? [] : [brokerDown.failure],
};

export const clusterListExample: z.input<typeof clusterListSchema> = { items: [clusterRow] };

export const clusterOverviewExample: ClusterOverview = {
  ...clusterRow,
  controller,
  features: featuresWhere((feature) => feature !== 'shareGroups'),
  brokerList: [brokerDown],
  dataLoss: { groups: 1, notBefore: '2026-11-23T14:43:12.000Z' },
  parkedDeliveries: 2,
  worstGroups: [groupRowExample],
  topicsInDanger: [topicRowExample],
  engine: {
    pollId: 1_795_442_551_000,
    durationMs: 212.4,
    phases: { groups: 31.2, commits: 88.1, ends: 64.9 },
    requests: 12,
    checkRequests: 0,
    skippedPolls: 0,
    waitingPolls: 0,
    lostPolls: 0,
    lateMs: 0.6,
    throttleMs: 0,
    startedAt: '2026-11-23T08:00:00.000Z',
  },
};

export const brokerListExample: z.input<typeof brokerListSchema> = {
  observedAt: OBSERVED_AT,
  stale: false,
  controller,
  items: [brokerDown],
};

export const pollEventExample: PollEvent = {
  cluster: 'local',
  pollId: 1_795_442_551_000,
  observedAt: OBSERVED_AT,
  failed: false,
  groups: 12,
  topics: 3,
  incidents: 0,
};
