import type { z } from 'zod';
import { featuresWhere } from '#lib/kafka/features.ts';
import type { clusterSettingsListSchema, engineStatusListSchema, storageSchema } from '../schemas/settings.ts';
import { clusterOverviewExample } from './clusters.ts';

/** Examples of the OpenAPI document; the schemas type them, so they stay true. */
const { observedAt, stale, intervalMs, staleAfterMs, reachable, kafkaVersion, brokers } = clusterOverviewExample;

export const clusterSettingsListExample: z.input<typeof clusterSettingsListSchema> = {
  items: [
    {
      observedAt,
      stale,
      name: 'local',
      intervalMs,
      staleAfterMs,
      reachable,
      kafkaVersion,
      brokers,
      failures: [],
      bootstrap: ['kafka-1:9092'],
      readOnly: false,
      protected: true,
      features: featuresWhere((feature) => feature !== 'shareGroups'),
      identity: { pinned: 'MkU3OEVBNTcwNTJENDM2Qk', foreign: null },
      permissions: {
        lacking: 'groups of others may be hidden: grant Describe on every group',
        commands: [
          "kafka-acls --bootstrap-server kafka-1:9092 --add --allow-principal User:tidemark --operation Describe --group '*'",
        ],
      },
    },
  ],
};

export const engineStatusListExample: z.input<typeof engineStatusListSchema> = {
  items: [
    {
      observedAt,
      stale,
      cluster: 'local',
      intervalMs,
      staleAfterMs,
      engine: clusterOverviewExample.engine,
      heap: { bytes: 84_000_000, limitBytes: 536_870_912 },
      brokerErrors: [
        { brokerId: 1, polls: 0 },
        { brokerId: 2, polls: 7 },
      ],
      lease: { holder: 'collector-0-4711-1f0c', expiresAt: '2026-11-23T14:02:43.000Z', expired: false },
    },
  ],
};

export const storageExample: z.input<typeof storageSchema> = {
  bytes: 1_204_311_040,
  budgetBytes: 20e9,
  reserveBytes: 1e9,
  databaseBytes: 1_310_720_000,
  families: [
    { family: 'polls', bytes: 41_000_000, partitions: 3, since: '2026-11-23T13:00:00.000Z', keptMs: null },
    { family: 'chunks', bytes: 1_100_000_000, partitions: 16, since: '2026-11-16T14:00:00.000Z', keptMs: 604_800_000 },
    { family: 'hours', bytes: 60_000_000, partitions: 4, since: '2026-10-01T00:00:00.000Z', keptMs: 34_560_000_000 },
    { family: 'events', bytes: 3_211_040, partitions: 2, since: '2026-10-01T08:00:00.000Z', keptMs: 34_560_000_000 },
    { family: 'bookkeeping', bytes: 100_000, partitions: 0, since: null, keptMs: null },
  ],
  secrets: { keyId: '630dcd2966c43366', rightKey: true, present: 2, ofBefore: 0, missing: [] },
};
