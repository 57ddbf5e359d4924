import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testAuditLog, testChanges } from '#lib/access/audit/testing.ts';
import { createDatabase } from '#lib/db/database.ts';
import { migrate } from '#lib/db/migrate.ts';
import { clusterNow, pollWrite, testStore } from '#lib/views/testing.ts';
import { type LocalPostgres, startPostgres } from './local/postgres.ts';
import { type TemporaryFolder, temporaryFolder } from './local/temporary-folder.ts';
import { OWN_DATABASE, ownPostgresFolder } from './run/own-database.ts';

let folder: TemporaryFolder;
let dataDir: string;
let postgres: LocalPostgres;

beforeAll(async () => {
  folder = temporaryFolder('own-database');
  dataDir = join(folder.path, 'data');
  postgres = await startPostgres({ dir: ownPostgresFolder(dataDir) });
  const url = await postgres.database(OWN_DATABASE);
  await migrate(url);
  const database = createDatabase({ url, max: 2, applicationName: 'test' });
  await testChanges(testAuditLog(database), 2);
  const nowMs = Date.now();
  const cluster = clusterNow({ pollId: nowMs, observedAtMs: nowMs, scheduledAtMs: nowMs });
  await (await testStore(database, 'local')).write(pollWrite({ cluster, samples: null }));
  await database.close();
});
afterAll(async () => {
  await postgres?.stop();
  folder?.remove();
});

/** Runs a command that is told of no database, but where `npm start` keeps its data. */
async function run(script: string, args: string[]) {
  const child = spawn(process.execPath, [`scripts/${script}.ts`, ...args], {
    env: {
      NODE_ENV: 'test',
      PATH: process.env.PATH,
      TIDEMARK_DATA: dataDir,
      TIDEMARK_PATIENCE: '2m',
      TIDEMARK_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [code, output, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, output, errors };
}

const COMMANDS = [
  ['audit', ['verify'], '4 rows from the first on: all are as they were written'],
  ['secrets', ['status'], '0 stored secrets can be opened.'],
  ['lag', [], 'no groups'],
] as const;

test.each(COMMANDS)(
  'npm run %s finds the database that npm start brings, while it runs',
  async (script, args, says) => {
    const { code, output, errors } = await run(script, [...args]);
    expect(errors).toBe('');
    expect(output).toContain(says);
    expect(code).toBe(0);
  },
);

test('and says that Postgres cannot be reached once it is stopped', async () => {
  await postgres.stop();
  for (const [script, args] of COMMANDS) {
    expect(await run(script, [...args])).toMatchObject({
      code: script === 'lag' ? 3 : 1,
      errors: expect.stringContaining('Postgres cannot be reached'),
    });
  }
});
