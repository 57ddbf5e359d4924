import { expect, test } from 'vitest';
import { grantWords } from './standing-words.ts';

test.each<[Parameters<typeof grantWords>[0], string | null]>([
  [[], null],
  [[{ clusters: '*', role: 'admin' }], 'admin of everything'],
  [
    [
      { clusters: 'prod-*', role: 'operator' },
      { clusters: 'dev-1', role: 'viewer' },
    ],
    'operator on prod-* and viewer on dev-1',
  ],
  [
    [
      { clusters: '*', role: 'viewer' },
      { clusters: 'prod-*', role: 'operator' },
      { clusters: '*', role: 'viewer' },
      { clusters: 'dev', role: 'admin' },
    ],
    'viewer of everything, operator on prod-* and admin on dev',
  ],
])('%j: %s', (grants, words) => expect(grantWords(grants)).toBe(words));
