import { expect, test } from 'vitest';
import { offsetsExpireNotBefore } from './offset-expiry.ts';

const ABANDONED = {
  type: 'classic',
  assignOnly: false,
  absentSinceMs: 5_000,
  wasPresent: true,
  oldestCommitMs: 2_000,
  retentionMs: 60_000,
  intervalMs: 1_000,
};

test.each([
  ['classic: since the last member left', {}, 64_000],
  ['classic, first seen when it was empty already', { wasPresent: false }, null],
  ['classic, never described', { absentSinceMs: null }, null],
  ['never joins: since the oldest commit', { assignOnly: true, wasPresent: false }, 61_000],
  ['KIP-848: since the oldest commit', { type: 'consumer' }, 61_000],
  ['nobody saw the commit', { type: 'consumer', oldestCommitMs: null }, null],
])('%s', (_, changes, expected) => {
  expect(offsetsExpireNotBefore({ ...ABANDONED, ...changes })).toBe(expected);
});
