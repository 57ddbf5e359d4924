import { describe, expect, test } from 'vitest';
import type { Owner } from '#lib/config/owners.ts';
import { ownerOf } from './owner.ts';
import { owner } from './testing.ts';

const on = (cluster: string, group: string | null, topic: string | null) => ({ cluster, group, topic });
const teamOf = (owners: readonly Owner[], place: ReturnType<typeof on>) => ownerOf(owners, place)?.team ?? null;

const OWNERS = [
  owner('payments', { groups: ['payments-*', 'ledger'], topics: ['payments.*'] }),
  owner('search', { clusters: ['search-*'], groups: ['*'] }),
  owner('indexers', { groups: ['*-index'] }),
  owner('catalog', { clusters: ['prod'], topics: ['products', 'prices?'] }),
  owner('search-platform', { clusters: ['search-*'] }),
  owner('platform', { clusters: ['prod'] }),
];

describe('what is whose', () => {
  test.each([
    ['a group that is named', on('prod', 'payments-worker', null), 'payments'],
    ['by its whole name', on('prod', 'ledger', null), 'payments'],
    ['on any cluster, where the entry names none', on('test', 'ledger', null), 'payments'],
    ['a topic that is named', on('prod', null, 'payments.refunds'), 'payments'],
    ['a group that is not, by the topic that it is about', on('test', 'reports', 'payments.refunds'), 'payments'],
    ['a group that is named, whatever the topic', on('prod', 'ledger', 'products'), 'payments'],
    ['the first of two that name it: of the topic', on('prod', 'payments-index', null), 'payments'],
    ['the first of two that name it: by the group or by the topic', on('prod', 'x-index', 'products'), 'indexers'],
    ['a topic on one cluster', on('prod', null, 'prices1'), 'catalog'],
    ['and not on another', on('test', null, 'prices1'), null],
    ['a group on clusters by pattern', on('search-eu', 'anything', null), 'search'],
    ['a topic there falls to who owns the rest of it', on('search-eu', null, 'clicks'), 'search-platform'],
    ['the whole cluster falls to who owns the rest of it', on('search-eu', null, null), 'search-platform'],
    ['and is not of those who own all of its groups', on('prod', null, null), 'platform'],
    ['a group that nobody names', on('prod', 'reports', null), 'platform'],
    ['nobody owns what no entry matches', on('test', 'reports', null), null],
    ['case matters', on('test', 'Ledger', null), null],
  ])('%s', (_, place, team) => expect(teamOf(OWNERS, place)).toBe(team));

  test('one that owns everything hides all after it', () => {
    const first = [owner('all'), ...OWNERS];
    expect(teamOf(first, on('prod', 'ledger', null))).toBe('all');
    expect(teamOf(first, on('prod', null, null))).toBe('all');
  });

  test('without owners nothing is anybody’s', () => expect(teamOf([], on('prod', 'ledger', null))).toBeNull());

  test('an empty name is one like any other', () => {
    expect(teamOf([owner('a', { groups: ['?*'] })], on('prod', '', null))).toBeNull();
    expect(teamOf([owner('a', { groups: ['*'] })], on('prod', '', null))).toBe('a');
  });
});
