import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { createDatabase, type Sql } from './database.ts';
import { type AppliedMigration, type Migration, planMigrations, readMigrations } from './migrations.ts';

/** The one key Prisma's own migrate command locks too, so that both exclude each other. */
const LOCK_KEY = 72_707_369;

/** Prisma's bookkeeping table, column by column, so that its tools can read it. */
const CREATE_BOOKKEEPING = `
  create table _prisma_migrations (
    id                  varchar(36) primary key,
    checksum            varchar(64) not null,
    finished_at         timestamptz,
    migration_name      varchar(255) not null,
    logs                text,
    rolled_back_at      timestamptz,
    started_at          timestamptz not null default now(),
    applied_steps_count int4 not null default 0
  )`;

/** Thrown where the database and this code do not fit; the message says what to do. */
export class MigrationRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MigrationRefused';
  }
}

/**
 * Brings the database at `url` to the newest schema; gives the names of the migrations it applied.
 * `dir` is by default `prisma/migrations` below the working folder: a packaged build ships that folder or names another.
 * Safe to run from several processes at once: each file is one transaction under one advisory lock.
 */
export async function migrate(url: string, dir = path.resolve('prisma/migrations')): Promise<string[]> {
  const migrations = await readMigrations(dir);
  const database = createDatabase({
    url,
    max: 1,
    applicationName: 'tidemark-migrate',
    // Somebody else may be migrating a large database: wait for them.
    statementTimeoutMs: 10 * 60_000,
    lockTimeoutMs: 2 * 60_000,
  });
  try {
    const done: string[] = [];
    for (;;) {
      const name = await database.transaction((sql) => applyNext(sql, migrations));
      if (name === null) return done;
      done.push(name);
    }
  } finally {
    await database.close();
  }
}

async function applyNext(sql: Sql, migrations: readonly Migration[]): Promise<string | null> {
  await sql.execute('select pg_advisory_xact_lock($1)', [LOCK_KEY]);
  const plan = planMigrations(migrations, await readApplied(sql));
  if (!plan.ok) throw new MigrationRefused(plan.problem);
  const [next] = plan.pending;
  if (next === undefined) return null;
  await sql.execute(next.sql);
  await sql.execute(
    `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
     values ($1, $2, $3, clock_timestamp(), 1)`,
    [randomUUID(), next.checksum, next.name],
  );
  return next.name;
}

const bookkeepingSchema = z.object({ present: z.boolean() });
const appliedSchema = z.object({ name: z.string(), checksum: z.string(), finished: z.boolean() });

async function readApplied(sql: Sql): Promise<AppliedMigration[]> {
  const [bookkeeping] = await sql.query(
    // Not to_regclass: after waiting for the lock it may still answer from what the session had looked up before.
    `select exists (select from pg_class where relname = '_prisma_migrations'
                       and relnamespace = current_schema()::regnamespace) as present`,
    [],
    bookkeepingSchema,
  );
  if (!bookkeeping?.present) {
    await sql.execute(CREATE_BOOKKEEPING);
    return [];
  }
  return sql.query(
    `select migration_name as name, checksum, finished_at is not null as finished
       from _prisma_migrations where rolled_back_at is null order by migration_name`,
    [],
    appliedSchema,
  );
}
