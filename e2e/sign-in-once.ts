import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { adminState, STATE_FILE } from './admin-state.ts';

/** Signs in once for the whole run; every browser of it begins with that. */
export default async function signInOnce(): Promise<void> {
  const { TIDEMARK_TEST_URL } = process.env;
  if (TIDEMARK_TEST_URL === undefined) throw new Error('Run: npm test -- --only build,e2e');
  mkdirSync(dirname(STATE_FILE), { recursive: true });
  writeFileSync(STATE_FILE, JSON.stringify(await adminState(TIDEMARK_TEST_URL)));
}
