import { describe, expect, test } from 'vitest';
import {
  bearerOf,
  hashOf,
  isUseDue,
  makeToken,
  parseToken,
  provesHash,
  shownToken,
  type TokenState,
  tokenState,
  writeToken,
} from './token.ts';

const SECRET = 'k'.repeat(43);
const at = (time: string) => new Date(`2026-11-23T${time}Z`);

describe('a token', () => {
  test('is read as it was made', () => {
    for (let n = 0; n < 200; n += 1) {
      const made = makeToken();
      const text = writeToken(made);
      expect(text).toMatch(/^tdm_[a-z2-7]{8}_[A-Za-z0-9_-]{43}$/);
      expect(parseToken(text)).toEqual(made);
    }
  });

  test('is never made twice', () => {
    const made = Array.from({ length: 1_000 }, makeToken);
    expect(new Set(made.map(({ secret }) => secret)).size).toBe(1_000);
    expect(new Set(made.map(({ prefix }) => prefix)).size).toBe(1_000);
  });

  test('is known again by what may be shown of it', () => {
    const { prefix, secret } = makeToken();
    expect(writeToken({ prefix, secret }).startsWith(`${shownToken(prefix)}_`)).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['another prefix', `ghp_abcdefgh_${SECRET}`],
    ['capitals in the prefix', `tdm_ABCDEFGH_${SECRET}`],
    ['a short prefix', `tdm_abcdefg_${SECRET}`],
    ['a short secret', `tdm_abcdefgh_${SECRET.slice(1)}`],
    ['a long secret', `tdm_abcdefgh_${SECRET}k`],
    ['a character of base64 in the secret', `tdm_abcdefgh_+${SECRET.slice(1)}`],
    ['a line after it', `tdm_abcdefgh_${SECRET}\n`],
    ['a space before it', ` tdm_abcdefgh_${SECRET}`],
  ])('is not %s', (_, text) => {
    expect(parseToken(text)).toBeNull();
  });

  test('is proven by its secret alone', () => {
    const hash = hashOf(SECRET);
    expect(hash).toHaveLength(32);
    expect(provesHash(SECRET, hash)).toBe(true);
    expect(provesHash(`l${SECRET.slice(1)}`, hash)).toBe(false);
  });
});

test.each([
  [null, null],
  ['', null],
  ['Basic dXNlcjpwYXNz', null],
  ['Bearer', null],
  ['Bearer abc', 'abc'],
  ['bearer  abc ', 'abc'],
  ['Bearer ', ''],
])('what %j bears is %j', (header, expected) => {
  expect(bearerOf(header)).toBe(expected);
});

test.each<[string, Date | null, Date | null, TokenState]>([
  ['without an end', null, null, 'active'],
  ['before its end', at('14:00:01'), null, 'active'],
  ['at its end', at('14:00:00'), null, 'expired'],
  ['after its end', at('13:59:59'), null, 'expired'],
  ['that was revoked', null, at('13:00:00'), 'revoked'],
  ['that was revoked and has ended', at('13:30:00'), at('13:00:00'), 'revoked'],
])('a token %s', (_, expiresAt, revokedAt, expected) => {
  expect(tokenState({ expiresAt, revokedAt }, at('14:00:00'))).toBe(expected);
});

test.each<[string, Date | null, boolean]>([
  ['the first', null, true],
  ['one a minute later', at('13:59:00'), true],
  ['one within the minute', at('13:59:01'), false],
  ['one by a clock that is behind', at('14:00:30'), false],
])('of its uses %s is written down or not', (_, lastUsedAt, expected) => {
  expect(isUseDue(lastUsedAt, at('14:00:00'))).toBe(expected);
});
