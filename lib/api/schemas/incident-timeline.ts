import { z } from 'zod';
import { RESOLUTIONS } from '#lib/alerts/incident.ts';
import { instantSchema } from './common.ts';

/** How it stands with what one destination was told. */
const toldDestinationSchema = z.object({
  name: z.string().nullable().meta({ description: 'Null for those who are no admins of the installation' }),
  state: z.enum(['waiting', 'delivered', 'parked']),
  settledAt: instantSchema.nullable().meta({ description: 'When it arrived, or was given up' }),
  nextAt: instantSchema.nullable().meta({ description: 'When it is tried next; null unless it waits' }),
  attempts: z.int(),
  reason: z.string().nullable().meta({
    description: 'Why it is parked, or has not arrived yet; null for those who are no admins of the installation',
  }),
});
export type ToldDestination = z.infer<typeof toldDestinationSchema>;

/** What became of an incident, line by line. */
export const timelineEntrySchema = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z
        .enum(['began', 'fired', 'reopened'])
        .meta({ description: 'began: the first poll in which the condition held' }),
      at: instantSchema,
    }),
    z.object({
      kind: z.literal('data-lost').meta({ description: 'Unread records were seen to be deleted' }),
      at: instantSchema,
      topic: z.string(),
      partitions: z.int(),
    }),
    z.object({ kind: z.literal('acknowledged'), at: instantSchema, by: z.string(), note: z.string().nullable() }),
    z.object({ kind: z.literal('resolved'), at: instantSchema, resolution: z.enum(RESOLUTIONS) }),
    z.object({
      kind: z.literal('told'),
      at: instantSchema,
      event: z.enum(['opened', 'updated', 'acknowledged', 'resolved']),
      times: z.int().meta({ description: 'How often it was said so in a row; all else is of the last time' }),
      incidents: z.int().meta({ description: 'More than 1: it was told together with others' }),
      destinations: z.array(toldDestinationSchema),
    }),
  ])
  .meta({ id: 'TimelineEntry' });
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;
