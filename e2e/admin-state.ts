import { join } from 'node:path';
import type { BrowserContextOptions } from '@playwright/test';
import { adminSession } from '#scripts/test/admin.ts';

/** Where the state of a browser is kept in which the admin of the run is signed in. */
export const STATE_FILE = join('test-results', 'admin-state.json');

type State = Exclude<NonNullable<BrowserContextOptions['storageState']>, string>;

/** A browser in which the admin of the console there is signed in. */
export async function adminState(baseUrl: string): Promise<State> {
  const cookie = await adminSession(baseUrl);
  const { hostname } = new URL(baseUrl);
  const rest = { domain: hostname, path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' } as const;
  return { cookies: [{ ...cookie, ...rest }], origins: [] };
}

/** A browser in which nobody is. */
export const NOBODY_STATE: State = { cookies: [], origins: [] };
