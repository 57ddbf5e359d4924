import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openAuditLog } from '#lib/access/audit/open.ts';
import { userWithPassword } from '#lib/access/identity/credentials.ts';
import { ensureFirstAdmin } from '#lib/access/identity/ensure-first-admin.ts';
import { Secret } from '#lib/config/secret.ts';
import { createDatabase } from '#lib/db/database.ts';
import { readIfThere, writeWhole } from '../local/files.ts';

const EMAIL = 'admin@tidemark.local';
const FILE = 'admin-password';
const QUIET = { info: () => undefined, error: () => undefined };

/**
 * Sees to it that the console with a database of its own has an admin; gives the sentence that says how to sign in. The password
 * is drawn at the first start and kept in the data folder, for nobody but its owner.
 */
export async function localAdmin(databaseUrl: string, folder: string): Promise<string> {
  const path = join(folder, FILE);
  const password = readIfThere(path) ?? newPassword(path);
  const database = createDatabase({ url: databaseUrl, max: 1, applicationName: 'tidemark-start' });
  try {
    const settings = { adminEmail: EMAIL, adminPassword: new Secret(password), setupLinkMs: 0 };
    // Before the console runs: whatever ships the audit log has this row from the table.
    const audit = openAuditLog(database, { refusalWindowMs: 0, stdout: false }, QUIET);
    await ensureFirstAdmin(database, settings, new Date(), { audit, log: QUIET });
    return (await userWithPassword(database, EMAIL, password)) === null
      ? `Sign in as you have set it up: the password in ${path} is not in use any more.`
      : `Sign in as ${EMAIL} with the password ${password}   (kept in ${path})`;
  } finally {
    await database.close();
  }
}

function newPassword(path: string): string {
  const password = randomBytes(12).toString('base64url');
  writeWhole(path, password, 0o600);
  return password;
}
