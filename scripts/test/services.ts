import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CLONE } from '../bootstrap/cache.mjs';
import { step } from '../bootstrap/progress.mjs';
import { startKafka } from '../local/kafka.ts';
import { startPostgres } from '../local/postgres.ts';
import { removeAbandoned, temporaryFolder } from '../local/temporary-folder.ts';
import type { Lifetime } from '../run/lifetime.ts';

/** The Kafka and the Postgres of one test run. */
export interface TestServices {
  bootstrap: string;
  adminUrl: string;
  /** Folder for what else the run needs on disk. */
  folder: string;
  /** URL of a database of this name, made where missing. */
  database(name: string): Promise<string>;
  /** How tests are told of both. */
  env: { TIDEMARK_TEST_KAFKA: string; TIDEMARK_TEST_POSTGRES: string };
}

/** Where the logs of the servers are put for whoever looks into a failed run. */
const LOGS = join(CLONE, 'test-results', 'servers');

/** Starts both in a temporary folder, which goes with the run. */
export async function startTestServices(life: Lifetime): Promise<TestServices> {
  await removeAbandoned();
  const { path, remove } = temporaryFolder('test');
  life.onEnd(() => {
    keepLogs(path);
    remove();
  });
  const [kafka, postgres] = await step('Starting Kafka and Postgres for the tests', () =>
    Promise.all([
      // Nothing of it is kept, so nothing is closed with care.
      life.start('Kafka', startKafka({ dir: join(path, 'kafka'), signal: life.signal }), async ({ brokers }) => {
        await Promise.all(brokers.map((broker) => broker.kill()));
      }),
      life.start('Postgres', startPostgres(postgresOptions(path, life)), (it) => it.stop()),
    ]),
  );
  const { bootstrap } = kafka;
  const { adminUrl } = postgres;
  const env = { TIDEMARK_TEST_KAFKA: bootstrap, TIDEMARK_TEST_POSTGRES: adminUrl };
  return { bootstrap, adminUrl, folder: path, database: (name) => postgres.database(name), env };
}

/** What a test wrote need not survive the machine; many databases at once need many connections. */
function postgresOptions(path: string, { signal }: Lifetime) {
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };
  return { dir: join(path, 'postgres'), signal, settings };
}

function keepLogs(path: string): void {
  mkdirSync(LOGS, { recursive: true });
  for (const server of ['kafka', 'postgres', '.']) {
    const folder = join(path, server);
    const files = readdirSync(folder, { withFileTypes: true }).filter(
      (it) => it.isFile() && /\.(log|out)$/.test(it.name),
    );
    for (const { name } of files) cpSync(join(folder, name), join(LOGS, name));
  }
}
