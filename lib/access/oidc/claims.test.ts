import { expect, test } from 'vitest';
import { parseClaims } from './claims.ts';

const parse = (claims: unknown) => parseClaims(claims, 'groups');

test('what a provider says of somebody', () => {
  expect(
    parse({
      sub: 's-1',
      email: 'Ada@Example.com',
      email_verified: true,
      name: ' Ada ',
      groups: ['sre', 'ops'],
      iat: 1,
    }),
  ).toEqual({ subject: 's-1', email: 'ada@example.com', emailVerified: true, name: 'Ada', groups: ['sre', 'ops'] });
});

test('what it does not say is not there', () => {
  expect(parse({ sub: 's-1' })).toEqual({ subject: 's-1', email: null, emailVerified: null, name: null, groups: [] });
});

test.each([
  ['true', true],
  ['false', false],
  ['perhaps', null],
  [1, null],
])('that an address is verified: %j', (value, expected) => {
  expect(parse({ sub: 's-1', email_verified: value })?.emailVerified).toBe(expected);
});

test.each<[string, unknown, string[]]>([
  ['one group', 'sre', ['sre']],
  ['the same twice', ['sre', 'sre'], ['sre']],
  ['what is no group', ['sre', 7, null, '', { a: 1 }, 'x'.repeat(257), 'nul\0'], ['sre']],
  ['an object', { sre: true }, []],
  [
    'more than anybody is in',
    Array.from({ length: 3_000 }, (_, n) => `g${n}`),
    Array.from({ length: 1_000 }, (_, n) => `g${n}`),
  ],
])('groups: %s', (_, groups, expected) => {
  expect(parse({ sub: 's-1', groups })?.groups).toEqual(expected);
});

test('groups stand in the claim that is set', () => {
  expect(
    parseClaims({ sub: 's-1', 'https://example.com/roles': ['sre'], groups: ['no'] }, 'https://example.com/roles'),
  ).toMatchObject({
    groups: ['sre'],
  });
  expect(parseClaims({ sub: 's-1', email: 'a@example.com' }, 'email')).toMatchObject({ groups: [] });
});

test.each([[null], ['text'], [{}], [{ sub: '' }], [{ sub: 7 }], [{ sub: 'x'.repeat(256) }]])(
  '%j is nobody',
  (claims) => {
    expect(parse(claims)).toBeNull();
  },
);

test.each([['no address'], [7], [`${'x'.repeat(250)}@example.com`]])('%j is no address', (email) => {
  expect(parse({ sub: 's-1', email })?.email).toBeNull();
});
