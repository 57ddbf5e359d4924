import { z } from 'zod';
import { LAG_STATES } from '#lib/lag/state.ts';
import { REPLICATION_STATES } from '#lib/replication/state.ts';

/** A Kafka offset or a count of messages: a decimal string, since it may exceed 2^53. */
export const decimalSchema = z
  .string()
  .regex(/^-?\d+$/)
  .meta({ id: 'Decimal', description: 'Decimal string of a 64-bit integer', example: '80112' });

/** An instant, ISO 8601 in UTC with milliseconds. */
export const instantSchema = z.iso
  .datetime()
  .meta({ id: 'Instant', description: 'ISO 8601 instant in UTC', example: '2026-11-23T14:02:31.000Z' });

/** The id of something that people made: a decimal number, which nobody counts with. */
export const idSchema = z
  .string({ error: 'must be an id, as the list has it' })
  .refine((value) => /^[1-9]\d{0,17}$/.test(value), 'must be an id, as the list has it')
  .meta({ description: 'Id, as the list has it', example: '7' });

/** Why something could not be read: a stable code (Kafka's own error name where there is one) and what to do about it. */
export const failureSchema = z
  .object({
    code: z.string().meta({ example: 'BROKER_UNREACHABLE' }),
    message: z.string(),
    brokerId: z.int().nullable(),
    since: instantSchema.nullable(),
  })
  .meta({ id: 'Failure' });
export type FailureDto = z.infer<typeof failureSchema>;

/** On every read: when the brokers were last asked with success, and whether that is more than 3 polls ago. */
export const freshnessSchema = z.object({
  observedAt: instantSchema.nullable().meta({ description: 'Read instant of the newest poll; null before the first' }),
  stale: z
    .boolean()
    .meta({ description: 'True when the newest poll is older than 3 intervals and TIDEMARK_PATIENCE (30 s)' }),
});

/** One page of a list: `nextCursor` is null on the last one, `total` counts all rows that match the filters. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  freshnessSchema.extend({ items: z.array(item), total: z.int(), nextCursor: z.string().nullable() });

/** RFC 9457. `code` is stable and meant for programs; `detail` says what to do. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ example: 'GROUP_NOT_FOUND' }),
    detail: z.string(),
    instance: z.string().meta({ description: 'The path that was asked for' }),
    requestId: z.string().meta({ description: 'Also in the header x-request-id and in the log' }),
    errors: z.array(z.object({ parameter: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;

export const replicationStateSchema = z.enum(REPLICATION_STATES);
export type ReplicationState = z.infer<typeof replicationStateSchema>;

/** How many partitions are in each replication state. */
export const replicationCountsSchema = z.object({
  offline: z.int(),
  underMinIsr: z.int(),
  atMinIsr: z.int(),
  underReplicated: z.int(),
  reassigning: z.int().meta({ description: 'Replicas are being moved, and nobody is missing: no danger' }),
  notPreferred: z.int().meta({ description: 'In sync, led by another broker than the preferred one: no danger' }),
});
export type ReplicationCounts = z.infer<typeof replicationCountsSchema>;

export const lagStateSchema = z.enum(LAG_STATES);
export type LagState = z.infer<typeof lagStateSchema>;

export const lagStateCountsSchema = z.partialRecord(lagStateSchema, z.int());
