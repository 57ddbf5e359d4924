import { expect, test } from 'vitest';
import { MIN_PASSWORD } from '#lib/config/value-types.ts';
import { makePassword } from './password.ts';

test('a password that is made is long enough, can be read out, and is never made twice', () => {
  const made = Array.from({ length: 1_000 }, makePassword);
  for (const password of made) expect(password).toMatch(/^[0-9a-f]{6}(-[0-9a-f]{6}){4}$/);
  expect(made[0]?.length).toBeGreaterThan(MIN_PASSWORD);
  expect(new Set(made).size).toBe(1_000);
});
