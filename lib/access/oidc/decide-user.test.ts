import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OidcClaims } from './claims.ts';
import { decideUser, type OidcRules, type UserOfOurs } from './decide-user.ts';

const claims = (overrides: Partial<OidcClaims> = {}): OidcClaims => ({
  subject: 's-1',
  email: 'ada@example.com',
  emailVerified: true,
  name: 'Ada',
  groups: [],
  ...overrides,
});
const user = (overrides: Partial<UserOfOurs> = {}): UserOfOurs => ({
  id: 'u1',
  email: 'ada@example.com',
  disabled: false,
  isLinked: false,
  ...overrides,
});
const OPEN: OidcRules = { unknownUsers: true, linkByEmail: true };
const CLOSED: OidcRules = { unknownUsers: false, linkByEmail: false };

test.each<[string, Partial<OidcClaims>, UserOfOurs | null, UserOfOurs | null, OidcRules, object]>([
  ['an account that is known', {}, user(), null, CLOSED, { kind: 'known', user: { id: 'u1' } }],
  ['whatever its address is now', { email: 'eve@example.com' }, user(), user({ id: 'eve' }), OPEN, { kind: 'known' }],
  ['or without one', { email: null }, user(), null, CLOSED, { kind: 'known' }],
  ['unless its user is disabled', {}, user({ disabled: true }), null, OPEN, { failure: 'disabled' }],

  ['somebody new', {}, null, null, OPEN, { kind: 'created', email: 'ada@example.com', name: 'Ada' }],
  ['somebody new without a name', { name: null }, null, null, OPEN, { kind: 'created', name: 'ada@example.com' }],
  ['of whose address nothing is said', { emailVerified: null }, null, null, OPEN, { kind: 'created' }],
  ['with an address that is not theirs', { emailVerified: false }, null, null, OPEN, { failure: 'email-unverified' }],
  ['without an address', { email: null }, null, null, OPEN, { failure: 'no-email' }],
  ['where nobody unknown comes in', {}, null, null, { ...OPEN, unknownUsers: false }, { failure: 'unknown-user' }],

  ['the address of a user', {}, null, user(), OPEN, { kind: 'linked', user: { id: 'u1' } }],
  ['also where nobody unknown comes in', {}, null, user(), { ...OPEN, unknownUsers: false }, { kind: 'linked' }],
  ['where addresses link nobody', {}, null, user(), { ...OPEN, linkByEmail: false }, { failure: 'email-taken' }],
  ['that is not verified', { emailVerified: false }, null, user(), OPEN, { failure: 'email-unverified' }],
  ['of which nothing is said', { emailVerified: null }, null, user(), OPEN, { failure: 'email-unverified' }],
  ['that was somebody else’s before', {}, null, user({ isLinked: true }), OPEN, { failure: 'email-taken' }],
  ['of a user who is disabled', {}, null, user({ disabled: true }), OPEN, { failure: 'disabled' }],
])('%s', (_, overrides, owner, sameEmail, rules, expected) => {
  expect(decideUser(claims(overrides), owner, sameEmail, rules)).toMatchObject(expected);
});

test('nobody becomes a user of ours by an address, but by one that is verified, free, and allowed to', () => {
  const users = fc.option(
    fc.record({ id: fc.string(), email: fc.string(), disabled: fc.boolean(), isLinked: fc.boolean() }),
  );
  const said = fc.record({
    subject: fc.string(),
    email: fc.option(fc.string()),
    emailVerified: fc.option(fc.boolean()),
    name: fc.option(fc.string()),
    groups: fc.array(fc.string()),
  });
  const rules = fc.record({ unknownUsers: fc.boolean(), linkByEmail: fc.boolean() });
  fc.assert(
    fc.property(said, users, users, rules, (given, owner, sameEmail, set) => {
      const decision = decideUser(given, owner, sameEmail, set);
      if (decision.kind === 'linked') {
        expect([set.linkByEmail, given.emailVerified, sameEmail?.isLinked, owner]).toEqual([true, true, false, null]);
      }
      if ('user' in decision) expect(decision.user.disabled).toBe(false);
    }),
  );
});
