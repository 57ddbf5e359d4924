import { z } from 'zod';

export const healthSchema = z
  .object({ status: z.literal('ok'), version: z.string().meta({ example: '0.1.0' }) })
  .meta({ id: 'Health' });

export const readinessSchema = z
  .object({
    ready: z.boolean(),
    checks: z.array(
      z.object({
        name: z.string().meta({ example: 'postgres' }),
        ok: z.boolean(),
        detail: z.string().meta({ example: 'the newest poll of local is 3 s old' }),
      }),
    ),
  })
  .meta({ id: 'Readiness' });
export type Readiness = z.infer<typeof readinessSchema>;
