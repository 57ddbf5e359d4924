import { z } from 'zod';
import { MAX_PASSWORD, MIN_PASSWORD } from '#lib/config/value-types.ts';

export const emailField = z
  .email({ error: 'must be an email address' })
  .max(254, 'must be at most 254 characters long')
  .transform((value) => value.toLowerCase())
  .meta({ example: 'ada@example.com', override: { type: 'string', format: 'email' } });

/** A password that is there already. */
export const passwordField = z
  .string({ error: 'must be text' })
  .min(1, 'must not be empty')
  .max(MAX_PASSWORD, `must be at most ${MAX_PASSWORD} characters long`)
  .meta({ format: 'password' });

/** A password that is made. */
export const newPasswordField = passwordField.min(MIN_PASSWORD, `must be at least ${MIN_PASSWORD} characters long`);
