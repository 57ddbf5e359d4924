import { z } from 'zod';
import { FEATURES } from '#lib/kafka/features.ts';
import { clusterRowSchema, engineHealthSchema } from './clusters.ts';
import { freshnessSchema, instantSchema } from './common.ts';
import { identitySchema } from './identity.ts';

/** A cluster as it is set up and as Tidemark reaches it. */
export const clusterSettingsSchema = clusterRowSchema
  .pick({
    observedAt: true,
    stale: true,
    name: true,
    intervalMs: true,
    staleAfterMs: true,
    reachable: true,
    kafkaVersion: true,
    brokers: true,
    failures: true,
  })
  .extend({
    bootstrap: z
      .array(z.string())
      .meta({ description: 'Bootstrap addresses of the configuration', example: ['kafka-1:9092'] }),
    readOnly: z.boolean(),
    protected: z.boolean(),
    features: z.record(z.enum(FEATURES), z.boolean()).nullable().meta({
      description: 'What every broker offers; null before the first poll',
    }),
    identity: identitySchema,
    permissions: z
      .object({
        lacking: z.string().meta({ description: 'What may not be seen, and what depends on it' }),
        commands: z.array(z.string()).meta({ description: 'Each gives one permission' }),
      })
      .nullable()
      .meta({ description: 'What the principal of Tidemark may not see; null where nothing is known to be hidden' }),
  })
  .meta({ id: 'ClusterSettings' });
export type ClusterSettings = z.infer<typeof clusterSettingsSchema>;

export const clusterSettingsListSchema = z.object({ items: z.array(clusterSettingsSchema) });
export type ClusterSettingsList = z.infer<typeof clusterSettingsListSchema>;

/** Who polls a cluster, and how well that goes. */
export const engineStatusSchema = freshnessSchema
  .extend({
    cluster: z.string(),
    intervalMs: z.int(),
    staleAfterMs: z.int(),
    engine: engineHealthSchema,
    heap: z
      .object({ bytes: z.number(), limitBytes: z.number() })
      .nullable()
      .meta({ description: 'Memory of the engine, all its clusters together, at the newest poll' }),
    brokerErrors: z
      .array(z.object({ brokerId: z.int(), polls: z.int() }))
      .meta({ description: 'Polls since the start in which the broker failed' }),
    lease: z
      .object({ holder: z.string(), expiresAt: instantSchema, expired: z.boolean() })
      .nullable()
      .meta({ description: 'Which process polls; null where none ever did' }),
  })
  .meta({ id: 'EngineStatus' });
export type EngineStatus = z.infer<typeof engineStatusSchema>;

export const engineStatusListSchema = z.object({ items: z.array(engineStatusSchema) });
export type EngineStatusList = z.infer<typeof engineStatusListSchema>;

export const STORAGE_FAMILIES = ['polls', 'chunks', 'hours', 'events', 'bookkeeping'] as const;

/** What the history takes and holds. */
export const storageSchema = z
  .object({
    bytes: z.number().meta({ description: 'Of all tables of the history, indexes and all' }),
    budgetBytes: z.number(),
    reserveBytes: z
      .number()
      .meta({ description: 'Free disk that is left to others, where Postgres is on this machine' }),
    databaseBytes: z.number().meta({ description: 'Of the whole database' }),
    families: z.array(
      z.object({
        family: z.enum(STORAGE_FAMILIES).meta({
          description:
            '`polls`: of hours under way; `chunks`: every poll of sealed hours; `hours`: minimum, mean and maximum of hours',
        }),
        bytes: z.number(),
        partitions: z.int(),
        since: instantSchema
          .nullable()
          .meta({ description: 'The oldest that is there; null where there is nothing yet' }),
        keptMs: z
          .number()
          .nullable()
          .meta({ description: 'How long it is set to be kept; null where it goes with the rest' }),
      }),
    ),
    secrets: z
      .object({
        keyId: z.string().meta({ description: 'Which key this process seals with' }),
        rightKey: z.boolean().nullable(),
        present: z.int(),
        ofBefore: z.int().meta({ description: 'Of them sealed with a key of before: to be sealed anew' }),
        missing: z.array(
          z.object({ owner: z.string(), keyId: z.string(), because: z.enum(['other-key', 'does-not-open']) }),
        ),
      })
      .meta({ description: 'Stored secrets, and whether they can be opened' }),
  })
  .meta({ id: 'Storage' });
export type Storage = z.infer<typeof storageSchema>;
