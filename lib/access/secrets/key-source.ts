import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#lib/config/load.ts';
import { Secret } from '#lib/config/secret.ts';
import { secretSettings } from '#lib/config/settings/secrets.ts';
import { SecretKey, type SecretKeys } from './key.ts';

/** Name of the file in the data folder that holds a key which was made there. */
const KEY_FILE = 'secret.key';

/** The keys of a process, where the present one comes from, and what whoever runs it should know. */
export interface FoundKeys {
  keys: SecretKeys;
  /** `setting`; `file`: of the data folder; `made`: that file, just now; `memory`: no file could be kept, it ends with the process. */
  from: 'setting' | 'file' | 'made' | 'memory';
  notes: string[];
  warnings: string[];
}

/** What stands in the file is no key: whoever put it there must say what was meant. */
export class SecretKeyUnusable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SecretKeyUnusable';
  }
}

/**
 * The key that is set, else that of the data folder, which is made where there is none unless the caller only looks. Throws
 * SecretKeyUnusable.
 */
export function findSecretKeys(
  { secrets, server, database }: Pick<Config, 'secrets' | 'server' | 'database'>,
  { make = true } = {},
): FoundKeys {
  const previous = secrets.previousKey === null ? [] : [new SecretKey(secrets.previousKey)];
  if (secrets.key !== null) {
    const warnings = isExample(secrets.key) ? [EXAMPLE_WARNING] : [];
    return { keys: { current: new SecretKey(secrets.key), previous }, from: 'setting', notes: [], warnings };
  }
  const { key, from, notes, warnings } = keyOfFolder(server.dataDir, make);
  const shared = isRemote(database.url) ? [sharedWarning(from)] : [];
  return { keys: { current: key, previous }, from, notes, warnings: [...warnings, ...shared] };
}

interface KeyOfFolder extends Omit<FoundKeys, 'keys'> {
  key: SecretKey;
}

function keyOfFolder(folder: string, make: boolean): KeyOfFolder {
  const path = join(folder, KEY_FILE);
  try {
    const there = readKey(path);
    if (there !== null) return { key: there, from: 'file', notes: [], warnings: tooOpen(path) };
    if (!make) throw new SecretKeyUnusable(`${secretSettings.key.env} is not set, and there is no key in ${path}`);
    makeKey(folder, path);
    const made = readKey(path);
    if (made === null) throw new SecretKeyUnusable(`The file ${path} was made and is gone again`);
    const note = `made a key for secrets and sessions in ${path}: keep a copy of it, without it stored secrets are lost`;
    return { key: made, from: 'made', notes: [note], warnings: [] };
  } catch (error) {
    if (error instanceof SecretKeyUnusable) throw error;
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    const warning = `no key can be kept in ${path} (${why}), so one is used that ends with this process, and all sessions with it: set ${secretSettings.key.env}`;
    return { key: new SecretKey(newKey()), from: 'memory', notes: [], warnings: [warning] };
  }
}

const newKey = (): Secret => new Secret(randomBytes(32).toString('hex'));

/** The key in a file that must be there. Throws SecretKeyUnusable. */
export function keyOfFile(path: string): SecretKey {
  const key = readKey(path);
  if (key === null) throw new SecretKeyUnusable(`There is no file ${path}`);
  return key;
}

/** The key in the file; null where there is no file. */
function readKey(path: string): SecretKey | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const parsed = secretSettings.key.type.safeParse(text);
  if (parsed.success && parsed.data !== null) return new SecretKey(parsed.data);
  throw new SecretKeyUnusable(
    `The file ${path} holds no key: it must be 32 bytes in base64 or hex. Restore it from a copy, or set ${secretSettings.key.env}; if it is lost, remove the file: a new key is made, and stored secrets must be entered anew.`,
  );
}

/** Whole and readable by its owner alone before it has its name: nobody ever reads half a key, and the first of several wins. */
function makeKey(folder: string, path: string): void {
  mkdirSync(folder, { recursive: true });
  const draft = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(draft, `${newKey().reveal()}\n`, { mode: 0o600, flag: 'wx' });
    linkSync(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function tooOpen(path: string): string[] {
  if (process.platform === 'win32' || (statSync(path).mode & 0o077) === 0) return [];
  return [`${path} can be read by others than its owner: chmod 600 it`];
}

/** Over a socket or on this machine it is one console's own; elsewhere others may share it. */
function isRemote(url: Secret | null): boolean {
  if (url === null) return false;
  const { hostname } = new URL(url.reveal());
  return !['', 'localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

const sharedWarning = (from: FoundKeys['from']): string =>
  `${secretSettings.key.env} is not set, and the database is on another machine: this process uses a key of ${from === 'memory' ? 'its own memory' : 'its own data folder'}. What one process seals no other opens, and nobody stays signed in from one to the next: set the same key for all`;

const EXAMPLE_WARNING = `${secretSettings.key.env} is the example of the documentation, which everybody knows: set one of your own`;

const isExample = (key: Secret): boolean =>
  secretSettings.key.type.parse(secretSettings.key.example)?.reveal() === key.reveal();
