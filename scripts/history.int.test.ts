import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase } from '#lib/db/database.ts';
import { acquireLease } from '#lib/db/lease.ts';
import { migrate } from '#lib/db/migrate.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { pollOf } from '#lib/history/read/testing.ts';
import { createPollWriter } from '#lib/history/writer.ts';
import { startPostgres } from './local/postgres.ts';
import { type TemporaryFolder, temporaryFolder } from './local/temporary-folder.ts';
import { OWN_DATABASE, ownPostgresFolder } from './run/own-database.ts';

const CLUSTER = 'local';
const AT = Math.floor(Date.now() / 10_000) * 10_000;
const LINE = `${new Date(AT).toISOString()},a,0,90,5,100,10`;
const CSV = `at,topic,partition,committed,log_start,high_watermark,lag\n${LINE}\n`;

let base: TestDatabase;
let folder: TemporaryFolder;
beforeAll(async () => {
  folder = temporaryFolder('history-command');
  base = await createTestDatabase();
  await writePoll(base.url);
});
afterAll(async () => {
  await base?.drop();
  folder?.remove();
});

/** One poll of the group `g`, a moment ago. */
async function writePoll(url: string): Promise<void> {
  const db = createDatabase({ url, max: 2, applicationName: 'test' });
  const writer = await createPollWriter(db, CLUSTER);
  const lease = await acquireLease(db, { clusterId: writer.clusterId, holder: 'test', ttlMs: 60_000 });
  if (!lease) throw new Error('no lease');
  await writer.write(pollOf(AT, { a: [[5n, 100n]] }, { g: { a: [90n] } }), lease);
  await db.close();
}

/** Runs the command with these settings, and no others than where it keeps its data. */
async function history(args: string[], settings: Record<string, string> = { DATABASE_URL: base.url }) {
  const child = spawn(process.execPath, ['scripts/history.ts', ...args], {
    env: { NODE_ENV: 'test', PATH: process.env.PATH, TIDEMARK_DATA: join(folder.path, 'none'), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [code, output, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, output, errors };
}

const saved = (name: string, content: string): string => {
  const path = join(folder.path, name);
  writeFileSync(path, content);
  return path;
};

describe('the last hour of a group as CSV, with the database', () => {
  test('of DATABASE_URL', async () => {
    expect(await history(['g'])).toEqual({ code: 0, output: CSV, errors: '' });
  });

  test('of DATABASE_URL_FILE', async () => {
    const settings = { DATABASE_URL_FILE: saved('url', `${base.url}\n`) };
    expect(await history(['g'], settings)).toMatchObject({ code: 0, output: CSV });
  });

  test('of tidemark.yaml, and its only cluster', async () => {
    const clusters = `clusters: [{ name: ${CLUSTER}, brokers: 'kafka:9092' }]`;
    const file = saved('tidemark.yaml', `database: { url: '${base.url}' }\n${clusters}\n`);
    expect(await history(['g'], { TIDEMARK_CONFIG: file })).toMatchObject({ code: 0, output: CSV });
  });

  test('that npm start keeps in its data folder', async () => {
    const dataDir = join(folder.path, 'data');
    const postgres = await startPostgres({ dir: ownPostgresFolder(dataDir) });
    try {
      const url = await postgres.database(OWN_DATABASE);
      await migrate(url);
      await writePoll(url);
      expect(await history(['g'], { TIDEMARK_DATA: dataDir })).toMatchObject({ code: 0, output: CSV });
    } finally {
      await postgres.stop();
    }
    const { code, errors } = await history(['g'], { TIDEMARK_DATA: dataDir });
    expect(errors).toContain('Postgres cannot be reached');
    expect(code).toBe(1);
  });
});

test.each([
  ['no group', [], 'Usage: history <group>'],
  ['an option that is none', ['g', '--format', 'csv'], 'Usage: history <group>'],
  ['a time that is none', ['g', '--from', 'yesterday'], 'Usage: history <group>'],
  [
    'from after to',
    ['g', '--from', '2026-11-23T15:00:00Z', '--to', '2026-11-23T14:00:00Z'],
    '--from must be earlier than --to.',
  ],
  ['another cluster', ['g', '--cluster', 'prod'], 'No cluster "prod" is in this database.'],
  ['another group', ['h'], 'local has no history of a group "h".'],
])('called with %s it says what is wrong', async (_what, args, says) => {
  const { code, output, errors } = await history(args);
  expect([code, output]).toEqual([1, '']);
  expect(errors).toContain(says);
});

test('without a database it says that none is named; with several clusters it asks which', async () => {
  expect((await history(['g'], {})).errors).toContain('DATABASE_URL is not set');
  const clusters = `clusters: [{ name: a, brokers: 'kafka:9092' }, { name: b, brokers: 'kafka:9092' }]`;
  const file = saved('several.yaml', `database: { url: '${base.url}' }\n${clusters}\n`);
  expect((await history(['g'], { TIDEMARK_CONFIG: file })).errors).toContain('--cluster a, --cluster b');
});
