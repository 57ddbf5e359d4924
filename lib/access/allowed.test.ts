import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allowed, INSTALLATION } from './allowed.ts';
import type { Grant, Principal } from './principal.ts';
import { ROLES, type Role } from './roles.ts';

const principal = (grants: Grant[], overrides: Partial<Principal> = {}): Principal => ({
  kind: 'user',
  id: 'u1',
  name: 'ada@example.com',
  grants,
  use: null,
  sessionId: null,
  ambient: true,
  ...overrides,
});

test.each<[string, Grant[], Role, string | null, boolean]>([
  ['no grant allows nothing', [], 'viewer', 'orders', false],
  ['a role allows itself', [{ clusters: 'orders', role: 'operator' }], 'operator', 'orders', true],
  ['and what is less', [{ clusters: 'orders', role: 'admin' }], 'viewer', 'orders', true],
  ['not what is more', [{ clusters: 'orders', role: 'operator' }], 'admin', 'orders', false],
  ['on that cluster alone', [{ clusters: 'orders', role: 'admin' }], 'viewer', 'billing', false],
  ['a pattern names several', [{ clusters: 'prod-*', role: 'viewer' }], 'viewer', 'prod-eu', true],
  ['and no others', [{ clusters: 'prod-*', role: 'viewer' }], 'viewer', 'stage-eu', false],
  [
    'the best grant counts',
    [
      { clusters: '*', role: 'viewer' },
      { clusters: 'dev-*', role: 'admin' },
    ],
    'admin',
    'dev-1',
    true,
  ],
  [
    'and where it reaches',
    [
      { clusters: '*', role: 'viewer' },
      { clusters: 'dev-*', role: 'admin' },
    ],
    'admin',
    'prod',
    false,
  ],
  ['the installation takes a grant over all', [{ clusters: '*', role: 'admin' }], 'admin', INSTALLATION, true],
  ['no pattern of clusters reaches it', [{ clusters: 'prod-*', role: 'admin' }], 'viewer', INSTALLATION, false],
  [
    'not even one that matches everything by chance',
    [{ clusters: '?*', role: 'admin' }],
    'viewer',
    INSTALLATION,
    false,
  ],
  ['somewhere is anywhere', [{ clusters: 'dev-*', role: 'operator' }], 'operator', null, true],
  ['but not with less', [{ clusters: 'dev-*', role: 'operator' }], 'admin', null, false],
])('%s', (_, grants, role, cluster, expected) => {
  expect(allowed(principal(grants), { role }, cluster)).toBe(expected);
});

describe('what is one’s own', () => {
  test.each([
    ['user', true],
    ['token', true],
    ['anonymous', false],
    ['system', false],
  ] as const)('of %s: %s', (kind, expected) => {
    expect(allowed(principal([], { kind }), { role: 'signed-in' }, null)).toBe(expected);
  });
});

describe('a token for one use', () => {
  const token = principal([{ clusters: '*', role: 'admin' }], { kind: 'token', use: 'events' });

  test('does that', () => expect(allowed(token, { role: 'operator', use: 'events' }, 'orders')).toBe(true));
  test('and nothing else', () => {
    expect(allowed(token, { role: 'viewer' }, 'orders')).toBe(false);
    expect(allowed(token, { role: 'viewer', use: 'metrics' }, 'orders')).toBe(false);
    expect(allowed(token, { role: 'signed-in' }, null)).toBe(false);
  });
});

test('more grants never allow less', () => {
  const grant = fc.record({ clusters: fc.constantFrom('*', 'a', 'a*', 'b?'), role: fc.constantFrom(...ROLES) });
  fc.assert(
    fc.property(
      fc.array(grant),
      grant,
      fc.constantFrom(...ROLES),
      fc.constantFrom('a', 'ab', 'bc', INSTALLATION, null),
      (grants, more, role, cluster) => {
        if (allowed(principal(grants), { role }, cluster))
          expect(allowed(principal([...grants, more]), { role }, cluster)).toBe(true);
      },
    ),
  );
});
