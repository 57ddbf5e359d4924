import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createDatabase, type Database, type DatabaseOptions } from '#lib/db/database.ts';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { pollWrite, testStore } from '#lib/views/testing.ts';
import { problemSchema } from './schemas/common.ts';
import { installContext, request, testContext } from './testing.ts';

const READS = [
  '/api/v1/clusters',
  '/api/v1/clusters/local',
  '/api/v1/clusters/local/brokers',
  '/api/v1/clusters/local/topics',
  '/api/v1/clusters/local/topics/x',
  '/api/v1/clusters/local/topics/x/history',
  '/api/v1/clusters/local/groups',
  '/api/v1/clusters/local/groups/x',
  '/api/v1/clusters/local/groups/x/lag',
];

const open: Database[] = [];
const logged = vi.fn();

function installDatabase(url: string, limits: Partial<DatabaseOptions> = {}): Database {
  const options = { url, max: 2, applicationName: 'test', connectTimeoutMs: 2_000, lockTimeoutMs: 100 };
  const database = createDatabase({ ...options, statementTimeoutMs: 5_000, ...limits });
  open.push(database);
  installContext(testContext(database, url, { log: { error: logged, warn: () => {} } }));
  return database;
}

async function expectEverywhere(status: number, code: string): Promise<void> {
  for (const path of READS) {
    const response = await request(path);
    const text = await response.text();
    expect(problemSchema.strict().parse(JSON.parse(text)), path).toMatchObject({ status, code });
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(text).not.toMatch(/select|relation|_now|127\.0\.0\.1/);
  }
  expect(logged).toHaveBeenCalledTimes(READS.length);
}

/** What the probe of readiness says, to whoever cannot read the log. */
async function expectReason(reason: RegExp): Promise<void> {
  const ready = await request('/api/ready');
  expect(ready.status).toBe(503);
  const check = { name: 'postgres', ok: false, detail: expect.stringMatching(reason) };
  expect(await ready.json()).toEqual({ ready: false, checks: [check] });
}

beforeEach(() => logged.mockClear());
afterAll(async () => {
  await Promise.all(open.map((database) => database.close()));
});

describe('a database that is away', () => {
  beforeEach(() => installDatabase('postgres://nobody:secret@127.0.0.1:1/none'));

  test('is a 503 that says what to check, and is logged', () => expectEverywhere(503, 'DATABASE_UNAVAILABLE'));

  test('makes the process not ready, with the reason, but it is healthy', async () => {
    const ready = await request('/api/ready');
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ ready: false, checks: [{ name: 'postgres', ok: false }] });
    expect((await request('/api/health')).status).toBe(200);
  });
});

describe('a database without tables', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createEmptyDatabase();
  });
  afterAll(() => database.drop());

  test('is not ready', async () => {
    installDatabase(database.url);
    await expectEverywhere(503, 'DATABASE_NOT_READY');
    await expectReason(/^Tables are missing/);
  });
});

describe('a server that is there, without the database or without a way in,', () => {
  const away = new URL(process.env.TIDEMARK_TEST_POSTGRES ?? '');

  test('is not ready, and says that the database is not there', async () => {
    const url = new URL(away);
    url.pathname = '/there_is_no_such_database';
    installDatabase(url.href);
    await expectEverywhere(503, 'DATABASE_NOT_READY');
    await expectReason(/^The database that DATABASE_URL names is not there/);
  });

  test('is not ready, and says that it refuses the login', async () => {
    const url = new URL(away);
    url.password = 'guessed';
    installDatabase(url.href);
    await expectEverywhere(503, 'DATABASE_NOT_READY');
    await expectReason(/^Postgres refuses the login/);
  });
});

test('a database that takes no connections is away', async () => {
  const [database, other] = await Promise.all([createTestDatabase(), createEmptyDatabase()]);
  const name = new URL(database.url).pathname.slice(1);
  installDatabase(database.url);
  await other.db.execute(`alter database "${name}" allow_connections false`);
  await expectEverywhere(503, 'DATABASE_UNAVAILABLE');
  expect((await request('/api/ready')).status).toBe(503);
  await other.db.execute(`alter database "${name}" allow_connections true`);
  expect((await request('/api/v1/clusters')).status).toBe(200);
  await Promise.all([database.drop(), other.drop()]);
});

describe('a database that is busy', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await (await testStore(database.db, 'local')).write(pollWrite());
  });
  afterAll(() => database.drop());

  test('is a STATEMENT_TIMEOUT, and answers again afterwards', async () => {
    installDatabase(database.url, { statementTimeoutMs: 200 });
    await database.db.transaction(async (sql) => {
      await sql.execute('lock table cluster in access exclusive mode');
      await expectEverywhere(503, 'STATEMENT_TIMEOUT');
    });
    expect((await request('/api/v1/clusters/local')).status).toBe(200);
  });

  test('whose connections are all taken is a DATABASE_BUSY, and answers again when one comes free', async () => {
    const pool = installDatabase(database.url, { max: 1, connectTimeoutMs: 100 });
    await pool.transaction(() => expectEverywhere(503, 'DATABASE_BUSY'));
    expect((await request('/api/v1/clusters/local')).status).toBe(200);
  });

  test('is not asked for a client that left before a connection came free', async () => {
    const pool = installDatabase(database.url, { max: 1, applicationName: 'left' });
    const leave = new AbortController();
    let left = Promise.resolve(new Response());
    await pool.transaction(async () => {
      left = request('/api/v1/clusters/local', { signal: leave.signal });
      await vi.waitFor(() => expect(pool.pool.waitingCount).toBe(1));
      leave.abort();
    });
    expect((await left).status).toBe(499);
    expect(logged).not.toHaveBeenCalled();
    const sessions = `select query from pg_stat_activity where application_name = 'left'`;
    expect(await database.db.query(sessions, [], z.object({ query: z.string() }))).toEqual([{ query: 'commit' }]);
  });
});
