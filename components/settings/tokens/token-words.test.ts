import { describe, expect, test } from 'vitest';
import { spoken } from '#components/ui/testing.ts';
import { tokenExample } from '#lib/api/examples/tokens.ts';
import type { Token } from '#lib/api/schemas/tokens.ts';
import { tokenLook, tokensAnswer } from './token-words.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const token = (overrides: Partial<Token> = {}): Token => ({ ...tokenExample, expiresAt: null, ...overrides });

describe('a token', () => {
  test.each<[string, Partial<Token>, string, string]>([
    ['without an end', {}, 'VALID', 'ok'],
    ['that ends in a month', { expiresAt: '2026-12-23T12:00:00Z' }, 'VALID', 'ok'],
    ['that ends tomorrow', { expiresAt: '2026-11-24T12:00:00Z' }, '1 d LEFT', 'warn'],
    ['that ended since it was read', { expiresAt: '2026-11-23T11:59:00Z' }, 'EXPIRED', 'calm'],
    ['that had ended', { expiresAt: '2026-11-01T00:00:00Z', state: 'expired' }, 'EXPIRED', 'calm'],
    ['that was revoked', { state: 'revoked' }, 'REVOKED', 'calm'],
  ])('%s', (_, overrides, word, tone) => {
    const look = tokenLook(token(overrides), NOW);
    expect([look.word.replaceAll('\u00a0', ' '), look.tone]).toEqual([word, tone]);
  });
});

test.each<[Partial<Token>[], string]>([
  [[], 'No API token is valid: no program has access with one.'],
  [[{ state: 'revoked' }], 'No API token is valid: no program has access with one.'],
  [[{}], '1 API token is valid.'],
  [[{}, {}, { state: 'revoked' }], '2 API tokens are valid.'],
  [
    [{}, { expiresAt: '2026-11-24T00:00:00Z' }],
    '2 API tokens are valid, 1 of them for less than 7 days: make the next one in time.',
  ],
])('of %j is said: %s', (tokens, sentence) => {
  expect(spoken(tokensAnswer(tokens.map(token), NOW))).toBe(sentence);
});
