import { z } from 'zod';
import { instantSchema } from './common.ts';
import { reasonField } from './reason.ts';

const clusterIdSchema = z.string({ error: 'must be the id of a Kafka cluster' }).min(1, 'must not be empty').max(200);

/** Which Kafka cluster a name stands for. */
export const identitySchema = z
  .object({
    pinned: z
      .string()
      .nullable()
      .meta({ description: 'The Kafka cluster that is read; null before the first contact' }),
    foreign: z
      .object({
        id: z.string(),
        since: instantSchema.nullable(),
        kept: z.object({ by: z.string(), at: instantSchema }).nullable().meta({
          description: 'Who decided to wait for the pinned one, and when; null where nobody did since it answers',
        }),
      })
      .nullable()
      .meta({ description: 'Another one that answers under the name, and is not read; else null' }),
  })
  .meta({ id: 'ClusterIdentity' });
export type Identity = z.infer<typeof identitySchema>;

export const decideIdentitySchema = z.object({
  decision: z
    .enum(['accept', 'keep'], { error: 'must be accept or keep' })
    .meta({ description: '`accept`: read the cluster that answers; `keep`: wait for the one that was read' }),
  kafkaClusterId: clusterIdSchema.meta({
    description: 'The one that answers, as it was shown: another one is refused',
  }),
  reason: reasonField,
});
export type IdentityDecision = z.input<typeof decideIdentitySchema>;
