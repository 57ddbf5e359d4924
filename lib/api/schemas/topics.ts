import { z } from 'zod';
import {
  decimalSchema,
  failureSchema,
  freshnessSchema,
  lagStateCountsSchema,
  pageOf,
  replicationCountsSchema,
  replicationStateSchema,
} from './common.ts';
import { flowShape } from './flow.ts';
import { statusCountsSchema, statusSchema } from './status.ts';

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
    produceRate: flowShape.produceRate,
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
  reassignment: z
    .object({
      adding: z.array(z.int()),
      removing: z.array(z.int()),
      caughtUp: z.int().meta({ description: 'How many of those added are in sync' }),
    })
    .nullable()
    .meta({ description: 'The move its replicas are in; null without one' }),
  broughtBackBy: z
    .object({
      anyOf: z.array(z.int()).meta({ description: 'Brokers of which one suffices' }),
      mayLoseData: z.boolean().meta({ description: 'None of them is known to have all data' }),
    })
    .nullable()
    .meta({ description: 'Who brings a partition without a leader back; null while it has one' }),
  reason: z.string().nullable().meta({ description: 'The state in words, where these say more than its name' }),
  logStart: decimalSchema.nullable(),
  localLogStart: decimalSchema.nullable().meta({
    description:
      "Where the log begins on its leader's disk, from the slow beat; null without tiered storage. What lies between " +
      'logStart and this is in remote storage alone',
  }),
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
  lagIsAtLeast: z.boolean().meta({ description: 'The true lag may be larger: a partition is under min ISR' }),
  knownPartitions: z.int(),
  totalPartitions: z.int(),
  status: statusSchema.nullable().meta({ description: 'The worst of its partitions here; null where none takes part' }),
  statuses: statusCountsSchema,
  states: lagStateCountsSchema,
  remotePartitions: z.int().meta({ description: 'Partitions of which it reads from remote storage next' }),
  ...flowShape,
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
