import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chainedRows, tamper, testAuditLog, testChanges } from '#lib/access/audit/testing.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';

let base: TestDatabase;
beforeAll(async () => {
  base = await createTestDatabase();
  await testChanges(testAuditLog(base.db), 3);
});
afterAll(() => base.drop());

async function audit(args: string[], url = base.url) {
  const child = spawn(process.execPath, ['scripts/audit.ts', ...args], {
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [code, output, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, output, errors };
}

test('a log as it was written is said to be one, and ends with 0', async () => {
  const [, second] = await chainedRows(base.db);
  const last = (await chainedRows(base.db)).at(-1);
  const { code, output } = await audit(['verify', '--anchor', `2:${second?.hash}`]);
  expect(output).toMatch('6 rows from the first on: all are as they were written');
  expect(output).toMatch('Compared with the anchor.');
  expect(output).toMatch(`The last of them: 6:${last?.hash}`);
  expect(code).toBe(0);
});

test('a row that was changed is named, and ends with 1', async () => {
  await tamper(base.db, `update audit set reason = 'another' where id = 4`);
  const { code, output } = await audit(['verify']);
  expect(output).toMatch('NOT AS IT WAS WRITTEN: Row 4 was changed: what it says does not give its hash.');
  expect(code).toBe(1);
});

test.each([[[]], [['check']], [['verify', '--anchor', '4']], [['verify', '--anchors', '4:ab']]])(
  'it says how it is called when called with %j',
  async (args) => {
    const { code, errors } = await audit(args);
    expect(errors).toMatch('Usage: audit verify');
    expect(code).toBe(1);
  },
);

test('a database that cannot be reached is no log in order', async () => {
  const { code, errors } = await audit(['verify'], 'postgres://127.0.0.1:1/none');
  expect(errors).toMatch('Postgres cannot be reached');
  expect(code).toBe(1);
});
