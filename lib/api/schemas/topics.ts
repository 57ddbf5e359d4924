import { z } from 'zod';
import {
  decimalSchema,
  failureSchema,
  freshnessSchema,
  lagStateCountsSchema,
  lagStateSchema,
  pageOf,
  replicationCountsSchema,
  replicationStateSchema,
} from './common.ts';

export const topicRowSchema = z
  .object({
    name: z.string(),
    topicId: z.string().nullable().meta({ description: 'Kafka topic id; null where brokers have none' }),
    internal: z.boolean(),
    partitions: z.int(),
    replicationFactor: z.int(),
    minIsr: z.int().nullable(),
    cleanupPolicy: z.string().nullable(),
    retentionMs: decimalSchema.nullable(),
    retentionBytes: decimalSchema.nullable(),
    sizeBytes: decimalSchema.nullable().meta({ description: 'Bytes on disk over all replicas, from the slow beat' }),
    worst: replicationStateSchema,
    replication: replicationCountsSchema,
    groups: z.int().meta({ description: 'Groups with a commit on this topic' }),
  })
  .meta({ id: 'TopicRow' });
export type TopicRow = z.infer<typeof topicRowSchema>;

export const topicPageSchema = pageOf(topicRowSchema);

export const topicPartitionSchema = z.object({
  partition: z.int(),
  leader: z.int().nullable(),
  leaderEpoch: z.int().nullable(),
  replicas: z.array(z.int()),
  isr: z.array(z.int()),
  offlineReplicas: z.array(z.int()),
  state: replicationStateSchema,
  logStart: decimalSchema.nullable(),
  lastStable: decimalSchema.nullable(),
  highWatermark: decimalSchema.nullable(),
  sizeBytes: decimalSchema.nullable().meta({ description: "Bytes on the leader's disk, from the slow beat" }),
  failure: failureSchema.nullable(),
});
export type TopicPartition = z.infer<typeof topicPartitionSchema>;

/** Lag of one group on this topic. */
export const topicGroupSchema = z.object({
  group: z.string(),
  slug: z.string().meta({ description: 'The form of the group id that is safe in a path' }),
  lag: decimalSchema.nullable(),
  knownPartitions: z.int(),
  totalPartitions: z.int(),
  worst: lagStateSchema,
  states: lagStateCountsSchema,
});

export const topicConfigSchema = z.object({
  name: z.string(),
  value: z.string().nullable(),
  source: z.string().meta({ example: 'DYNAMIC_TOPIC_CONFIG' }),
  isDefault: z.boolean(),
  sensitive: z.boolean(),
});

export const topicDetailSchema = topicRowSchema
  .extend(freshnessSchema.shape)
  .extend({
    partitionList: z.array(topicPartitionSchema),
    groupList: z.array(topicGroupSchema),
    configs: z.array(topicConfigSchema).nullable().meta({
      description:
        'Null until the slow beat has read them, and where it may not: then failure says which right is missing',
    }),
    failure: failureSchema.nullable(),
  })
  .meta({ id: 'TopicDetail' });
export type TopicDetail = z.infer<typeof topicDetailSchema>;
