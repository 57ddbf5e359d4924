import { Secret } from '#lib/config/secret.ts';
import type { Database, Sql } from '#lib/db/database.ts';
import type { SecretKeys } from './key.ts';
import { open, seal } from './seal.ts';
import { storedSecrets } from './store.ts';

/** Owner of a secret without a secret in it: whoever opens it has the key that the others were sealed with. */
export const KEY_CHECK_OWNER = 'installation/key-check';
export const KEY_CHECK_TEXT = new Secret('the key is the right one');

/** How the stored secrets stand to the keys of a process. */
export interface SecretsState {
  /** Id of the key that it seals with. */
  keyId: string;
  /** Whether that one, or one of before, is the key that the first process on this database sealed with; null before there was one. */
  rightKey: boolean | null;
  /** Those that open, and how many of them with a key of before. */
  present: number;
  ofBefore: number;
  missing: MissingSecret[];
}

export interface MissingSecret {
  owner: string;
  /** The key that sealed it. */
  keyId: string;
  because: 'other-key' | 'does-not-open';
}

/** Which of the stored secrets these keys open. Gives no text of any. */
export async function secretsState(sql: Sql, keys: SecretKeys): Promise<SecretsState> {
  const state: SecretsState = { keyId: keys.current.id, rightKey: null, present: 0, ofBefore: 0, missing: [] };
  for (const row of await storedSecrets(sql)) {
    const found = open(keys, row.owner, row);
    if (row.owner === KEY_CHECK_OWNER) state.rightKey = found.state === 'present';
    else if (found.state === 'missing') {
      state.missing.push({ owner: row.owner, keyId: row.keyId, because: found.because });
    } else {
      state.present += 1;
      if (row.keyId !== keys.current.id) state.ofBefore += 1;
    }
  }
  return state;
}

/**
 * The same at a start: the first process on a database leaves a mark sealed with its key, by which every other can tell whether it
 * has the same.
 */
export async function checkKey(database: Database, keys: SecretKeys): Promise<SecretsState> {
  const { keyId, sealed } = seal(keys.current, KEY_CHECK_OWNER, KEY_CHECK_TEXT.reveal());
  await database.execute(
    'insert into stored_secret (owner, key_id, sealed) values ($1, $2, $3) on conflict (owner) do nothing',
    [KEY_CHECK_OWNER, Buffer.from(keyId, 'hex'), sealed],
  );
  return secretsState(database, keys);
}

/** What is wrong with the keys or with what they should open, as sentences for the log of a start. */
export function secretWarnings({ keyId, rightKey, missing }: SecretsState): string[] {
  const warnings: string[] = [];
  if (rightKey === false) {
    warnings.push(
      `the key of this process (${keyId}) is not the one that secrets in this database are sealed with: set the same TIDEMARK_SECRET_KEY in every process; if the old key is lost, enter them anew, and "npm run secrets -- rotate" makes this one the right one`,
    );
  }
  if (missing.length > 0) {
    const named = missing.slice(0, 5).map(({ owner }) => owner);
    const more = missing.length > named.length ? ` and ${missing.length - named.length} more` : '';
    warnings.push(`stored secrets that cannot be opened are treated as missing: ${named.join(', ')}${more}`);
  }
  return warnings;
}
