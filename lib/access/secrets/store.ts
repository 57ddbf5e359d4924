import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import type { SecretKeys } from './key.ts';
import { type FoundSecret, open, type Sealed, seal } from './seal.ts';

/** Longest text that is kept as a secret, in characters: an address, a password, a key in PEM. */
export const MOST_CHARACTERS = 65_536;

const rowSchema = z
  .object({ owner: z.string(), key_id: z.instanceof(Buffer), sealed: z.instanceof(Buffer) })
  .transform(({ owner, key_id: keyId, sealed }) => ({ owner, keyId: keyId.toString('hex'), sealed }));
/** A secret as it is stored: whose it is, and what is sealed. */
export type StoredSecret = Sealed & { owner: string };

/** All stored secrets, in the order in which they came. */
export const storedSecrets = (sql: Sql): Promise<StoredSecret[]> =>
  sql.query('select owner, key_id, sealed from stored_secret order by id', [], rowSchema);

/** Keeps the text as the secret of `owner` (`<thing>/<id>/<field>`), in place of one it had. */
export async function putSecret(sql: Sql, keys: SecretKeys, owner: string, text: string): Promise<void> {
  if (text.length > MOST_CHARACTERS) throw new RangeError(`A secret has at most ${MOST_CHARACTERS} characters`);
  const { keyId, sealed } = seal(keys.current, owner, text);
  await sql.execute(
    `insert into stored_secret (owner, key_id, sealed) values ($1, $2, $3)
     on conflict (owner) do update set key_id = excluded.key_id, sealed = excluded.sealed, sealed_at = now()`,
    [owner, Buffer.from(keyId, 'hex'), sealed],
  );
}

/** The secrets of these owners as they are found; an owner without one is not among them. */
export async function readSecrets(
  sql: Sql,
  keys: SecretKeys,
  owners: readonly string[],
): Promise<Map<string, FoundSecret>> {
  const rows = await sql.query(
    'select owner, key_id, sealed from stored_secret where owner = any($1)',
    [owners],
    rowSchema,
  );
  return new Map(rows.map((row) => [row.owner, open(keys, row.owner, row)]));
}

/** Forgets the secrets of these owners. */
export async function deleteSecrets(sql: Sql, owners: readonly string[]): Promise<void> {
  await sql.execute('delete from stored_secret where owner = any($1)', [owners]);
}
