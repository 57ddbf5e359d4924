import { expect, test } from 'vitest';
import { brokerScope, CLUSTER_SCOPE, type Scope, scopeKey, scopeWords } from './scope.ts';

const SCOPES: [Scope, string][] = [
  [CLUSTER_SCOPE, 'prod'],
  [{ ...CLUSTER_SCOPE, group: 'payments' }, 'payments'],
  [{ ...CLUSTER_SCOPE, group: 'payments', topic: 'orders' }, 'payments on orders'],
  [{ ...CLUSTER_SCOPE, topic: 'orders' }, 'orders'],
  [brokerScope(3), 'broker 3'],
];

test.each(SCOPES)('%j is called %s', (scope, words) => {
  expect(scopeWords(scope, 'prod')).toBe(words);
});

test('no two have one key, whatever they are called', () => {
  const odd: Scope[] = [
    { ...CLUSTER_SCOPE, topic: '3' },
    { ...CLUSTER_SCOPE, group: '3' },
    { ...CLUSTER_SCOPE, group: 'payments\norders' },
  ];
  const scopes = [...SCOPES.map(([scope]) => scope), ...odd];
  expect(new Set(scopes.map(scopeKey)).size).toBe(scopes.length);
});
