import { z } from 'zod';
import { FEATURES } from '#lib/kafka/features.ts';
import { brokerSchema, controllerSchema } from './brokers.ts';
import { failureSchema, freshnessSchema, instantSchema, replicationCountsSchema } from './common.ts';
import { groupRowSchema } from './groups.ts';
import { statusCountsSchema } from './status.ts';
import { topicRowSchema } from './topics.ts';

/** One cluster in the list: enough to see which one is burning. */
export const clusterRowSchema = freshnessSchema
  .extend({
    name: z.string(),
    kafkaClusterId: z.string().nullable(),
    intervalMs: z.int(),
    staleAfterMs: z
      .int()
      .meta({ description: 'Age past which data is stale: 3 polls, and at least TIDEMARK_PATIENCE' }),
    reachable: z.boolean().meta({ description: 'False when no broker answered the newest poll' }),
    kafkaVersion: z
      .string()
      .nullable()
      .meta({ description: 'Finalized metadata.version, e.g. 4.3-IV0; null where brokers do not tell' }),
    brokers: z.object({ total: z.int(), up: z.int(), unreachable: z.int(), down: z.int() }),
    topics: z.int(),
    partitions: z.int(),
    groups: z.int(),
    groupsByStatus: statusCountsSchema.meta({ description: 'Groups counted by their status' }),
    groupsBySeverity: z
      .object({ error: z.int(), warn: z.int(), calm: z.int() })
      .meta({ description: 'Groups counted by what their status asks for' }),
    replication: replicationCountsSchema,
    firing: z.int().meta({ description: 'Incidents that are open' }),
    failures: z.array(failureSchema).meta({ description: 'What the newest poll could not read, at most 20' }),
  })
  .meta({ id: 'ClusterRow' });
export type ClusterRow = z.infer<typeof clusterRowSchema>;

export const clusterListSchema = z.object({ items: z.array(clusterRowSchema) });

/** Health of the collector itself for one cluster. */
export const engineHealthSchema = z.object({
  pollId: z.int().nullable(),
  durationMs: z.number().nullable(),
  phases: z.record(z.string(), z.number()).meta({ description: 'Milliseconds by phase of the newest poll' }),
  requests: z.int().nullable(),
  checkRequests: z
    .int()
    .nullable()
    .meta({ description: 'Requests of looks for transaction markers, which run beside the polls' }),
  skippedPolls: z.int().meta({ description: 'Scheduled polls skipped because one was still running, since start' }),
  waitingPolls: z
    .int()
    .meta({ description: 'Polls that were read and waited for Postgres when the newest was written' }),
  lostPolls: z
    .int()
    .meta({ description: 'Polls that were read and never written, as Postgres was away for too long, since start' }),
  throttleMs: z
    .number()
    .nullable()
    .meta({ description: 'Longest pause a broker asked for: the quota of Tidemark is spent' }),
  lateMs: z.number().nullable().meta({ description: 'How late the newest poll started against its schedule' }),
  startedAt: instantSchema.nullable(),
});

export const clusterOverviewSchema = clusterRowSchema
  .extend({
    controller: controllerSchema.nullable(),
    features: z.record(z.enum(FEATURES), z.boolean()).nullable().meta({
      description: 'What every broker offers, so that nothing else need be tried; null before the first poll',
    }),
    brokerList: z.array(brokerSchema),
    dataLoss: z
      .object({
        groups: z.int(),
        notBefore: instantSchema.nullable().meta({ description: 'The first of them loses nothing before' }),
      })
      .meta({ description: 'Groups that are about to lose data' }),
    parkedDeliveries: z.int().meta({
      description:
        'Notices that a destination refused: nobody is told of them by themselves. At most 1,000 are counted',
    }),
    worstGroups: z.array(groupRowSchema).meta({ description: 'At most 12, worst first' }),
    topicsInDanger: z.array(topicRowSchema).meta({ description: 'At most 12, worst first' }),
    engine: engineHealthSchema,
  })
  .meta({ id: 'ClusterOverview' });
export type ClusterOverview = z.infer<typeof clusterOverviewSchema>;
