import { describe, expect, test } from 'vitest';
import { nextPath, signInPage } from './next-path.ts';

describe('a sign-in goes on', () => {
  test.each([
    ['/'],
    ['/clusters/local'],
    ['/clusters/local/groups?search=a%2Fb&sort=-lag'],
    ['/clusters/local/groups/payments#partitions'],
  ])('to %s', (path) => expect(nextPath(path)).toBe(path));

  test.each([
    ['nothing', null],
    ['an empty text', ''],
    ['another site', 'https://evil.example/'],
    ['another site without its scheme', '//evil.example/'],
    ['another site after backslashes', '/\\evil.example'],
    ['another site after one', '\\/evil.example'],
    ['another site behind dots', '/.//evil.example'],
    ['another site behind more of them', '/a/..//evil.example'],
    ['a tab in between', '/\t/evil.example'],
    ['a line break in it', '/clusters\r\nset-cookie: a=b'],
    ['a script', 'javascript:alert(1)'],
    ['a relative path', 'clusters/local'],
    ['the sign-in itself', '/sign-in?next=/sign-in'],
    ['the setup', '/setup?token=x'],
    ['an answer of the API', '/api/v1/session'],
  ])('to the start, for %s', (_, wanted) => expect(nextPath(wanted)).toBe('/'));
});

test('the page to sign in on remembers where one was', () => {
  expect(signInPage('/clusters/local?range=15m')).toBe('/sign-in?next=%2Fclusters%2Flocal%3Frange%3D15m');
  expect(signInPage('/')).toBe('/sign-in');
  expect(signInPage('//evil.example')).toBe('/sign-in');
});
