import { expect, test } from 'vitest';
import { hasSignInHeader, userNamedIn } from './header-sign-in.ts';

const names = { userHeader: 'x-user', groupsHeader: 'x-groups' };

test.each<[string, Record<string, string>, ReturnType<typeof userNamedIn>]>([
  ['nobody', {}, null],
  ['nobody by an empty header', { 'x-user': '  ' }, null],
  ['nobody by groups alone', { 'x-groups': 'sre' }, null],
  ['an address', { 'x-user': ' Ada@Example.com ' }, { user: 'ada@example.com', groups: [] }],
  ['a name', { 'x-user': 'CORP\\ada' }, { user: 'corp\\ada', groups: [] }],
  ['groups', { 'x-user': 'ada', 'x-groups': 'sre, ops ,,sre' }, { user: 'ada', groups: ['sre', 'ops'] }],
  [
    'a group that is too long',
    { 'x-user': 'ada', 'x-groups': `${'x'.repeat(257)},ops` },
    { user: 'ada', groups: ['ops'] },
  ],
  ['two users, of a header that came twice', { 'x-user': 'admin, ada' }, 'malformed'],
  ['two words', { 'x-user': 'ada lovelace' }, 'malformed'],
  ['more than a name has', { 'x-user': 'x'.repeat(255) }, 'malformed'],
  ['what is no ASCII', { 'x-user': 'ad\u00e4' }, 'malformed'],
])('%s', (_, headers, expected) => {
  expect(userNamedIn(new Headers(headers), names)).toEqual(expected);
});

test('groups that are not told are not none', () => {
  expect(userNamedIn(new Headers({ 'x-user': 'ada', 'x-groups': 'sre' }), { ...names, groupsHeader: null })).toEqual({
    user: 'ada',
    groups: null,
  });
});

test.each<[Record<string, string>, boolean]>([
  [{}, false],
  [{ 'X-User': '' }, true],
  [{ 'x-groups': 'admins' }, true],
  [{ 'x-users': 'ada' }, false],
])('%j has one: %s', (headers, expected) => {
  expect(hasSignInHeader(new Headers(headers), names)).toBe(expected);
});
