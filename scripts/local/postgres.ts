import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { run } from '../bootstrap/command.mjs';
import { Problem } from '../bootstrap/problem.mjs';
import { isRunning, processesWith } from '../bootstrap/process-table.mjs';
import { readIfThere, tailOf, writeWhole } from './files.ts';
import { freePorts } from './ports.ts';
import { type Account, postgresAccount, reachable, runnable } from './postgres-account.ts';
import { POSTGRES_VERSION, postgresBinaries } from './postgres-binaries.ts';
import { createDatabase, dataDirectoryAt } from './postgres-probe.ts';
import { processEnd } from './process-end.ts';
import { endProcess } from './processes.ts';
import { until } from './wait.ts';

const USER = 'tidemark';
const START_MS = 60_000;
const STOP_MS = 15_000;
/** How long a server left by an earlier run may take to answer (it may be recovering) before it is taken for hung. */
const ADOPT_MS = 10_000;
/** For this long after a kill -9 the old server's children may still hold the data folder. */
const LEFTOVERS_MS = 15_000;

export interface PostgresOptions {
  /** Folder of the server's data, password and port. A server found there goes on with them. */
  dir: string;
  /** Wanted port; used for a new server where it is free. */
  port?: number;
  /** More settings of the server. */
  settings?: Record<string, string>;
  /** Gives the start up, and stops what was started. */
  signal?: AbortSignal | undefined;
}

