import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';

/** The path of a link that makes the first admin, once. Who has it is whoever reads the log: only its hash is stored. */
export async function newSetupLink(sql: Sql, now: Date, validMs: number): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await sql.execute('delete from setup_link where expires_at <= $1', [now]);
  await sql.execute('insert into setup_link (token_sha256, expires_at) values ($1, $2)', [
    sha256Of(token),
    new Date(now.getTime() + validMs),
  ]);
  return `/setup?token=${token}`;
}

/** Whether that token is of a link that is not over. */
export async function isSetupLink(sql: Sql, token: string, now: Date): Promise<boolean> {
  const found = 'select 1 as one from setup_link where token_sha256 = $1 and expires_at > $2';
  return (await sql.query(found, [sha256Of(token), now], z.unknown())).length > 0;
}

/** What is stored of a token. */
const sha256Of = (token: string): Buffer => createHash('sha256').update(token).digest();
