import { z } from 'zod';
import { instantSchema } from './common.ts';

/** The data of one `poll` event of the stream: that there is something new, not what it is. */
export const pollEventSchema = z
  .object({
    cluster: z.string(),
    pollId: z.int().meta({ description: 'Also the id of the event' }),
    observedAt: instantSchema
      .nullable()
      .meta({ description: 'Newest poll that reached a broker; null before the first' }),
    failed: z.boolean().meta({ description: 'No broker answered: what is shown is from before' }),
    groups: z.int().meta({ description: 'Groups whose row this poll changed' }),
    topics: z.int().meta({ description: 'Topics whose row this poll changed' }),
    incidents: z.int().meta({ description: 'Incidents this poll opened or resolved' }),
  })
  .meta({ id: 'PollEvent' });
export type PollEvent = z.infer<typeof pollEventSchema>;
