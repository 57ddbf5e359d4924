import { z } from 'zod';
import { plainPattern } from '#lib/access/cluster-pattern.ts';
import { PRINCIPAL_KINDS } from '#lib/access/granting/stored-grant.ts';
import { ROLES } from '#lib/access/roles.ts';
import { idSchema, instantSchema } from './common.ts';
import { reasonField } from './reason.ts';

/** Part of the largest name there is (249 characters, of a topic) is longer than any name of a cluster should be. */
const LONGEST_PATTERN = 100;

export const roleSchema = z
  .enum(ROLES, { error: `must be one of ${ROLES.join(', ')}` })
  .meta({ id: 'Role', description: 'Each may do what the ones before it may: viewer, operator, admin' });

/** A pattern over the names of clusters, as somebody wrote it. */
export const patternInputSchema = z
  .string({ error: 'must be a name or a pattern such as prod-*' })
  .transform(plainPattern)
  .refine((pattern) => pattern !== '', 'must not be empty; * is all clusters')
  .refine((pattern) => pattern.length <= LONGEST_PATTERN, `must be at most ${LONGEST_PATTERN} characters long`)
  .refine((pattern) => !/\s|\p{Cc}/u.test(pattern), 'must have no spaces; grant each cluster by itself')
  .meta({
    description:
      'A pattern over the names of clusters: `*` stands for any characters, `?` for one. `*` alone is all clusters, and with them the installation (users, grants, settings).',
    example: 'prod-*',
    override: { type: 'string' },
  });

export type Role = z.infer<typeof roleSchema>;

export const scopedRoleSchema = z.object({
  clusters: z.string().meta({ description: 'A pattern over the names of clusters', example: 'prod-*' }),
  role: roleSchema,
});

export const warningsSchema = z
  .array(z.string())
  .meta({ description: 'What is done all the same, and is perhaps not what was meant: sentences to be shown' });

const granteeSchema = z.object({
  kind: z.enum(PRINCIPAL_KINDS),
  id: z.string(),
  name: z.string().meta({ description: 'Address of a user, name of a group or a token', example: 'ada@example.com' }),
  active: z.boolean().meta({ description: 'False where the grant gives nothing, as the user is disabled or gone' }),
});

export const grantSchema = scopedRoleSchema
  .extend({
    id: z.string(),
    principal: granteeSchema,
    matches: z.array(z.string()).meta({ description: 'The configured clusters that the pattern matches now' }),
    createdAt: instantSchema,
  })
  .meta({ id: 'Grant' });
export type Grant = z.infer<typeof grantSchema>;

export const grantListSchema = z.object({
  items: z.array(grantSchema),
  nextCursor: z.string().nullable(),
  clusters: z.array(z.string()).meta({ description: 'The configured clusters' }),
});

export const changedGrantSchema = z.object({ grant: grantSchema, warnings: warningsSchema });
export type ChangedGrant = z.infer<typeof changedGrantSchema>;

const LONGEST_NAME = 200;
const nameSchema = (what: string) =>
  z
    .string({ error: `must be ${what}` })
    .trim()
    .min(1, `must not be empty: ${what}`)
    .max(LONGEST_NAME, `must be at most ${LONGEST_NAME} characters long`);

export const newGrantSchema = z.strictObject({
  principal: z.discriminatedUnion(
    'kind',
    [
      z.strictObject({ kind: z.literal('user'), email: nameSchema('the address of a user') }),
      z.strictObject({
        kind: z.literal('group'),
        name: nameSchema('the name of a group, as the identity provider has it'),
      }),
      z.strictObject({ kind: z.literal('token'), id: idSchema }),
    ],
    { error: 'must have a kind: user, group or token' },
  ),
  clusters: patternInputSchema,
  role: roleSchema,
  reason: reasonField,
});
export type NewGrant = z.input<typeof newGrantSchema>;

export const roleChangeSchema = z.strictObject({ role: roleSchema, reason: reasonField });
export type RoleChange = z.input<typeof roleChangeSchema>;
