import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CLONE } from '../bootstrap/cache.mjs';
import { endProcess } from '../local/processes.ts';

const LEASH = fileURLToPath(new URL('./leash.mjs', import.meta.url));

export interface ChildOptions {
  /** Added to our own environment. */
  env?: Record<string, string>;
  cwd?: string;
  /** Where its output goes: our own by default, else an open file. */
  output?: 'inherit' | number;
}

/** A Node process of ours that never outlives us. */
export interface Child {
  readonly pid: number;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  stop(graceMs: number): Promise<void>;
}

/** What makes a Node process end when we do, besides an `ipc` channel: options before its script, and variables. */
export const LEASHED = {
  options: ['--disable-warning=ExperimentalWarning', '--import', LEASH],
  env: { LEASH_HOLDER: String(process.pid) },
};

/** Runs a script under this Node, in a process group of its own so that a terminal's Ctrl-C reaches us alone. */
export function startChild(
  script: string,
  args: string[],
  { env = {}, cwd = CLONE, output = 'inherit' }: ChildOptions,
): Child {
  const child: ChildProcess = spawn(process.execPath, [...LEASHED.options, script, ...args], {
    cwd,
    env: { ...process.env, ...env, ...LEASHED.env },
    detached: true,
    stdio: ['ignore', output, output, 'ipc'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${process.execPath} could not be started`);
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.on('exit', (code, signal) => resolve(code ?? signal ?? 0));
  });
  return { pid, ended, stop: (graceMs) => endProcess(pid, 'SIGTERM', graceMs) };
}
