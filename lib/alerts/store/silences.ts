import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { RULE_SEVERITIES } from '../rule.ts';
import type { Silence } from '../silence.ts';
import { raiseRevision } from './rules.ts';

const patterns = z.object({ include: z.array(z.string()), exclude: z.array(z.string()) });

/** Which incidents a silence is over, as it is stored, and told. */
export const silenceMatchersSchema = z.object({
  rules: patterns,
  groups: patterns,
  topics: patterns,
  // Of what was made before there were any: any broker.
  brokers: z.array(z.int()).default([]),
  severities: z.array(z.enum(RULE_SEVERITIES)),
  labels: z.record(z.string(), z.string()),
});
export const recurrenceSchema = z.object({ cron: z.string(), minutes: z.int(), timeZone: z.string() });

const silenceRow = z
  .object({
    id: z.string(),
    cluster: z.string().nullable(),
    // What a later version wrote and this one cannot read mutes nothing.
    matchers: silenceMatchersSchema.nullable().catch(null),
    comment: z.string(),
    author: z.string(),
    starts_at: z.date(),
    ends_at: z.date().nullable(),
    recurrence: recurrenceSchema.nullable(),
  })
  .transform(({ matchers, starts_at, ends_at, ...row }): Silence | null =>
    matchers === null
      ? null
      : { ...row, matchers, startsAtMs: starts_at.getTime(), endsAtMs: ends_at?.getTime() ?? null },
  );

const COLUMNS = 'id::text, cluster, matchers, comment, author, starts_at, ends_at, recurrence';

/** More of them is more than anybody keeps an eye on. */
const MOST = 1_000;

/** Silences, the newest first: those that are not over at that instant, or (null) all that are kept. Throws a DatabaseError. */
export async function readSilences(sql: Sql, notOverAt: Date | null): Promise<Silence[]> {
  const rows = await sql.query(
    `select ${COLUMNS} from silence where $1::timestamptz is null or ends_at is null or ends_at > $1 order by id desc limit ${MOST}`,
    [notOverAt],
    silenceRow,
  );
  return rows.filter((silence) => silence !== null);
}

/** One silence; null without. Throws a DatabaseError. */
export async function findSilence(sql: Sql, id: string): Promise<Silence | null> {
  const [found] = await sql.query(`select ${COLUMNS} from silence where id = $1`, [id], silenceRow);
  return found ?? null;
}

/** How many are not over at that instant. Throws a DatabaseError. */
export async function countSilences(sql: Sql, at: Date): Promise<number> {
  const [row] = await sql.query(
    'select count(*)::int4 as count from silence where ends_at is null or ends_at > $1',
    [at],
    z.object({ count: z.int() }),
  );
  return row?.count ?? 0;
}

/** Keeps a new silence; it is heeded from the next poll on. Throws a DatabaseError. */
export async function insertSilence(sql: Sql, silence: Omit<Silence, 'id'>): Promise<Silence> {
  const { cluster, matchers, comment, author, startsAtMs, endsAtMs, recurrence } = silence;
  await raiseRevision(sql);
  const [made] = await sql.query(
    `insert into silence (cluster, matchers, comment, author, starts_at, ends_at, recurrence)
     values ($1, $2, $3, $4, $5, $6, $7) returning ${COLUMNS}`,
    [
      cluster,
      JSON.stringify(matchers),
      comment,
      author,
      new Date(startsAtMs),
      endsAtMs === null ? null : new Date(endsAtMs),
      recurrence && JSON.stringify(recurrence),
    ],
    silenceRow,
  );
  if (!made) throw new Error('a new silence is not there');
  return made;
}

/** Ends a silence at that instant; null where it is over already. Throws a DatabaseError. */
export async function endSilence(sql: Sql, id: string, at: Date): Promise<Silence | null> {
  await raiseRevision(sql);
  const [ended] = await sql.query(
    `update silence set ends_at = $2 where id = $1 and (ends_at is null or ends_at > $2) returning ${COLUMNS}`,
    [id, at],
    silenceRow,
  );
  return ended ?? null;
}
