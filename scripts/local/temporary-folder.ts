import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryLock } from '../bootstrap/lock.mjs';
import { processesBelow } from '../bootstrap/process-table.mjs';
import { endProcess } from './processes.ts';

const PREFIX = 'tidemark-';
const LOCK = 'owner.lock';
const CUT_OFF_AFTER_MS = 600_000;

export interface TemporaryFolder {
  path: string;
  remove(): void;
}

/** A folder for servers that last as long as this process. User postgres can enter it, as it can't enter what mkdtemp makes. */
export function temporaryFolder(name: string): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), `${PREFIX}${name}-`));
  tryLock(join(path, LOCK));
  chmodSync(path, 0o755);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Removes the temporary folders of runs that were killed, and ends the servers these left behind. */
export async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const path = join(tmpdir(), name);
    if (!isAbandoned(path)) continue;
    await Promise.all(processesBelow(path).map((pid) => endProcess(pid, 'SIGKILL', 0)));
    rmSync(path, { recursive: true, force: true });
  }
}

/** Without a lock a folder was made a moment ago, or the removal of it was cut off. */
function isAbandoned(path: string): boolean {
  const lock = join(path, LOCK);
  if (existsSync(lock)) return tryLock(lock).holder === undefined;
  const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
  return Date.now() - made > CUT_OFF_AFTER_MS;
}
