import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { identityOf } from '../bootstrap/process-table.mjs';

/** The system tells us of the end of our children alone; after all other processes we have to look. */
const LOOK_MS = 500;

/** How process `pid` ended, in words, once it has. `child` is our latest one, which it may be or not. */
export async function processEnd(pid: number, child: ChildProcess | undefined, signal: AbortSignal): Promise<string> {
  if (child?.pid === pid) {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit', { signal });
    return child.signalCode ? `signal ${child.signalCode}` : `exit code ${child.exitCode}`;
  }
  const identity = identityOf(pid);
  while (identity !== undefined && identityOf(pid) === identity) await pause(LOOK_MS, undefined, { signal });
  return `process ${pid} is gone`;
}
