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
import { flowShape } from './flow.ts';
import { lossSchema, partitionLossSchema } from './loss.ts';
import { ownerSchema } from './owners.ts';
import { statusCountsSchema, statusSchema, statusShape } from './status.ts';
import { timeLagSchema } from './time-lag.ts';

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
    lagIsAtLeast: z.boolean().meta({ description: 'The true lag may be larger: a partition is under min ISR' }),
    knownPartitions: z.int().meta({ description: 'Partitions that are in the sum' }),
    totalPartitions: z.int().meta({ description: 'Partitions that should be in it; inactive ones are left out' }),
    topics: z.int(),
    members: z.int().nullable().meta({ description: 'Null when the group cannot be described' }),
    ...statusShape,
    states: lagStateCountsSchema,
    trend: z
      .array(decimalSchema.nullable())
      .meta({ description: 'Lag over the last hour, 20 points of 3 min, oldest first; null is a gap' }),
    ...flowShape,
    timeLag: timeLagSchema,
    loss: lossSchema.nullable().meta({ description: 'Null where nothing is lost, nor will be as far as is known' }),
    hot: z
      .array(z.object({ topic: z.string(), partition: z.int(), since: instantSchema }))
      .meta({ description: 'Partitions that stand out by their lag for 3 polls and more, largest first, at most 5' }),
    failure: failureSchema.nullable(),
  })
  .meta({ id: 'GroupRow' });
export type GroupRow = z.infer<typeof groupRowSchema>;

export const groupPageSchema = pageOf(groupRowSchema).extend({
  countsByStatus: statusCountsSchema.meta({ description: 'All groups of the cluster, by status; not filtered' }),
});

export const groupPartitionSchema = z.object({
  topic: z.string(),
  topicId: z.string().nullable(),
  partition: z.int(),
  state: lagStateSchema,
  stateSince: instantSchema.nullable(),
  status: statusSchema.nullable().meta({ description: 'Null of a partition that takes no part' }),
  statusSince: instantSchema.nullable(),
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
  committed: decimalSchema.nullable().meta({ description: 'Of a share group the start offset of the partition' }),
  lag: decimalSchema.nullable().meta({ description: 'Null where no number would be true' }),
  lagIsAtLeast: z.boolean().meta({
    description: 'The true lag may be larger: the partition is under min ISR, and so the high watermark stands',
  }),
  lagIsLastKnown: z.boolean().meta({ description: 'The lag is the last known one, not of this poll' }),
  ...flowShape,
  timeLag: timeLagSchema,
  loss: partitionLossSchema,
  hotSince: instantSchema
    .nullable()
    .meta({ description: 'Since when it stands out by its lag; null where it does not' }),
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

const taskIdsSchema = z
  .array(z.object({ subtopology: z.string(), partitions: z.array(z.int()) }))
  .meta({ description: 'Task n of a sub-topology reads partition n of its source topics' });

export const groupMemberSchema = z.object({
  memberId: z.string(),
  instanceId: z.string().nullable(),
  clientId: z.string(),
  host: z.string(),
  partitions: z.array(z.object({ topic: z.string(), partitions: z.array(z.int()) })),
  tasks: z
    .object({ active: taskIdsSchema, standby: taskIdsSchema, warmup: taskIdsSchema })
    .nullable()
    .meta({ description: 'Null but in streams groups; a member reads for its active tasks only' }),
  lag: decimalSchema.nullable().meta({
    description: 'Known lag of the partitions it holds; null in share groups, whose members share partitions',
  }),
});
export type GroupMember = z.infer<typeof groupMemberSchema>;

const subtopologySchema = z.object({
  id: z.string(),
  sourceTopics: z.array(z.string()),
  repartitionSourceTopics: z.array(z.string()),
  repartitionSinkTopics: z.array(z.string()),
  changelogTopics: z.array(z.string()),
});
export type Subtopology = z.infer<typeof subtopologySchema>;

export const groupDetailSchema = groupRowSchema
  .extend(freshnessSchema.shape)
  .extend({
    coordinator: z.int().nullable(),
    partitionAssignor: z.string().nullable(),
    epoch: z.int().nullable().meta({ description: 'Group epoch; null for classic groups' }),
    topology: z.array(subtopologySchema).nullable().meta({
      description: 'Null but for streams groups, and before a member has sent it',
    }),
    commitGapMs: z
      .number()
      .nullable()
      .meta({ description: 'Median time between commits while there is lag, of the topic that commits least often' }),
    owner: ownerSchema.nullable(),
    membersBeforeRebalance: z.boolean().meta({ description: 'The members shown are those of the last Stable state' }),
    memberList: z.array(groupMemberSchema),
    partitions: z.array(groupPartitionSchema),
  })
  .meta({ id: 'GroupDetail' });
export type GroupDetail = z.infer<typeof groupDetailSchema>;
