import { z } from 'zod';
import { GROUP_VERDICTS, PARTITION_VERDICTS } from '#lib/lag/burrow/verdict.ts';

/** Answers in the shape of Burrow 1.9 (core/internal/httpserver/structs.go, core/protocol): its names, and numbers that are numbers. */

const requestSchema = z
  .object({
    url: z.string().meta({ description: 'The path that was asked for' }),
    host: z.string().meta({ description: 'The machine that answers' }),
  })
  .meta({ id: 'BurrowRequest' });

const envelope = <Error extends boolean>(error: Error) =>
  z.object({ error: z.literal(error), message: z.string(), request: requestSchema });

export const burrowErrorSchema = envelope(true).meta({ id: 'BurrowError' });

export const burrowClustersSchema = envelope(false)
  .extend({ clusters: z.array(z.string()) })
  .meta({ id: 'BurrowClusters' });

export const burrowClusterSchema = envelope(false)
  .extend({
    module: z.object({
      'class-name': z.literal('kafka'),
      servers: z.array(z.string()),
      'client-profile': z.object({
        name: z.string(),
        'client-id': z.string(),
        'kafka-version': z.string(),
        tls: z.null(),
        sasl: z.null(),
      }),
      'topic-refresh': z.int().meta({ description: 'Seconds between two polls, as in offset-refresh' }),
      'offset-refresh': z.int(),
    }),
  })
  .meta({ id: 'BurrowCluster' });

export const burrowTopicsSchema = envelope(false)
  .extend({ topics: z.array(z.string()) })
  .meta({ id: 'BurrowTopics' });

export const burrowTopicSchema = envelope(false)
  .extend({
    offsets: z.array(z.int()).meta({ description: 'Ends by partition; -1 where the newest poll did not see it' }),
  })
  .meta({ id: 'BurrowTopic' });

export const burrowConsumersSchema = envelope(false)
  .extend({ consumers: z.array(z.string()) })
  .meta({ id: 'BurrowConsumers' });

const offsetSchema = z
  .object({
    offset: z.int(),
    timestamp: z.int().meta({ description: 'Instant of the poll that saw the commit, ms since 1970' }),
    observedAt: z.int(),
    lag: z.int().nullable(),
  })
  .meta({ id: 'BurrowOffset' });
export type BurrowOffset = z.infer<typeof offsetSchema>;

const consumerPartitionSchema = z
  .object({
    offsets: z.array(offsetSchema.nullable()),
    owner: z.string(),
    client_id: z.string(),
    'current-lag': z.int(),
  })
  .meta({ id: 'BurrowConsumerPartition' });
export type BurrowConsumerPartition = z.infer<typeof consumerPartitionSchema>;

export const burrowConsumerSchema = envelope(false)
  .extend({ topics: z.record(z.string(), z.array(consumerPartitionSchema)) })
  .meta({ id: 'BurrowConsumer' });

const partitionStatusSchema = z
  .object({
    topic: z.string(),
    partition: z.int(),
    owner: z.string(),
    client_id: z.string(),
    status: z.enum(PARTITION_VERDICTS),
    start: offsetSchema.nullable(),
    end: offsetSchema.nullable(),
    current_lag: z.int(),
    complete: z.number().min(0).max(1),
  })
  .meta({ id: 'BurrowPartitionStatus' });
export type BurrowPartitionStatus = z.infer<typeof partitionStatusSchema>;

const groupStatusSchema = z
  .object({
    cluster: z.string(),
    group: z.string(),
    status: z.enum(['NOTFOUND', ...GROUP_VERDICTS]),
    complete: z.number().min(0).max(1).meta({ description: 'Part of the partitions whose window is full' }),
    partitions: z.array(partitionStatusSchema),
    partition_count: z.int(),
    maxlag: partitionStatusSchema.nullable(),
    totallag: z.int(),
  })
  .meta({ id: 'BurrowGroupStatus' });
export type BurrowGroupStatus = z.infer<typeof groupStatusSchema>;

export const burrowStatusSchema = envelope(false).extend({ status: groupStatusSchema }).meta({ id: 'BurrowStatus' });
