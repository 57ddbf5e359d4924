import pg from 'pg';
import { afterEach, expect, it, vi } from 'vitest';
import { withExplicitSslMode } from './postgres-url.ts';

afterEach(() => vi.restoreAllMocks());

it.each([
  ['postgres://u:p@db/x', 'postgres://u:p@db/x'],
  ['postgres://u:p@db/x?sslmode=require', 'postgres://u:p@db/x?sslmode=verify-full'],
  ['postgres://db/x?a=1&sslmode=prefer&b=2', 'postgres://db/x?a=1&sslmode=verify-full&b=2'],
  ['postgres://db/x?sslmode=verify-ca&sslrootcert=/ca.pem', 'postgres://db/x?sslmode=verify-full&sslrootcert=/ca.pem'],
  ['postgres://db/x?sslmode=disable', 'postgres://db/x?sslmode=disable'],
  ['postgres://db/x?sslmode=no-verify', 'postgres://db/x?sslmode=no-verify'],
  ['postgres://db/x?sslmode=requires', 'postgres://db/x?sslmode=requires'],
  ['postgres://db/x?uselibpqcompat=true&sslmode=require', 'postgres://db/x?uselibpqcompat=true&sslmode=require'],
])('%s becomes %s', (url, explicit) => expect(withExplicitSslMode(url)).toBe(explicit));

it('leaves the driver the TLS it would have used, and nothing to warn of', () => {
  const warnings = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const sslOf = (connectionString: string) => new pg.Client({ connectionString }).ssl;
  const explicit = ['prefer', 'require', 'verify-ca'].map((mode) =>
    withExplicitSslMode(`postgres://db/x?sslmode=${mode}`),
  );
  const asExplicit = explicit.map(sslOf);
  expect(warnings).not.toHaveBeenCalled();
  expect(asExplicit).toEqual(
    ['prefer', 'require', 'verify-ca'].map((mode) => sslOf(`postgres://db/x?sslmode=${mode}`)),
  );
  // The driver does warn of what it was given before; else this test would say nothing.
  expect(warnings).toHaveBeenCalledOnce();
});
