import { z } from 'zod';
import {
  decimalSchema,
  failureSchema,
  freshnessSchema,
  instantSchema,
  lagStateCountsSchema,
  lagStateSchema,
  pageOf,
} from './common.ts';

export const groupTypeSchema = z.enum(['classic', 'consumer', 'streams', 'share', 'unknown']);
export type GroupType = z.infer<typeof groupTypeSchema>;

export const groupRowSchema = z
  .object({
    group: z.string().meta({ description: 'The group id as Kafka has it; may be empty' }),
    slug: z.string().meta({ description: 'The form of the id that is safe in a path' }),
    type: groupTypeSchema,
    protocolType: z.string().meta({ description: 'consumer, connect, sr, share, or empty' }),
    state: z
      .string()
      .meta({ description: "Kafka's group state, e.g. Stable, Empty, PreparingRebalance", example: 'Stable' }),
    assignOnly: z.boolean().meta({ description: 'Commits move although the group never has members' }),
    lag: decimalSchema.nullable().meta({ description: 'Sum over the known partitions; null when none is known' }),
    knownPartitions: z.int().meta({ description: 'Partitions that are in the sum' }),
    totalPartitions: z.int().meta({ description: 'Partitions that should be in it; inactive ones are left out' }),
    topics: z.int(),
    members: z.int().nullable().meta({ description: 'Null when the group cannot be described' }),
    worst: lagStateSchema.nullable().meta({ description: 'Worst state of its partitions; null without any' }),
    worstSince: instantSchema.nullable(),
    states: lagStateCountsSchema,
    trend: z
      .array(decimalSchema.nullable())
      .meta({ description: 'Lag over the last hour, 20 points of 3 min, oldest first; null is a gap' }),
    failure: failureSchema.nullable(),
  })
  .meta({ id: 'GroupRow' });
export type GroupRow = z.infer<typeof groupRowSchema>;

export const groupPageSchema = pageOf(groupRowSchema).extend({
  countsByWorst: lagStateCountsSchema.meta({ description: 'All groups of the cluster, by worst state; not filtered' }),
});

export const groupPartitionSchema = z.object({
  topic: z.string(),
  topicId: z.string().nullable(),
  partition: z.int(),
  state: lagStateSchema,
  stateSince: instantSchema.nullable(),
  reason: z
    .string()
    .nullable()
    .meta({
      description:
        'What the state means here, in words, and of when the positions are where they are not of the newest poll; null' +
        ' where nothing needs to be said',
    }),
  logStart: decimalSchema.nullable(),
  end: decimalSchema.nullable(),
  committed: decimalSchema.nullable(),
  lag: decimalSchema.nullable().meta({ description: 'Null where no number would be true' }),
  lagIsLastKnown: z.boolean().meta({ description: 'The lag is the last known one, not of this poll' }),
  leader: z.int().nullable(),
  memberId: z.string().nullable(),
  clientId: z.string().nullable(),
  memberHost: z.string().nullable(),
  lastCommitAt: instantSchema
    .nullable()
    .meta({ description: 'Poll at which the committed offset was last seen to change, within the last 360 polls' }),
  metadata: z.string().nullable(),
});
export type GroupPartition = z.infer<typeof groupPartitionSchema>;

export const groupMemberSchema = z.object({
  memberId: z.string(),
  instanceId: z.string().nullable(),
  clientId: z.string(),
  host: z.string(),
  partitions: z.array(z.object({ topic: z.string(), partitions: z.array(z.int()) })),
  lag: decimalSchema.nullable().meta({ description: 'Known lag of the partitions it holds' }),
});
export type GroupMember = z.infer<typeof groupMemberSchema>;

export const groupDetailSchema = groupRowSchema
  .extend(freshnessSchema.shape)
  .extend({
    coordinator: z.int().nullable(),
    partitionAssignor: z.string().nullable(),
    epoch: z.int().nullable().meta({ description: 'Group epoch (KIP-848 only)' }),
    membersBeforeRebalance: z.boolean().meta({ description: 'The members shown are those of the last Stable state' }),
    memberList: z.array(groupMemberSchema),
    partitions: z.array(groupPartitionSchema),
  })
  .meta({ id: 'GroupDetail' });
export type GroupDetail = z.infer<typeof groupDetailSchema>;
