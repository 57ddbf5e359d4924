import { createDatabase, type Database, type DatabaseOptions } from './database.ts';

/**
 * The framework bundles instrumentation and route handlers apart, so a module variable would exist once in each:
 * the one pool of this process (or worker thread) lives on globalThis, and only this file knows where.
 */
const KEY = Symbol.for('tidemark.database');

interface Holder {
  [KEY]?: Database;
}

/** The one pool of this process; the first caller's options make it. */
export function sharedDatabase(options: DatabaseOptions): Database {
  const holder: typeof globalThis & Holder = globalThis;
  holder[KEY] ??= createDatabase(options);
  return holder[KEY];
}
