import { z } from 'zod';
import { SEVERITIES, STATUSES } from '#lib/lag/status/status.ts';
import { freshnessSchema, instantSchema } from './common.ts';

export const statusSchema = z.enum(STATUSES).meta({
  id: 'Status',
  description:
    'Worst first. NO_DATA: not read for 3 polls. LOST: records deleted unread. POSITION_LOST: the offset expired, or the log lost' +
    ' what lies before it. BLOCKED: behind an open transaction, or under min ISR. STOPPED: neither commit nor member.' +
    ' UNASSIGNED: in nobody’s assignment. STALLED: members, and no commit. REBALANCING: members are being assigned. REWOUND:' +
    ' the offset went back. NEVER_COMMITTED: assigned, and never a commit. IDLE_BATCH: between two runs of a batch. LAGGING: lag' +
    ' grows. BEHIND: has not caught up for a while. OK: all else.',
});

export type Status = z.infer<typeof statusSchema>;

export const severitySchema = z.enum(SEVERITIES);
export type Severity = z.infer<typeof severitySchema>;

/** Counts by status; absent means none. */
export const statusCountsSchema = z.partialRecord(statusSchema, z.int());
export type StatusCounts = z.infer<typeof statusCountsSchema>;

/** The status of a group, as rows have it. */
export const statusShape = {
  status: statusSchema
    .nullable()
    .meta({ description: 'The worst of its partitions; null where no rule applies, as without any' }),
  statusSince: instantSchema.nullable(),
  severity: severitySchema
    .nullable()
    .meta({ description: 'What the status asks for; that of REBALANCING grows with its time' }),
  statuses: statusCountsSchema.meta({ description: 'Partitions by status; those that take no part are left out' }),
};

const intervalSchema = z.object({
  from: instantSchema,
  to: instantSchema,
  status: statusSchema.nullable().meta({ description: 'Null: no rule applied, or it was not there yet' }),
});
export type StatusInterval = z.infer<typeof intervalSchema>;

/** The course of the status of a group, and of its partitions. */
export const groupStatusesSchema = freshnessSchema
  .extend({
    from: instantSchema,
    to: instantSchema,
    intervals: z.array(intervalSchema).meta({ description: 'Of the group, oldest first, without holes' }),
    partitions: z
      .array(z.object({ topic: z.string(), partition: z.int(), intervals: z.array(intervalSchema) }))
      .nullable()
      .meta({ description: 'With `by=partition`: those that were not OK all the time, at most 500; null without' }),
    omittedPartitions: z.int().meta({ description: 'Partitions left out to bound the answer' }),
  })
  .meta({ id: 'GroupStatuses' });
export type GroupStatuses = z.infer<typeof groupStatusesSchema>;
