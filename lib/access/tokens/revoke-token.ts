import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { shownToken } from './token.ts';

/** Ends a token, for good; one that has ended already keeps its instant. */
export async function revokeToken(sql: Sql, id: string, now: Date): Promise<void> {
  await sql.execute('update api_token set revoked_at = $2 where id = $1 and revoked_at is null', [id, now]);
}

const REVOKE_OF = 'update api_token set revoked_at = $2 where created_by = $1 and revoked_at is null returning prefix';

/** Ends all tokens that a user made; gives what may be shown of them. Throws a DatabaseError. */
export async function revokeTokensOf(sql: Sql, userId: string, now: Date): Promise<string[]> {
  const ended = await sql.query(REVOKE_OF, [userId, now], z.object({ prefix: z.string() }));
  return ended.map(({ prefix }) => shownToken(prefix)).toSorted();
}
