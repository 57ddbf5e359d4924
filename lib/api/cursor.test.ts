import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { ApiProblem } from './problem.ts';

const SCOPE = { list: 'groups', cluster: 'local', search: '', worst: [], sort: 'danger' };
const int8 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
// A lone surrogate has no UTF-8 form; the store replaces it before a name gets here.
const name = fc.string({ unit: 'binary' }).map((text) => text.toWellFormed().replaceAll('\0', ''));

function codeOf(decode: () => unknown): string {
  try {
    decode();
  } catch (error) {
    if (error instanceof ApiProblem) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('a cursor', () => {
  test('gives back any position', () => {
    fc.assert(
      fc.property(fc.array(int8, { maxLength: 3 }), name, (keys, rowName) => {
        const cursor = encodeCursor(SCOPE, { keys, name: rowName });
        expect(decodeCursor(SCOPE, keys.length, cursor)).toEqual({ keys, name: rowName });
        expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
      }),
    );
  });

  test('does not depend on the order in which its scope is written', () => {
    const cursor = encodeCursor({ list: 'topics', sort: 'name' }, { keys: [], name: 'a' });
    expect(decodeCursor({ sort: 'name', list: 'topics' }, 0, cursor).name).toBe('a');
  });

  test.each([
    ['another sort', { ...SCOPE, sort: 'name' }],
    ['another search', { ...SCOPE, search: 'x' }],
    ['another filter', { ...SCOPE, worst: ['unknown'] }],
    ['another cluster', { ...SCOPE, cluster: 'other' }],
    ['another list', { ...SCOPE, list: 'topics' }],
  ])('is refused with %s', (_case, scope) => {
    const cursor = encodeCursor(SCOPE, { keys: ['1', '2'], name: 'a' });
    expect(codeOf(() => decodeCursor(scope, 2, cursor))).toBe('CURSOR_INVALID');
  });

  const own = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');
  const fingerprint = JSON.parse(Buffer.from(encodeCursor(SCOPE, { keys: [], name: '' }), 'base64url').toString())[1];
  test.each([
    ['empty', ''],
    ['no base64', '!!!'],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['null', own(null)],
    ['an object', own({ keys: [] })],
    ['an unknown version', own([2, fingerprint, ['1', '2'], 'a'])],
    ['too few keys', own([1, fingerprint, ['1'], 'a'])],
    ['a key that is a number', own([1, fingerprint, [1, '2'], 'a'])],
    ['a key beyond 64 bits', own([1, fingerprint, ['9223372036854775808', '2'], 'a'])],
    ['a key with SQL in it', own([1, fingerprint, ['1) or true --', '2'], 'a'])],
    ['a name with NUL', own([1, fingerprint, ['1', '2'], 'a\0'])],
    ['a name that is missing', own([1, fingerprint, ['1', '2']])],
  ])('is refused when it is %s', (_case, cursor) => {
    expect(codeOf(() => decodeCursor(SCOPE, 2, cursor))).toBe('CURSOR_INVALID');
  });

  test('no string makes it fail otherwise', () => {
    fc.assert(
      fc.property(fc.string(), (cursor) => {
        expect(codeOf(() => decodeCursor(SCOPE, 2, cursor))).toBe('CURSOR_INVALID');
      }),
    );
  });
});
