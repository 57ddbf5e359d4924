import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** One folder of prisma/migrations. */
export interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

/** A row of _prisma_migrations, as far as deciding needs it. */
export interface AppliedMigration {
  name: string;
  checksum: string;
  finished: boolean;
}

export type MigrationPlan = { ok: true; pending: Migration[] } | { ok: false; problem: string };

const NAME = /^\d{4}_[a-z0-9_]+$/;

/** The migrations of a folder in Prisma's layout (NNNN_name/migration.sql), in order. */
export async function readMigrations(dir: string): Promise<Migration[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory() && NAME.test(entry.name)).map((entry) => entry.name);
  if (names.length === 0) throw new Error(`No migrations (NNNN_name/migration.sql) in ${dir}`);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(dir, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** What is still to be applied, or why this code must not touch that database. */
export function planMigrations(migrations: readonly Migration[], applied: readonly AppliedMigration[]): MigrationPlan {
  const byName = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of applied) {
    const migration = byName.get(row.name);
    if (migration === undefined) {
      return refuse(
        `The database is newer than this Tidemark: it has the migration ${row.name}, which this version does not know. Start the newer version, or restore a backup from before the upgrade.`,
      );
    }
    if (!row.finished) {
      return refuse(
        `The migration ${row.name} was begun by another tool and never finished. Repair the schema by hand, then set finished_at in _prisma_migrations.`,
      );
    }
    if (migration.checksum !== row.checksum) {
      return refuse(
        `The migration ${row.name} was changed after it had been applied to this database (checksum ${row.checksum.slice(0, 12)} there, ${migration.checksum.slice(0, 12)} here). An applied migration must never change: restore its file, and put the change into a new one.`,
      );
    }
  }
  const done = new Set(applied.map((row) => row.name));
  return { ok: true, pending: migrations.filter((migration) => !done.has(migration.name)) };
}

function refuse(problem: string): MigrationPlan {
  return { ok: false, problem };
}
