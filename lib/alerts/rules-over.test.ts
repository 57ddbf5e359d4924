import { expect, test } from 'vitest';
import { rulesOver } from './rules-over.ts';
import { rule } from './testing.ts';

const only = (...include: string[]) => ({ include, exclude: [] });
const RULES = [
  rule({ name: 'all' }),
  rule({ name: 'off', enabled: false }),
  rule({ name: 'elsewhere', clusters: only('stage-*') }),
  rule({ name: 'payments', groups: only('payments-*') }),
  rule({ name: 'but this', groups: { include: ['payments-*'], exclude: ['payments-worker'] } }),
  rule({ name: 'on orders', topics: only('orders*') }),
  rule({ name: 'whole', topics: only('orders*'), condition: { metric: 'no-members' } }),
  rule({ name: 'offline', condition: { metric: 'offline-partitions' } }),
  rule({ name: 'data age', condition: { metric: 'no-data' } }),
];
const names = (...over: Parameters<typeof rulesOver>) => rulesOver(...over).map(({ name }) => name);

test('of a cluster are those whose patterns have it, whatever they are over there', () => {
  expect(names(RULES, { cluster: 'prod', group: null })).toEqual([
    'all',
    'off',
    'payments',
    'but this',
    'on orders',
    'whole',
    'offline',
    'data age',
  ]);
});

test('of a group are those that would fire of it', () => {
  const group = { name: 'payments-worker', topics: ['payments'] };
  expect(names(RULES, { cluster: 'prod', group })).toEqual(['all', 'off', 'payments', 'whole']);
  expect(names(RULES, { cluster: 'stage-1', group: { ...group, name: 'billing' } })).toEqual([
    'all',
    'off',
    'elsewhere',
    'whole',
  ]);
  expect(names(RULES, { cluster: 'prod', group: { name: 'billing', topics: ['x', 'orders-eu'] } })).toEqual([
    'all',
    'off',
    'on orders',
    'whole',
  ]);
});
