import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../bootstrap/problem.mjs';
import { readIfThere } from './files.ts';

/** The user Postgres runs as where that is not our own user. */
export interface Account {
  uid: number;
  gid: number;
}

/** What root keeps for Postgres when user postgres cannot reach the place it should be in. */
const SHARED = '/var/lib/tidemark';
/** File in which a folder there says for which one it stands. */
const STANDS_FOR = 'stands-for';

/** User postgres when we are root, as Postgres refuses to run as root; made where missing. Undefined otherwise. */
export function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const account = lookUp('postgres') ?? create('postgres') ?? lookUp('nobody');
  if (!account) {
    throw new Problem(
      'Postgres refuses to run as root, and user postgres could not be created.\nRun as another user, or set DATABASE_URL.',
    );
  }
  return account;
}

/** `folder` if the account can reach it, else a folder below /var/lib that stands for just this one. */
export function reachable(folder: string, account: Account | undefined): string {
  if (!account || canEnter(folder, account)) return folder;
  removeOrphans();
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  const standIn = makeShared(join(SHARED, name));
  writeFileSync(join(standIn, STANDS_FOR), folder);
  return standIn;
}

/** Removes what stands for folders that are gone, such as those of tests. */
function removeOrphans(): void {
  for (const name of existsSync(SHARED) ? readdirSync(SHARED) : []) {
    const original = readIfThere(join(SHARED, name, STANDS_FOR));
    if (original !== undefined && !existsSync(original)) rmSync(join(SHARED, name), { recursive: true });
  }
}

/** `binaries` if the account can run what is in it, else a copy that it can. */
export function runnable(binaries: string, version: string, account: Account | undefined): string {
  if (!account || canEnter(join(binaries, 'bin'), account)) return binaries;
  const copy = join(makeShared(SHARED), `postgres-${version}`);
  if (existsSync(copy)) return copy;
  const draft = `${copy}.draft-${process.pid}`;
  try {
    cpSync(binaries, draft, { recursive: true, verbatimSymlinks: true });
    renameSync(draft, copy);
  } catch (error) {
    // Another process may have been first; its copy is as good.
    if (!existsSync(copy)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return copy;
}

function makeShared(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    chmodSync(SHARED, 0o755);
    chmodSync(folder, 0o755);
    return folder;
  } catch (cause) {
    throw new Problem(
      `User postgres can read neither the data folder nor ${folder}, which could not be made.\n` +
        'Set TIDEMARK_DATA to a folder that all users may enter, run as another user than root, or set DATABASE_URL.',
      { cause },
    );
  }
}

function canEnter(folder: string, { uid, gid }: Account): boolean {
  return spawnSync('test', ['-x', folder, '-a', '-r', folder], { uid, gid, cwd: '/' }).status === 0;
}

function create(name: string): Account | undefined {
  const options = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin'];
  spawnSync('useradd', [...options, name], { stdio: 'ignore' });
  return lookUp(name);
}

function lookUp(name: string): Account | undefined {
  const id = (flag: string) => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout?.trim() || Number.NaN);
  const [uid, gid] = [id('-u'), id('-g')];
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : undefined;
}
