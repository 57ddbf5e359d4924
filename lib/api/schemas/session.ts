import { z } from 'zod';
import { OIDC_FAILURES } from '#lib/access/oidc/failure.ts';
import { instantSchema } from './common.ts';
import { roleSchema } from './grants.ts';

/** Who asks, and what that one may do where. */
export const sessionSchema = z
  .object({
    who: z
      .object({
        kind: z.enum(['user', 'token', 'anonymous', 'system']),
        name: z.string().meta({ description: 'Address of a user, name of a token', example: 'ada@example.com' }),
        signedIn: z.boolean().meta({ description: 'By a session, which can be signed out of' }),
      })
      .nullable()
      .meta({ description: 'Null where nobody is signed in' }),
    grants: z.array(z.object({ clusters: z.string().meta({ description: 'A glob over names' }), role: roleSchema })),
    installation: roleSchema.nullable().meta({ description: 'Role over all clusters, and with them over settings' }),
    clusters: z
      .array(z.object({ name: z.string(), role: roleSchema }))
      .meta({ description: 'Those that may be seen, with the best role on each' }),
    setupNeeded: z.boolean().meta({ description: 'There is no admin yet: the log of the console has a link' }),
  })
  .meta({ id: 'Session' });
export type SessionDto = z.infer<typeof sessionSchema>;

/** One sign-in of the user who asks. */
export const ownSessionSchema = z
  .object({
    id: z.string(),
    current: z.boolean().meta({ description: 'The one that asks' }),
    createdAt: instantSchema,
    usedAt: instantSchema,
    expiresAt: instantSchema,
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
  })
  .meta({ id: 'OwnSession' });
export type OwnSessionDto = z.infer<typeof ownSessionSchema>;

export const ownSessionsSchema = z.object({ items: z.array(ownSessionSchema) });

/** Why the page that signs in was come back to. */
export const SIGN_IN_PROBLEMS = [...OIDC_FAILURES, 'too-many-attempts'] as const;
export type SignInProblem = (typeof SIGN_IN_PROBLEMS)[number];

/** The answer where there is nothing to tell. */
export const doneSchema = z.object({ done: z.literal(true) }).meta({ id: 'Done' });
