import { describe, expect, test } from 'vitest';
import { spoken } from '#components/ui/testing.ts';
import { grantExample } from '#lib/api/examples/grants.ts';
import type { Grant } from '#lib/api/schemas/grants.ts';
import { grantsAnswer, reachWords } from './grant-words.ts';

const grant = (overrides: Partial<Grant> = {}, who: Partial<Grant['principal']> = {}): Grant => ({
  ...grantExample,
  ...overrides,
  principal: { ...grantExample.principal, ...who },
});
const admin = (who: Partial<Grant['principal']> = {}) =>
  grant({ clusters: '*', role: 'admin', matches: ['prod-eu'] }, who);

test.each<[string, Grant[], string]>([
  ['one admin', [admin(), grant()], 'ada@example.com alone administers this installation.'],
  ['two admins', [admin(), admin({ name: 'bob@example.com' })], '2 users administer this installation.'],
  ['a user and a group', [admin(), admin({ kind: 'group' })], '1 user and 1 group administer this installation.'],
  [
    'one that gives nothing',
    [admin(), grant({ matches: [] })],
    'ada@example.com alone administers this installation; 1 grant gives nothing now.',
  ],
  [
    'a disabled admin',
    [admin(), admin({ active: false }), grant({ matches: [] })],
    'ada@example.com alone administers this installation; 2 grants give nothing now.',
  ],
])('of %s is said who runs the installation', (_, items, sentence) => {
  expect(spoken(grantsAnswer(items))).toBe(sentence);
});

describe('a grant reaches', () => {
  test.each<[Grant, string]>([
    [grant(), 'prod-eu'],
    [grant({ matches: ['prod-eu', 'prod-us'] }), 'prod-eu, prod-us'],
    [grant({ matches: [] }), 'no cluster now'],
    [admin(), 'all clusters, and the installation'],
    [grant({ clusters: '*' }), 'all clusters'],
    [admin({ active: false }), 'nothing: disabled'],
  ])('%#', (one, words) => {
    expect(reachWords(one)).toBe(words);
  });
});
