import { z } from 'zod';

/** Whose something is, by `owners` of tidemark.yaml. */
export const ownerSchema = z
  .object({
    team: z.string(),
    tier: z.string().nullable().meta({ description: 'How much it matters, in their own words' }),
    runbook: z.string().nullable(),
  })
  .meta({ id: 'Owner', description: 'Whose it is, by `owners` of tidemark.yaml as it is now' });
export type Owner = z.infer<typeof ownerSchema>;
