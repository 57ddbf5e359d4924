import { z } from 'zod';
import { decimalSchema, instantSchema } from './common.ts';

const lossKindSchema = z.enum(['time', 'size']).meta({
  description: 'time: by the age of the record, retention.ms. size: by how fast the log fills, retention.bytes',
});

/** What one partition has lost, and is about to lose. */
export const partitionLossSchema = z.object({
  deletedUnread: decimalSchema.nullable().meta({
    description:
      'Offsets that were deleted before they were read, so far; null where it is none. Where records were removed on' +
      ' purpose, as by compaction, the reason says so',
  }),
  notBefore: instantSchema.nullable().meta({
    description:
      'Kafka does not delete the record that is read next before; null without lag, without retention, and where the' +
      ' age of the record is not known. In the past: it may go at any moment',
  }),
  kind: lossKindSchema.nullable(),
});
export type PartitionLoss = z.infer<typeof partitionLossSchema>;

/** What a group has lost, and is about to lose. */
export const lossSchema = z.object({
  deletedUnread: decimalSchema.meta({ description: 'Offsets that were deleted before the group read them' }),
  removedUnread: decimalSchema.meta({
    description: 'Offsets that were removed on purpose before the group read them, as by compaction',
  }),
  notBefore: instantSchema.nullable().meta({
    description:
      'Kafka deletes nothing more that is unread before; null where that is not known, or nothing deletes. In the past:' +
      ' it may go at any moment',
  }),
  kind: lossKindSchema.nullable(),
  topic: z.string().nullable().meta({ description: 'Where that is' }),
  partition: z.int().nullable(),
  likelyAt: instantSchema.nullable().meta({
    description:
      'When that is likely deleted, by the beat in which segments went before; null until two were seen to go',
  }),
  sizeUnknown: z.boolean().meta({
    description: 'retention.bytes bounds a log that is not read to its end, and may delete sooner; nobody knows when',
  }),
  ageUnknown: z.boolean().meta({
    description: 'Some unread record is older than all that is known, and may be deleted sooner',
  }),
  threatened: z.boolean().meta({
    description: 'About to lose data: within 6 h, half of the retention is over, and it does not catch up before',
  }),
  offsetsExpireNotBefore: instantSchema.nullable().meta({
    description:
      'The committed offsets of a group without members do not expire before; null where it has some, has read all, or' +
      ' nobody saw from when on they age',
  }),
});
export type Loss = z.infer<typeof lossSchema>;
