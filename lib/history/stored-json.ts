import { z } from 'zod';
import type {
  ControllerNow,
  EngineHealthNow,
  FailureValue,
  GroupMemberNow,
  PartitionException,
  StateCounts,
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
  skippedPolls: z.int(),
  lateMs: z.number(),
  throttleMs: z.number().default(0),
  startedAtMs: z.number(),
});

export const topicPartitionJson: z.ZodType<TopicPartitionNow> = z.object({
  partition: z.int(),
  leader: z.int().nullable(),
  leaderEpoch: z.int().nullable(),
  replicas: z.array(z.int()),
  isr: z.array(z.int()),
  offlineReplicas: z.array(z.int()),
  rank: z.int(),
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

export const groupMemberJson: z.ZodType<GroupMemberNow> = z.object({
  memberId: z.string(),
  instanceId: z.string().nullable(),
  clientId: z.string(),
  host: z.string(),
  partitions: z.array(z.object({ topic: z.string(), partitions: z.array(z.int()) })),
});

/** The column `detail` of group_now. */
export const groupDetailJson = z.object({
  memberList: z.array(groupMemberJson),
  membersBeforeRebalance: z.boolean(),
  partitionAssignor: z.string().nullable(),
  epoch: z.int().nullable(),
});

export const stateCountsJson: z.ZodType<StateCounts> = z.record(z.string(), z.int());

export const partitionExceptionJson: z.ZodType<PartitionException> = z.object({
  partition: z.int(),
  state: z.string(),
  sinceMs: z.number().nullable(),
  lag: z.string().nullable(),
  lagIsLastKnown: z.boolean(),
  reason: z.string().nullable(),
  metadata: z.string().nullable(),
});
