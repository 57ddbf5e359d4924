import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { createDatabase, type Database } from './database.ts';
import { migrate } from './migrate.ts';
import { readMigrations } from './migrations.ts';

export interface TestDatabase {
  url: string;
  db: Database;
  /** Closes the pool and drops the database. */
  drop(): Promise<void>;
}

const MIGRATIONS = path.resolve(import.meta.dirname, '../../prisma/migrations');
/** Serializes the making of templates between test files that start at the same time. */
const TEMPLATE_LOCK = 72_707_371;

/** A migrated database of its own for one test file, copied from a template; TIDEMARK_TEST_POSTGRES names the server. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { url: adminUrl, admin } = openAdmin();
  try {
    const template = await ensureTemplate(adminUrl, admin);
    return await createFrom(adminUrl, admin, template);
  } finally {
    await admin.close();
  }
}

/** The same without any table, for tests of migrations and rights. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const { url: adminUrl, admin } = openAdmin();
  try {
    return await createFrom(adminUrl, admin, 'template1');
  } finally {
    await admin.close();
  }
}

function openAdmin(): { url: string; admin: Database } {
  const url = process.env.TIDEMARK_TEST_POSTGRES;
  if (url === undefined) {
    throw new Error(
      'Integration tests need a Postgres: run `npm test`, or set TIDEMARK_TEST_POSTGRES to an admin URL.',
    );
  }
  return { url, admin: createDatabase({ url, max: 1, applicationName: 'tidemark-test-admin' }) };
}

async function createFrom(adminUrl: string, admin: Database, template: string): Promise<TestDatabase> {
  const name = `tidemark_test_${randomBytes(6).toString('hex')}`;
  await admin.execute(`create database ${name} template ${template}`);
  const url = urlOf(adminUrl, name);
  const db = createDatabase({ url, max: 4, applicationName: 'tidemark-test' });
  return {
    url,
    db,
    async drop() {
      await db.close();
      const again = createDatabase({ url: adminUrl, max: 1, applicationName: 'tidemark-test-admin' });
      try {
        await again.execute(`drop database if exists ${name} with (force)`);
      } finally {
        await again.close();
      }
    },
  };
}

/** A migrated database that nobody connects to; its name has the checksum of all migrations. */
async function ensureTemplate(adminUrl: string, admin: Database): Promise<string> {
  const checksums = (await readMigrations(MIGRATIONS)).map((migration) => migration.checksum).join();
  const template = `tidemark_template_${createHash('sha256').update(checksums).digest('hex').slice(0, 16)}`;
  // CREATE DATABASE runs in no transaction: a session lock, given back with this one connection at the latest.
  await admin.execute('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    const present = await admin.query('select 1 as one from pg_database where datname = $1', [template], z.unknown());
    if (present.length > 0) return template;
    const draft = `${template}_draft`;
    await admin.execute(`drop database if exists ${draft} with (force)`);
    await admin.execute(`create database ${draft}`);
    await migrate(urlOf(adminUrl, draft), MIGRATIONS);
    await admin.execute(`alter database ${draft} rename to ${template}`);
    return template;
  } finally {
    await admin.execute('select pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
}

function urlOf(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}
