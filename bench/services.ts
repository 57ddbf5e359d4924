import { join } from 'node:path';
import { type LocalKafka, startKafka } from '#scripts/local/kafka.ts';
import { startPostgres } from '#scripts/local/postgres.ts';
import { temporaryFolder } from '#scripts/local/temporary-folder.ts';

/** Before the names of a bench's demo traffic: one set of topics for all of them. */
export const DEMO_PREFIX = 'bench-demo.';

export interface BenchServices {
  bootstrap: string;
  /** Null where it is a given one, which is others' too. */
  ownKafka: LocalKafka | null;
  /** A database of its own, empty. */
  databaseUrl: string;
  /** For what else a bench needs on disk; goes with it. */
  folder: string;
  close(): Promise<void>;
}

/**
 * The Kafka and Postgres a bench runs on: those of TIDEMARK_TEST_KAFKA and TIDEMARK_TEST_POSTGRES (admin URL) where set, unless
 * it wants its `own`; else servers of its own in a temporary folder.
 */
export async function benchServices({ own = false }: { own?: boolean } = {}): Promise<BenchServices> {
  const kafkaGiven = own ? undefined : process.env.TIDEMARK_TEST_KAFKA;
  const postgresGiven = own ? undefined : process.env.TIDEMARK_TEST_POSTGRES;
  const folder = temporaryFolder('bench');
  const kafka = kafkaGiven ? null : await startKafka({ dir: join(folder.path, 'kafka'), brokers: 3 });
  const postgres = postgresGiven ? null : await startPostgres({ dir: join(folder.path, 'postgres') });
  const name = `bench_${process.pid}`;
  const admin = postgresGiven ?? postgres?.adminUrl ?? '';
  const databaseUrl = postgres ? await postgres.database(name) : await createDatabaseAt(admin, name);
  return {
    bootstrap: kafkaGiven ?? kafka?.bootstrap ?? '',
    ownKafka: kafka,
    databaseUrl,
    folder: folder.path,
    async close() {
      if (postgresGiven) await dropDatabaseAt(admin, name);
      await Promise.all([kafka?.stop(), postgres?.stop()]);
      folder.remove();
    },
  };
}

async function createDatabaseAt(adminUrl: string, name: string): Promise<string> {
  await asAdmin(adminUrl, `create database ${name}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

const dropDatabaseAt = (adminUrl: string, name: string) => asAdmin(adminUrl, `drop database ${name} with (force)`);

async function asAdmin(adminUrl: string, statement: string): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(statement);
  await client.end();
}