/** A running server on the loopback address. */
export interface LocalPostgres {
  readonly name: string;
  /** URL of database `postgres` as superuser. */
  adminUrl: string;
  port: number;
  /** Its data folder; outside the asked one when user postgres cannot get there. */
  data: string;
  log: string;
  readonly pid: number | undefined;
  /** URL of a database of this name, made where missing. */
  database(name: string): Promise<string>;
  /** How it ended, in words, once it has. */
  untilEnded(signal: AbortSignal): Promise<string>;
  /** Starts it at its port with its data after it has ended. */
  start(signal?: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

interface Place {
  binaries: string;
  account: Account | undefined;
  /** Folder of the caller: password, port, log and, if user postgres can get there, the data. */
  dir: string;
  data: string;
  log: string;
}

/** Starts a Postgres, or takes over the one that an earlier run left. */
export async function startPostgres(options: PostgresOptions): Promise<LocalPostgres> {
  const account = postgresAccount();
  const binaries = runnable(await postgresBinaries(), POSTGRES_VERSION, account);
  const dir = resolve(options.dir);
  mkdirSync(dir, { recursive: true });
  const data = join(reachable(dir, account), 'data');
  const place: Place = { binaries, account, dir, data, log: join(dir, 'postgres.log') };
  const password = await initialise(place, passwordFileOf(dir));
  const urlOn = (port: number, database: string) => urlOf(password, port, database);

  const portFile = portFileOf(dir);
  let port = Number(readIfThere(portFile) ?? Number.NaN);
  let child: ChildProcess | undefined;
  if (!(await adopt(place, urlOn(port, 'postgres')))) {
    [port = 0] = await freePorts(1, Number.isInteger(port) ? [port] : options.port ? [options.port] : []);
    writeWhole(portFile, String(port));
    child = await start(place, port, urlOn(port, 'postgres'), options);
  }
  const adminUrl = urlOn(port, 'postgres');
  return {
    name: 'Postgres',
    adminUrl,
    port,
    data,
    log: place.log,
    get pid() {
      return serverOf(place);
    },
    async database(name) {
      await createDatabase(adminUrl, name);
      return urlOn(port, name);
    },
    async untilEnded(signal) {
      const pid = serverOf(place) ?? child?.pid;
      return pid === undefined ? 'unseen' : processEnd(pid, child, signal);
    },
    async start(signal) {
      if (!(await adopt(place, adminUrl, signal))) child = await start(place, port, adminUrl, { ...options, signal });
    },
    async stop() {
      const pid = serverOf(place);
      if (pid !== undefined) await endProcess(pid, 'SIGINT', STOP_MS);
    },
  };
}

const passwordFileOf = (dir: string): string => join(dir, 'password');
const portFileOf = (dir: string): string => join(dir, 'port');
const urlOf = (password: string, port: number, database: string): string =>
  `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;

/** URL of a database of the server whose folder this is, running or not; undefined where there is none. */
export function keptDatabaseUrl(dir: string, name: string): string | undefined {
  const password = readIfThere(passwordFileOf(dir));
  const port = Number(readIfThere(portFileOf(dir)) ?? Number.NaN);
  return password === undefined || !Number.isInteger(port) ? undefined : urlOf(password, port, name);
}

/** Password of the superuser; makes the data folder where there is none. */
async function initialise({ binaries, account, dir, data }: Place, passwordFile: string): Promise<string> {
  const known = readIfThere(passwordFile);
  if (existsSync(data) && known) return known;
  if (existsSync(data)) removeOrphan(dir, data, passwordFile);
  const password = randomBytes(24).toString('base64url');
  const draft = `${data}.draft-${process.pid}`;
  const draftPassword = `${draft}.password`;
  try {
    mkdirSync(draft, { mode: 0o700 });
    writeFileSync(draftPassword, password, { mode: 0o600 });
    for (const path of account ? [draft, draftPassword] : []) chownSync(path, account?.uid ?? -1, account?.gid ?? -1);
    const options = [
      '--locale=C',
      '--encoding=UTF8',
      '--auth=scram-sha-256',
      `--username=${USER}`,
      `--pwfile=${draftPassword}`,
    ];
    await run(join(binaries, 'bin', 'initdb'), ['-D', draft, ...options], { ...account, cwd: '/', env: environment() });
    writeWhole(passwordFile, password, 0o600);
    renameSync(draft, data);
  } finally {
    rmSync(draft, { recursive: true, force: true });
    rmSync(draftPassword, { force: true });
  }
  return password;
}

/** Removes data whose folder was removed, password and all; only where the data folder merely stands for that one. */
function removeOrphan(dir: string, data: string, passwordFile: string): void {
  if (dirname(data) === dir) {
    throw new Problem(`${data} is there, but its password file ${passwordFile} is gone. Restore it or remove ${dir}.`);
  }
  rmSync(data, { recursive: true });
}

/** Whether a server of ours, left by an earlier run, answers; one that hangs is ended. */
async function adopt(place: Place, url: string, signal?: AbortSignal): Promise<boolean> {
  const pid = serverOf(place);
  if (pid === undefined) return false;
  const deadline = Date.now() + ADOPT_MS;
  while (isRunning(pid) && Date.now() < deadline) {
    signal?.throwIfAborted();
    if ((await dataDirectoryAt(url)) === realpathSync(place.data)) return true;
    await new Promise((done) => setTimeout(done, 100));
  }
  await endProcess(pid, 'SIGKILL', 0);
  return false;
}

async function start(
  place: Place,
  port: number,
  url: string,
  { settings = {}, signal }: PostgresOptions,
): Promise<ChildProcess> {
  const giveUpRetrying = Date.now() + LEFTOVERS_MS;
  for (;;) {
    signal?.throwIfAborted();
    const { child, pid } = launch(place, port, settings);
    const answered = await until(
      async () => ((await dataDirectoryAt(url)) ? true : isRunning(pid) ? undefined : false),
      { what: `Postgres to answer on port ${port} (its log: ${place.log})`, timeoutMs: START_MS, everyMs: 50, signal },
    ).catch(async (error) => {
      await endProcess(pid, 'SIGINT', STOP_MS);
      throw error;
    });
    if (answered) return child;
    const log = tailOf(place.log);
    if (!/still in use|already exists/.test(log) || Date.now() > giveUpRetrying) {
      throw new Problem(`Postgres ended while starting:\n${log}`);
    }
    await new Promise((done) => setTimeout(done, 250));
  }
}

function launch(
  { binaries, account, data, log }: Place,
  port: number,
  settings: Record<string, string>,
): { child: ChildProcess; pid: number } {
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    shared_buffers: '128MB',
    max_connections: '100',
    log_checkpoints: 'off',
    ...settings,
  };
  const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const out = openSync(log, 'w');
  const child = spawn(join(binaries, 'bin', 'postgres'), ['-D', data, '-p', String(port), ...options], {
    ...account,
    cwd: '/',
    env: environment(),
    // As for the brokers: Ctrl-C reaches us alone.
    detached: true,
    stdio: ['ignore', out, out],
  });
  closeSync(out);
  child.unref();
  const { pid } = child;
  if (pid === undefined) throw new Problem(`${join(binaries, 'bin', 'postgres')} could not be started.`);
  return { child, pid };
}

/** Without the PG* variables of whoever calls, which Postgres would obey. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', NODE_ENV: process.env.NODE_ENV };
}

function serverOf({ data }: Place): number | undefined {
  return processesWith(data).at(0);
}
