import { z } from 'zod';
import { emailField, newPasswordField } from '../routes/sign-in-fields.ts';
import { instantSchema } from './common.ts';
import { scopedRoleSchema } from './grants.ts';
import { reasonField } from './reason.ts';

export const userSchema = z
  .object({
    id: z.string(),
    email: z.string().meta({ example: 'ada@example.com' }),
    name: z.string().meta({ example: 'Ada' }),
    disabled: z.boolean().meta({ description: 'May not sign in; the tokens that it had are revoked' }),
    self: z.boolean().meta({ description: 'Whether this is you' }),
    hasPassword: z.boolean(),
    providers: z.array(z.string()).meta({ description: 'Identity providers by which it has signed in' }),
    groups: z.array(z.string()).meta({ description: 'Groups that its identity provider named at the last sign-in' }),
    grants: z.array(scopedRoleSchema).meta({ description: 'Its own, and those of its groups' }),
    sessions: z.int().meta({ description: 'Browsers in which it is signed in' }),
    lastSeenAt: instantSchema.nullable(),
    createdAt: instantSchema,
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof userSchema>;

export const userListSchema = z.object({ items: z.array(userSchema), nextCursor: z.string().nullable() });

export const changedUserSchema = z.object({
  user: userSchema,
  password: z
    .string()
    .nullable()
    .meta({ description: 'The password, where Tidemark made one: shown this once, and stored as a hash alone' }),
});
export type ChangedUser = z.infer<typeof changedUserSchema>;

const LONGEST_NAME = 100;

const nameField = z
  .string({ error: 'must be text' })
  .trim()
  .min(1, 'must not be empty')
  .max(LONGEST_NAME, `must be at most ${LONGEST_NAME} characters long`)
  .refine((name) => !/\p{Cc}/u.test(name), 'must be one line')
  .meta({ example: 'Ada' });

const passwordOrNone = newPasswordField
  .nullable()
  .meta({ description: 'A password of your choice; null: Tidemark makes one, and the answer has it' });

export const newUserSchema = z.strictObject({
  email: emailField,
  name: nameField,
  password: passwordOrNone.optional().meta({ description: 'Left out for one who signs in at an identity provider' }),
  reason: reasonField,
});
export type NewUser = z.input<typeof newUserSchema>;

export const userChangeSchema = z
  .strictObject({ name: nameField, disabled: z.boolean({ error: 'must be true or false' }), password: passwordOrNone })
  .partial()
  .extend({ reason: reasonField })
  .refine(
    ({ reason: _, ...change }) => Object.keys(change).length > 0,
    'must change something: name, disabled or password',
  );
export type UserChange = z.input<typeof userChangeSchema>;

export const userIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be an id, as the list has it')
  .meta({ description: 'Id, as the list has it', example: 'b3f1c2d4' });
