import { expect, test } from 'vitest';
import { isNavigation, isSameOrigin } from './same-origin.ts';

test.each<[string, Record<string, string>, boolean]>([
  ['our own page', { 'sec-fetch-site': 'same-origin', origin: 'http://tidemark:3000' }, true],
  ['a page of another site', { 'sec-fetch-site': 'cross-site', origin: 'http://evil.example' }, false],
  ['a page of a neighbour under the same domain', { 'sec-fetch-site': 'same-site' }, false],
  ['an address typed in, which changes nothing', { 'sec-fetch-site': 'none' }, false],
  ['an old browser on our page', { origin: 'http://tidemark:3000' }, true],
  ['an old browser elsewhere', { origin: 'http://evil.example' }, false],
  ['a page of another port', { origin: 'http://tidemark:3001' }, false],
  ['a page without an origin, as in a sandbox', { origin: 'null' }, false],
  ['a program', {}, true],
])('%s', (_, headers, expected) => {
  const request = new Request('http://tidemark:3000/api/v1/x', {
    method: 'POST',
    headers: { host: 'tidemark:3000', ...headers },
  });
  expect(isSameOrigin(request)).toBe(expected);
});

test.each<[string | null, boolean]>([
  ['document', true],
  [null, true],
  ['image', false],
  ['iframe', false],
  ['empty', false],
])('asked for as %s somebody goes there: %s', (part, expected) => {
  const headers: Record<string, string> = part === null ? {} : { 'sec-fetch-dest': part };
  expect(isNavigation(new Request('http://tidemark:3000/', { headers }))).toBe(expected);
});
