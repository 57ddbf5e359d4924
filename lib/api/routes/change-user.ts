import { hashPassword } from 'better-auth/crypto';
import { z } from 'zod';
import { changeUser as changeKept } from '#lib/access/users/change-user.ts';
import { makePassword } from '#lib/access/users/password.ts';
import { changedUserExample } from '../examples/users.ts';
import { lastAdmin } from '../grant-answer.ts';
import { defineMutation } from '../operation.ts';
import { requirePerson } from '../require-person.ts';
import { changedUserSchema, userChangeSchema, userIdSchema } from '../schemas/users.ts';
import { userAnswer, userNotFound, userOf } from '../user-answer.ts';

export const changeUser = defineMutation({
  id: 'changeUser',
  method: 'PATCH',
  path: '/api/v1/users/{id}',
  tag: 'Access',
  summary: 'Renames a user, disables or enables it, or gives it another password',
  description:
    'Whoever is disabled, or gets another password, is signed out everywhere at once; the tokens of who is disabled are revoked, for good. Users are not deleted: the audit log names them. The last admin of the installation cannot be disabled. A token sets no passwords.',
  role: 'admin',
  action: 'user.change',
  params: z.object({ id: userIdSchema }),
  query: z.object({}),
  body: userChangeSchema,
  response: {
    description: 'The user as it is now, and the password where Tidemark made it',
    schema: changedUserSchema,
    example: changedUserExample,
  },
  problems: ['USER_NOT_FOUND', 'LAST_ADMIN'],
  async plan({ context, principal, params: { id }, body: { name, disabled, password, reason } }) {
    const { database, now } = context;
    if (password !== undefined) requirePerson(principal, 'Passwords');
    const user = await userOf(context, id);
    const before = { name: user.name, disabled: user.disabled };
    const after = {
      name: name ?? before.name,
      disabled: disabled ?? before.disabled,
      ...(password !== undefined && { password: 'another' }),
    };
    return {
      cluster: null,
      target: user.email,
      reason,
      before,
      after,
      act: async () => {
        const made = password === null ? makePassword() : null;
        const chosen = made ?? password;
        const passwordHash = chosen == null ? undefined : await hashPassword(chosen);
        const changed = await changeKept(database, id, { name, disabled, passwordHash }, now());
        if (changed === 'last-admin') throw lastAdmin();
        if (changed === null) throw userNotFound(id);
        const { revoked } = changed;
        return {
          answer: { user: userAnswer(await userOf(context, id), principal), password: made },
          ...(revoked.length > 0 && { after: { ...after, revokedTokens: revoked } }),
        };
      },
    };
  },
});
