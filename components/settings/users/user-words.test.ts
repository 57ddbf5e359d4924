import { expect, test } from 'vitest';
import { spoken } from '#components/ui/testing.ts';
import { userExample } from '#lib/api/examples/users.ts';
import type { User } from '#lib/api/schemas/users.ts';
import { mayWords, signInWords, userLook, usersAnswer } from './user-words.ts';

const user = (overrides: Partial<User> = {}): User => ({ ...userExample, ...overrides });

test.each<[Partial<User>, string]>([
  [{}, 'ACTIVE'],
  [{ grants: [] }, 'NO GRANT'],
  [{ disabled: true }, 'DISABLED'],
  [{ disabled: true, grants: [] }, 'DISABLED'],
])('a user with %j is %s', (overrides, word) => {
  expect(userLook(user(overrides)).word).toBe(word);
});

test('what a user may do is told with the largest role first', () => {
  expect(mayWords(user({ grants: [] }))).toBe('nothing yet');
  expect(
    mayWords(
      user({
        grants: [
          { clusters: 'test', role: 'viewer' },
          { clusters: 'prod-*', role: 'admin' },
        ],
      }),
    ),
  ).toBe('admin on prod-*, viewer on test');
});

test.each<[Partial<User>, string]>([
  [{}, 'password'],
  [{ providers: ['oidc'] }, 'password, oidc'],
  [{ hasPassword: false }, 'no password'],
])('a user with %j signs in by %s', (overrides, words) => {
  expect(signInWords(user(overrides))).toBe(words);
});

test.each<[Partial<User>[], string]>([
  [[{}], '1 user can sign in.'],
  [[{}, {}, { disabled: true }], '2 users can sign in.'],
  [[{}, { grants: [] }, { grants: [], disabled: true }], '2 users can sign in, 1 of them may do nothing yet.'],
])('of %j is said: %s', (users, sentence) => {
  expect(spoken(usersAnswer(users.map(user)))).toBe(sentence);
});
