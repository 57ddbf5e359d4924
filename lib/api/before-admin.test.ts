import { expect, test } from 'vitest';
import { DatabaseError } from '#lib/db/errors.ts';
import { refuseBeforeAdmin } from './before-admin.ts';
import { problemSchema } from './schemas/common.ts';

const answer = (path: string, host = '0.0.0.0', adminExists = async () => false) =>
  refuseBeforeAdmin(new Request(`http://console${path}`), host, adminExists);

test.each([
  '/',
  '/clusters/local',
  '/sign-in',
  '/metrics',
  '/api/v1/clusters',
  '/api/v1/setup/more',
  '/setup/..%2fclusters',
  '/setupx',
  '/api/healthy',
  '/_next/image',
])('before there is an admin an address that others reach refuses %s', async (path) => {
  const response = await answer(path);
  expect(response?.status).toBe(403);
  expect(problemSchema.strict().parse(await response?.json())).toMatchObject({
    code: 'NO_ADMIN_YET',
    detail: expect.stringContaining('one-time link'),
  });
});

test.each([
  '/setup',
  '/setup?token=x',
  '/api/v1/setup',
  '/api/health',
  '/api/ready',
  '/_next/static/chunks/a.js',
  '/icon.svg',
])('it answers %s', async (path) => expect(await answer(path)).toBeNull());

test('with an admin it answers everything, and on a loopback address always', async () => {
  expect(await answer('/', '0.0.0.0', async () => true)).toBeNull();
  for (const host of ['127.0.0.1', '::1', 'localhost']) expect(await answer('/', host)).toBeNull();
});

test('while nobody can say whether there is one, it refuses', async () => {
  const away = () => Promise.reject(new DatabaseError('CONNECTION_LOST', 'away'));
  expect((await answer('/', '0.0.0.0', away))?.status).toBe(503);
});
