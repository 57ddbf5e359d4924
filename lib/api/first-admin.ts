import { adminExists as anyAdmin } from '#lib/access/identity/admin-exists.ts';
import { apiContext } from './context.ts';
import { webProcess } from './web-process.ts';

const KEY = 'adminExists';

/** Whether anybody administers the installation. Once somebody does, that is not asked again. Throws a DatabaseError. */
export async function adminExists(): Promise<boolean> {
  const { singletons } = webProcess();
  if (singletons.has(KEY)) return true;
  const exists = await anyAdmin(apiContext().database);
  if (exists) singletons.set(KEY, true);
  return exists;
}
