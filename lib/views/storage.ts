import { z } from 'zod';
import type { Storage } from '#lib/api/schemas/settings.ts';
import type { Config } from '#lib/config/load.ts';
import type { Sql } from '#lib/db/database.ts';

type Family = Storage['families'][number]['family'];

/** Tables of each family of the history; partitioned ones stand for their partitions. */
const TABLES: Record<Family, readonly string[]> = {
  polls: ['poll'],
  chunks: ['topic_chunk', 'subscription_chunk'],
  hours: ['topic_hours', 'subscription_hours'],
  events: ['event', 'membership'],
  bookkeeping: ['poll_seat', 'sealed_hour', 'rolled_day'],
};
// Safe: the tables are a literal, so its keys are the families and nothing else.
const FAMILIES = Object.keys(TABLES) as Family[];

const sizeSchema = z.object({ name: z.string(), bytes: z.bigint(), partitions: z.int() });
const sinceSchema = z.object({
  polls: z.date().nullable(),
  chunks: z.date().nullable(),
  hours: z.date().nullable(),
  events: z.date().nullable(),
  database_bytes: z.bigint(),
});

/** What the history takes and since when it has what, against what is set. */
export async function storage(sql: Sql, settings: Config['history']): Promise<Omit<Storage, 'secrets'>> {
  const sizes = await sql.query(
    `select name, sum(pg_total_relation_size(relid))::int8 as bytes,
            (count(*) filter (where relid <> to_regclass(name)))::int as partitions
       from unnest($1::text[]) as name, pg_partition_tree(to_regclass(name)) where isleaf group by name`,
    [FAMILIES.flatMap((family) => TABLES[family]).filter((table) => !TABLES.bookkeeping.includes(table))],
    sizeSchema,
  );
  const plain = await sql.query(
    `select name, pg_total_relation_size(to_regclass(name)) as bytes, 0 as partitions from unnest($1::text[]) as name`,
    [TABLES.bookkeeping],
    sizeSchema,
  );
  const [since] = await sql.query(SINCE_SQL, [], sinceSchema);
  const all = [...sizes, ...plain];
  const keptMs: Record<Family, number | null> = {
    polls: null,
    chunks: settings.rawMs,
    hours: settings.hoursMs,
    events: settings.eventsMs,
    bookkeeping: null,
  };
  const families = FAMILIES.map((family) => {
    const own = all.filter(({ name }) => TABLES[family].includes(name));
    return {
      family,
      bytes: own.reduce((sum, { bytes }) => sum + Number(bytes), 0),
      partitions: own.reduce((sum, { partitions }) => sum + partitions, 0),
      since: (family === 'bookkeeping' ? null : since?.[family])?.toISOString() ?? null,
      keptMs: keptMs[family],
    };
  });
  return {
    bytes: families.reduce((sum, { bytes }) => sum + bytes, 0),
    budgetBytes: settings.budgetGb * 1e9,
    reserveBytes: settings.reserveMb * 1e6,
    databaseBytes: Number(since?.database_bytes ?? 0n),
    families,
  };
}

/** Each by the index that begins with the cluster: no table is read through. A day of hours begins with the day. */
const SINCE_SQL = `
  select (select min(at) from cluster c, lateral (select at from poll where cluster_id = c.id order by at limit 1) p) as polls,
         (select min(hour) from cluster c,
            lateral (select hour from sealed_hour where cluster_id = c.id order by hour limit 1) s) as chunks,
         (select min(day) from cluster c,
            lateral (select day from rolled_day where cluster_id = c.id order by day limit 1) r) as hours,
         (select min(at) from cluster c, lateral (select at from event where cluster_id = c.id order by at limit 1) e) as events,
         pg_database_size(current_database()) as database_bytes`;
