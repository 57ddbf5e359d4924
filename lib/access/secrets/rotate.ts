import type { Database, Sql } from '#lib/db/database.ts';
import type { SecretKeys } from './key.ts';
import { open, seal } from './seal.ts';
import { KEY_CHECK_OWNER, KEY_CHECK_TEXT, type MissingSecret } from './state.ts';
import { type StoredSecret, storedSecrets } from './store.ts';

/** What became of the stored secrets. */
export interface Rotation {
  resealed: number;
  /** Sealed with the present key already: by a rotation before, or entered since. */
  already: number;
  /** Those that no key at hand opens; they stay as they are. */
  missing: MissingSecret[];
}

/** What was sealed anew does not open as what it was: nothing is kept of it. */
export class RotationNotVerified extends Error {
  constructor(owner: string) {
    super(`The secret of ${owner} did not open again with the new key: nothing was changed`);
    this.name = 'RotationNotVerified';
  }
}

/**
 * Seals every stored secret with the present key, in one transaction: all or none, and whoever begins again finds the work undone or
 * done. Before it commits, each is read back and opened. Nobody stores a secret meanwhile. Throws a DatabaseError or
 * RotationNotVerified.
 */
export function rotateSecrets(database: Database, keys: SecretKeys): Promise<Rotation> {
  return database.transaction(async (sql) => {
    await sql.execute('lock table stored_secret in share row exclusive mode');
    const rotation: Rotation = { resealed: 0, already: 0, missing: [] };
    const expected = new Map<string, string>();
    const rows = await storedSecrets(sql);
    for (const row of rows.filter(({ owner }) => owner !== KEY_CHECK_OWNER)) {
      const found = open(keys, row.owner, row);
      if (found.state === 'missing') {
        rotation.missing.push({ owner: row.owner, keyId: row.keyId, because: found.because });
      } else if (row.keyId === keys.current.id) rotation.already += 1;
      else {
        expected.set(row.owner, found.text.reveal());
        rotation.resealed += 1;
      }
    }
    if (takesOver(keys, rows, rotation)) expected.set(KEY_CHECK_OWNER, KEY_CHECK_TEXT.reveal());
    for (const [owner, text] of expected) await reseal(sql, keys, owner, text);
    await verify(sql, keys, expected);
    return rotation;
  });
}

/**
 * Whether the mark of the right key is to be that of the present one. It holds nothing that could be lost, so it need not open; but while
 * secrets need another key, that one may only have been forgotten.
 */
function takesOver(keys: SecretKeys, rows: readonly StoredSecret[], { missing }: Rotation): boolean {
  const mark = rows.find(({ owner }) => owner === KEY_CHECK_OWNER);
  if (mark === undefined || mark.keyId === keys.current.id) return false;
  return open(keys, KEY_CHECK_OWNER, mark).state === 'present' || missing.length === 0;
}

async function reseal(sql: Sql, { current }: SecretKeys, owner: string, text: string): Promise<void> {
  const { keyId, sealed } = seal(current, owner, text);
  await sql.execute('update stored_secret set key_id = $2, sealed = $3, sealed_at = now() where owner = $1', [
    owner,
    Buffer.from(keyId, 'hex'),
    sealed,
  ]);
}

async function verify(sql: Sql, { current }: SecretKeys, expected: ReadonlyMap<string, string>): Promise<void> {
  const withNewKeyAlone = { current, previous: [] };
  const rows = new Map((await storedSecrets(sql)).map((row) => [row.owner, row]));
  for (const [owner, text] of expected) {
    const row = rows.get(owner);
    const found = row && open(withNewKeyAlone, owner, row);
    if (found?.state !== 'present' || found.text.reveal() !== text) throw new RotationNotVerified(owner);
  }
}
