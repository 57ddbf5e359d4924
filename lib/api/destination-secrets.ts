import type { SecretKeys } from '#lib/access/secrets/key.ts';
import { deleteSecrets, putSecret, readSecrets } from '#lib/access/secrets/store.ts';
import type { Sql } from '#lib/db/database.ts';
import type { SecretStore } from '#lib/notify/change-destinations.ts';
import { secretOwner } from '#lib/notify/store.ts';

/** Where the secrets of destinations are kept, sealed. */
export const destinationSecrets = (keys: () => SecretKeys): SecretStore => ({
  put: (sql, id, secrets) => putSecret(sql, keys(), secretOwner(id), secrets),
  delete: (sql, id) => deleteSecrets(sql, [secretOwner(id)]),
});

/** Secrets of these destinations by their ids; of one that no key opens there are none. Throws a DatabaseError. */
export async function openedSecrets(
  sql: Sql,
  keys: () => SecretKeys,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const found = await readSecrets(sql, keys(), ids.map(secretOwner));
  return new Map(
    ids.flatMap((id): [string, string][] => {
      const secret = found.get(secretOwner(id));
      return secret?.state === 'present' ? [[id, secret.text.reveal()]] : [];
    }),
  );
}
