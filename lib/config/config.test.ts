import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => vi.unstubAllEnvs());

test('a wrong environment is told in full; a right one is read once', async () => {
  // As in a process of its own: another test may have read the configuration already.
  vi.resetModules();
  const { getConfig } = await import('./config.ts');
  const { ConfigurationError } = await import('./configuration-error.ts');
  vi.stubEnv('PORT', 'eighty');
  vi.stubEnv('TIDEMARK_ROLE', 'worker');
  expect(getConfig).toThrow(ConfigurationError);
  expect(getConfig).toThrow(
    `Tidemark cannot start: 2 settings are wrong.
  PORT: must be a whole number from 1 to 65535; it is "eighty"
    for example: PORT=8080
  TIDEMARK_ROLE: must be one of all, web, collector; it is "worker"
    for example: TIDEMARK_ROLE=web`,
  );

  vi.stubEnv('TIDEMARK_ROLE', 'collector');
  vi.stubEnv('PORT', '8081');
  expect(getConfig().server).toMatchObject({ port: 8081, role: 'collector' });
  vi.stubEnv('PORT', '8082');
  expect(getConfig().server.port).toBe(8081);
});
