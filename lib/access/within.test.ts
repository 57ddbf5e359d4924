import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesAny } from '#lib/config/name-pattern.ts';
import { allowed, INSTALLATION } from './allowed.ts';
import type { Grant, Principal } from './principal.ts';
import { ROLES, type Role } from './roles.ts';
import { isWithin, narrowedTo } from './within.ts';

const grant = (clusters: string, role: Role = 'viewer'): Grant => ({ clusters, role });

const withGrants = (grants: readonly Grant[]): Principal => ({
  kind: 'token',
  id: '1',
  name: 'ci',
  grants,
  use: null,
  sessionId: null,
  ambient: false,
});

describe('a grant is within others', () => {
  test.each<[string, Grant, Grant[], boolean]>([
    ['the same', grant('prod-*', 'operator'), [grant('prod-*', 'operator')], true],
    ['a smaller role', grant('prod-*', 'viewer'), [grant('prod-*', 'admin')], true],
    ['a larger role', grant('prod-*', 'admin'), [grant('prod-*', 'operator')], false],
    ['one cluster of a pattern', grant('prod-eu'), [grant('prod-*')], true],
    ['a narrower pattern', grant('prod-eu-*'), [grant('prod-*')], true],
    ['a wider pattern', grant('prod-*'), [grant('prod-eu-*')], false],
    ['everything', grant('*'), [grant('*')], true],
    ['everything, of somebody with every cluster but the installation', grant('*'), [grant('**')], false],
    ['one of several', grant('test-1'), [grant('prod-*'), grant('test-*')], true],
    ['the role of one on the clusters of another', grant('a', 'admin'), [grant('b', 'admin'), grant('a')], false],
    ['a star where the other has one character', grant('a*'), [grant('a?')], false],
    ['one character where the other has a star', grant('a?'), [grant('a*')], true],
    ['something, of nothing', grant('a'), [], false],
  ])('%s', (_, one, limit, expected) => {
    expect(isWithin(one, limit)).toBe(expected);
  });
});

describe('narrowedTo', () => {
  test.each<[string, Grant[], Grant[], Grant[]]>([
    ['leaves what the limit has', [grant('*', 'admin')], [grant('a', 'operator')], [grant('a', 'operator')]],
    ['takes the smaller role', [grant('*')], [grant('a', 'operator')], [grant('a')]],
    ['takes the narrower pattern', [grant('prod-*')], [grant('*', 'admin')], [grant('prod-*')]],
    ['leaves nothing of what is elsewhere', [grant('prod-*')], [grant('test-*')], []],
    ['leaves nothing to whom nothing is left', [], [grant('*', 'admin')], []],
    ['says nothing twice', [grant('*'), grant('a')], [grant('a'), grant('a')], [grant('a')]],
    [
      'keeps a larger role on fewer clusters',
      [grant('*'), grant('a', 'admin')],
      [grant('*', 'admin')],
      [grant('*'), grant('a', 'admin')],
    ],
  ])('%s', (_, limit, grants, expected) => {
    expect(narrowedTo(limit, grants)).toEqual(expected);
  });
});

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 5 });
const grants = fc.array(fc.record({ clusters: pattern, role: fc.constantFrom(...ROLES) }), { maxLength: 4 });
const scope = fc.oneof(
  fc.constant(null),
  fc.constant(INSTALLATION),
  fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 5 }),
);

test('whoever is narrowed may do what both may, and never more than either', () => {
  fc.assert(
    fc.property(grants, grants, scope, fc.constantFrom(...ROLES), (limit, own, cluster, role) => {
      if (!allowed(withGrants(narrowedTo(limit, own)), { role }, cluster)) return;
      expect(allowed(withGrants(limit), { role }, cluster)).toBe(true);
      expect(allowed(withGrants(own), { role }, cluster)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('what is within the limit is left as it was', () => {
  fc.assert(
    fc.property(grants, grants, scope, fc.constantFrom(...ROLES), (limit, own, cluster, role) => {
      const inside = own.filter((one) => isWithin(one, limit));
      const before = allowed(withGrants(inside), { role }, cluster);
      expect(allowed(withGrants(narrowedTo(limit, inside)), { role }, cluster)).toBe(before);
    }),
    { numRuns: 1_000 },
  );
});

test('a pattern within another matches no name that the other does not', () => {
  fc.assert(
    fc.property(
      pattern,
      pattern,
      fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 }),
      (outer, inner, name) => {
        if (!isWithin(grant(inner), [grant(outer)])) return;
        if (matchesAny([inner], name)) expect(matchesAny([outer], name)).toBe(true);
      },
    ),
    { numRuns: 5_000 },
  );
});
