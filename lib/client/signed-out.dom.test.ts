// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type ApiError, errorFromAnswer, networkError } from './api-error.ts';
import { leaveWhenSignedOut } from './signed-out.ts';

let wentTo: string[];
beforeEach(() => {
  wentTo = [];
  vi.stubGlobal('location', {
    pathname: '/clusters/local/groups',
    search: '?sort=name',
    assign: (url: string) => void wentTo.push(url),
  });
});
afterEach(() => void vi.unstubAllGlobals());

const answered = (status: number, code: string): ApiError => errorFromAnswer(status, { code, title: 't', detail: 'd' });

test('who is not signed in any more goes to sign in, and comes back to the same page', () => {
  leaveWhenSignedOut(answered(401, 'UNAUTHENTICATED'));
  expect(wentTo).toEqual(['/sign-in?next=%2Fclusters%2Flocal%2Fgroups%3Fsort%3Dname']);
});

test.each([
  ['a password that is wrong', answered(401, 'INVALID_CREDENTIALS')],
  ['a role that is too small', answered(403, 'FORBIDDEN')],
  ['a server that is away', networkError(null)],
  ['anything else', new Error('of the page itself')],
])('nobody leaves for %s', (_, error) => {
  leaveWhenSignedOut(error);
  expect(wentTo).toEqual([]);
});
