import { chmodSync, existsSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryLock } from '../bootstrap/lock.mjs';
import { processesBelow } from '../bootstrap/process-table.mjs';
import { endProcess } from './processes.ts';

const PREFIX = 'tidemark-';
const LOCK = 'owner.lock';

export interface TemporaryFolder {
  path: string;
  remove(): void;
}

/** A folder for servers that last as long as this process. User postgres can enter it, as it can't enter what mkdtemp makes. */
export function temporaryFolder(name: string): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), `${PREFIX}${name}-`));
  tryLock(join(path, LOCK));
  chmodSync(path, 0o755);
  return { path, remove: () => removeFolder(path) };
}

/** Removes the temporary folders of runs that were killed, and ends the servers these left behind. */
export async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const path = join(tmpdir(), name);
    if (!isOwnFolder(path) || !existsSync(join(path, LOCK)) || tryLock(join(path, LOCK)).holder) continue;
    await Promise.all(processesBelow(path).map((pid) => endProcess(pid, 'SIGKILL', 0)));
    removeFolder(path);
  }
}

/** The folder for temporary files is everybody's: what is no folder, links to one or belongs to somebody else is not ours. */
function isOwnFolder(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && stat.uid === process.getuid?.();
}

/** The lock goes last: a removal that is cut off leaves a folder that is known for abandoned. */
function removeFolder(path: string): void {
  for (const name of readdirSync(path).filter((entry) => entry !== LOCK)) {
    rmSync(join(path, name), { recursive: true, force: true });
  }
  rmSync(path, { recursive: true, force: true });
}
