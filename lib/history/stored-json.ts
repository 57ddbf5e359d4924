import { z } from 'zod';
import type {
  CommitGapsNow,
  ControllerNow,
  EngineHealthNow,
  FailureValue,
  GroupMemberNow,
  HotPartitionNow,
  LossNow,
  NothingUnreadNow,
  PartitionException,
  PartitionStatusNow,
  PresenceNow,
  StateCounts,
  StatusCountsNow,
  StreamsTasksNow,
  SubtopologyNow,
  TopicConfigNow,
  TopicPartitionNow,
} from './contract.ts';

/** What stands in the jsonb columns of the *_now tables, for whoever reads them back. */

export const failureJson: z.ZodType<FailureValue> = z.object({
  code: z.string(),
  message: z.string(),
  brokerId: z.int().nullable(),
  sinceMs: z.number().nullable(),
});

/** Names of an older version may be missing, and of a newer one in it. */
export const featuresJson = z.record(z.string(), z.boolean());

const quorumMember = z.object({ id: z.int(), lag: z.string().nullable() });

export const controllerJson: z.ZodType<ControllerNow> = z.object({
  kind: z.enum(['kraft', 'zookeeper']),
  leaderId: z.int().nullable(),
  epoch: z.int().nullable(),
  voters: z.array(quorumMember),
  observers: z.array(quorumMember),
});

export const engineHealthJson: z.ZodType<EngineHealthNow> = z.object({
  intervalMs: z.number(),
  durationMs: z.number(),
  phases: z.record(z.string(), z.number()),
  requests: z.int(),
  checkRequests: z.int().default(0),
  skippedPolls: z.int(),
  waitingPolls: z.int().default(0),
  lostPolls: z.int().default(0),
  lateMs: z.number(),
  throttleMs: z.number().default(0),
  brokerErrors: z.record(z.string(), z.int()).default({}),
  startedAtMs: z.number(),
  heapBytes: z.number().nullable().default(null),
  heapLimitBytes: z.number().nullable().default(null),
});

export const reassignmentJson = z.object({
  adding: z.array(z.int()),
  removing: z.array(z.int()),
  caughtUp: z.int(),
});

export const broughtBackByJson = z.object({ anyOf: z.array(z.int()), mayLoseData: z.boolean() });

export const topicPartitionJson: z.ZodType<TopicPartitionNow> = z.object({
  partition: z.int(),
  leader: z.int().nullable(),
  leaderEpoch: z.int().nullable(),
  replicas: z.array(z.int()),
  isr: z.array(z.int()),
  offlineReplicas: z.array(z.int()),
  rank: z.int(),
  reassignment: reassignmentJson.exactOptional(),
  broughtBackBy: broughtBackByJson.exactOptional(),
  reason: z.string().exactOptional(),
  localLogStart: z.string().exactOptional(),
  sizeBytes: z.string().nullable(),
  failure: failureJson.nullable(),
});

export const topicConfigJson: z.ZodType<TopicConfigNow> = z.object({
  name: z.string(),
  value: z.string().nullable(),
  source: z.string(),
  isDefault: z.boolean(),
  sensitive: z.boolean(),
});

const taskIds = z.array(z.object({ subtopology: z.string(), partitions: z.array(z.int()) }));

const streamsTasksJson: z.ZodType<StreamsTasksNow> = z.object({ active: taskIds, standby: taskIds, warmup: taskIds });

const subtopologyJson: z.ZodType<SubtopologyNow> = z.object({
  id: z.string(),
  sourceTopics: z.array(z.string()),
  repartitionSourceTopics: z.array(z.string()),
  repartitionSinkTopics: z.array(z.string()),
  changelogTopics: z.array(z.string()),
});

export const groupMemberJson: z.ZodType<GroupMemberNow> = z.object({
  memberId: z.string(),
  instanceId: z.string().nullable(),
  clientId: z.string(),
  host: z.string(),
  partitions: z.array(z.object({ topic: z.string(), partitions: z.array(z.int()) })),
  tasks: streamsTasksJson.exactOptional(),
});

/** The column `detail` of group_now. */
export const groupDetailJson = z.object({
  memberList: z.array(groupMemberJson),
  membersBeforeRebalance: z.boolean(),
  partitionAssignor: z.string().nullable(),
  epoch: z.int().nullable(),
  topology: z.array(subtopologyJson).exactOptional(),
});

export const hotPartitionJson: z.ZodType<HotPartitionNow> = z.object({
  topic: z.string(),
  partition: z.int(),
  sinceMs: z.number(),
});

export const lossJson: z.ZodType<LossNow> = z.object({
  deletedUnread: z.string(),
  removedUnread: z.string(),
  notBeforeMs: z.number().nullable(),
  kind: z.enum(['time', 'size']).nullable(),
  topic: z.string().nullable(),
  partition: z.int().nullable(),
  likelyAtMs: z.number().nullable(),
  isSizeUnknown: z.boolean(),
  /** Rows of before it was told have none. */
  isAgeUnknown: z.boolean().default(false),
  isThreatened: z.boolean(),
  offsetsExpireNotBeforeMs: z.number().nullable(),
});

export const commitGapsJson: z.ZodType<CommitGapsNow> = z.object({
  medianMs: z.number().nullable(),
  longestByDay: z.array(z.tuple([z.int(), z.number()])),
  long: z.tuple([z.int(), z.number()]).optional(),
});

export const statusCountsJson: z.ZodType<StatusCountsNow> = z.record(z.string(), z.int());

export const partitionStatusJson: z.ZodType<PartitionStatusNow> = z.object({
  status: z.string(),
  sinceMs: z.number(),
  runs: z.array(z.int()),
});

export const presenceJson: z.ZodType<PresenceNow> = z.object({
  presentSinceMs: z.number().nullable(),
  absentSinceMs: z.number().nullable(),
  settledSinceMs: z.number().nullable(),
  unsettledSinceMs: z.number().nullable(),
  rebalancingSinceMs: z.number().nullable(),
  progressed: z.boolean(),
});

export const stateCountsJson: z.ZodType<StateCounts> = z.record(z.string(), z.int());

const nothingUnreadJson: z.ZodType<NothingUnreadNow> = z.object({
  committed: z.string(),
  upTo: z.string(),
  markers: z.int(),
  aborted: z.int(),
  removed: z.string(),
  assumed: z.boolean(),
});

export const partitionExceptionJson: z.ZodType<PartitionException> = z.object({
  partition: z.int(),
  state: z.string(),
  sinceMs: z.number().nullable(),
  lag: z.string().nullable(),
  lagIsLastKnown: z.boolean(),
  lagIsAtLeast: z.literal(true).exactOptional(),
  readsRemote: z.literal(true).exactOptional(),
  reason: z.string().nullable(),
  metadata: z.string().nullable(),
  nothingUnread: nothingUnreadJson.optional(),
});
