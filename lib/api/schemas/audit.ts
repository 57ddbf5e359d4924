import { z } from 'zod';
import { OUTCOMES } from '#lib/access/audit/contract.ts';
import { decimalSchema, instantSchema } from './common.ts';

/** What a change was made of; whoever wrote it down decides on its shape. */
const stateSchema = z.unknown().meta({
  description:
    'Null where there was nothing. More than 64 KB are cut to `{"cut": {"bytes", "sha256", "begins"}}`, with the hash of all of it',
});

/** A change with its end, or refusals that are alike. */
export const auditEntrySchema = z
  .object({
    id: decimalSchema.meta({ description: 'Of its first row; later entries have larger ones' }),
    at: instantSchema.meta({ description: 'When the change was about to be made, or was first refused' }),
    endedAt: instantSchema
      .nullable()
      .meta({ description: 'When it was done or had failed, or was last refused; null where no second row says so' }),
    actor: z.object({
      kind: z.enum(['user', 'token', 'anonymous', 'system']),
      id: z.string(),
      name: z.string().meta({ description: 'As it was then' }),
    }),
    origin: z.object({
      address: z.string().nullable(),
      userAgent: z.string().nullable(),
      requestId: z.string().nullable().meta({ description: 'Also in the log of the process' }),
    }),
    action: z.string().meta({ description: '`<thing>.<verb>`; of a refused read the id of its operation' }),
    cluster: z.string().nullable(),
    target: z
      .string()
      .nullable()
      .meta({ description: 'What it was done to; null where a refusal came before that was known' }),
    reason: z.string().nullable().meta({ description: 'As given by whoever did it' }),
    before: stateSchema,
    after: stateSchema.meta({
      description: 'What was there afterwards; of a change that was not done, what was planned',
    }),
    outcome: z
      .enum(OUTCOMES)
      .meta({ description: '`intended`: no row says how it ended, because it runs or because the process died' }),
    detail: z.string().nullable().meta({ description: 'The code of the problem, where it failed or was refused' }),
    count: z.int().meta({ description: 'Refusals that are alike; else 1' }),
    hash: z.string().meta({ description: 'SHA-256 of the first row in hex, as `npm run audit -- verify` computes it' }),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const auditPageSchema = z.object({ items: z.array(auditEntrySchema), nextCursor: z.string().nullable() });
export type AuditPage = z.infer<typeof auditPageSchema>;
