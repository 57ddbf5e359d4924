import { expect, it } from 'vitest';
import { requireLocalServers } from './system.ts';

it.each(['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64'])('servers of our own run on %s', (system) => {
  expect(() => requireLocalServers(system)).not.toThrow();
});

it.each(['win32-x64', 'linux-x64-musl', 'linux-ppc64'])('on %s the message says what to set instead', (system) => {
  expect(() => requireLocalServers(system)).toThrow(/KAFKA_BROKERS .* and DATABASE_URL/);
});
