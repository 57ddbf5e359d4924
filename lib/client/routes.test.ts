import { expect, it } from 'vitest';
import { groupPage, nameInPath, samePageOf, topicPage } from './routes.ts';

it.each([
  ['payments-worker', '/clusters/eu/groups/payments-worker'],
  ['', '/clusters/eu/groups/~'],
  ['..', '/clusters/eu/groups/~Li4'],
  ['a/b', '/clusters/eu/groups/~YS9i'],
  ['🐳', '/clusters/eu/groups/~8J-Qsw'],
] as const)('group %j has the page %s', (group, path) => expect(groupPage('eu', group)).toBe(path));

it('a cluster may be named anything', () =>
  expect(topicPage('prod eu/1', 'orders')).toBe('/clusters/prod%20eu%2F1/topics/orders'));

it.each([
  ['/clusters/eu', '/clusters/us'],
  ['/clusters/eu/groups', '/clusters/us/groups'],
  ['/clusters/eu/topics/orders', '/clusters/us/topics/orders'],
] as const)('%s of another cluster is %s', (path, expected) => expect(samePageOf('us', path)).toBe(expected));

it('reads names from paths, broken ones too', () => {
  expect(nameInPath('prod%20eu')).toBe('prod eu');
  expect(nameInPath('100%')).toBe('100%');
});
