import { z } from 'zod';
import { TOKEN_USES } from '#lib/access/principal.ts';
import { TOKEN_STATES } from '#lib/access/tokens/token.ts';
import { instantSchema } from './common.ts';
import { patternInputSchema, roleSchema, scopedRoleSchema, warningsSchema } from './grants.ts';
import { reasonField } from './reason.ts';

const useSchema = z
  .enum(TOKEN_USES, { error: `must be ${TOKEN_USES.join(' or ')}, or null` })
  .nullable()
  .meta({ description: 'The one thing it may be used for: to post events, or to read metrics; null for everything' });

export const tokenSchema = z
  .object({
    id: z.string(),
    name: z.string().meta({ example: 'deploy pipeline' }),
    shown: z.string().meta({ description: 'How it begins: enough to know it by', example: 'tdm_q3kx7hma' }),
    use: useSchema,
    grants: z.array(scopedRoleSchema).meta({
      description: 'What it was given. It never may do more than its maker may at the time',
    }),
    createdBy: z.string().meta({ description: 'Who made it, by the name of that day', example: 'ada@example.com' }),
    own: z.boolean().meta({ description: 'Whether you made it' }),
    createdAt: instantSchema,
    expiresAt: instantSchema.nullable().meta({ description: 'From then on it is refused; null for never' }),
    revokedAt: instantSchema.nullable(),
    lastUsedAt: instantSchema.nullable().meta({ description: 'To the minute; null where it never was' }),
    state: z.enum(TOKEN_STATES),
  })
  .meta({ id: 'Token' });
export type Token = z.infer<typeof tokenSchema>;

export const tokenListSchema = z.object({ items: z.array(tokenSchema), nextCursor: z.string().nullable() });

/** The only answer that ever has the token itself. */
export const createdTokenSchema = z.object({
  token: tokenSchema,
  secret: z.string().meta({
    description: 'The token itself. Keep it now: it is shown this once, and only its hash is stored',
    example: 'tdm_q3kx7hma_Zm9yIHRoZSBleGFtcGxlIGFsb25lLCBpdCBpcyBub25l',
  }),
  warnings: warningsSchema,
});
export type CreatedToken = z.infer<typeof createdTokenSchema>;

const LONGEST_NAME = 80;
const MOST_GRANTS = 20;

export const newTokenSchema = z.strictObject({
  name: z
    .string({ error: 'must be a text' })
    .trim()
    .min(1, 'must not be empty: say what the token is for')
    .max(LONGEST_NAME, `must be at most ${LONGEST_NAME} characters long`)
    .refine((name) => !/\p{Cc}/u.test(name), 'must be one line')
    .meta({ example: 'deploy pipeline' }),
  use: useSchema.default(null),
  grants: z
    .array(z.strictObject({ clusters: patternInputSchema, role: roleSchema }))
    .min(1, 'must name at least one pattern with a role')
    .max(MOST_GRANTS, `must be at most ${MOST_GRANTS}`)
    .refine(
      (grants) => new Set(grants.map(({ clusters }) => clusters)).size === grants.length,
      'must name no pattern twice',
    ),
  expiresAt: z.iso
    .datetime({ offset: true, error: 'must be an ISO 8601 instant such as 2027-02-21T00:00:00Z, or null' })
    .transform((text) => new Date(text))
    .nullable()
    .meta({
      description: 'Until when it holds; null for ever',
      override: { type: ['string', 'null'], format: 'date-time' },
    }),
  reason: reasonField,
});
export type NewToken = z.input<typeof newTokenSchema>;
