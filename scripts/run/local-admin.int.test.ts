import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { readIfThere } from '../local/files.ts';
import { type TemporaryFolder, temporaryFolder } from '../local/temporary-folder.ts';
import { localAdmin } from './local-admin.ts';

let database: TestDatabase;
let folder: TemporaryFolder;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = temporaryFolder('local-admin');
});
afterAll(async () => {
  await database.drop();
  folder.remove();
});

test('a first start draws a password that only its owner can read, and each start tells it', async () => {
  const first = await localAdmin(database.url, folder.path);
  const file = join(folder.path, 'admin-password');
  const password = readIfThere(file) ?? '';
  expect(password).toMatch(/^[\w-]{16}$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(first).toContain(`admin@tidemark.local with the password ${password} `);
  expect(await localAdmin(database.url, folder.path)).toBe(first);
});

test('a password that was changed since is not told as if it held', async () => {
  await database.db.execute(`update app_account set password = 'aa:bb'`);
  const told = await localAdmin(database.url, folder.path);
  expect(told).toContain('is not in use any more');
  expect(told).not.toContain(readIfThere(join(folder.path, 'admin-password')));
});
