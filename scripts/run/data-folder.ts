import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Holder, tryLock } from '../bootstrap/lock.mjs';
import { Problem } from '../bootstrap/problem.mjs';

/** What the local services need to start and to run for a day. */
const NEEDED_BYTES = 1024 ** 3;
const REASONS: Record<string, string> = {
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EROFS: 'its disk is mounted read-only',
  EEXIST: 'it is a file, not a folder',
  ENOTDIR: 'a part of its path is a file, not a folder',
};
const ELSEWHERE = 'set TIDEMARK_DATA to a folder on another disk';

/** Takes the data folder for this process; a Problem when another run has it, or it can't be written, or its disk is nearly full. */
export function takeDataFolder(folder: string, url: string): { release: () => void } {
  const lock = checkWritable(folder, () => tryLock(join(folder, 'run.lock'), { url }));
  if (lock.holder) throw new Problem(alreadyRunning(folder, lock.holder));
  try {
    checkWritable(folder, () => writeProbe(join(folder, `probe-${process.pid}`)));
    checkSpace(folder);
  } catch (error) {
    lock.release();
    throw error;
  }
  return lock;
}

function alreadyRunning(folder: string, { pid, url }: Holder): string {
  return (
    `Tidemark already runs with the data in ${folder}: process ${pid}, ${url}.\n` +
    'Stop it first, or give this one a folder and a port of its own: TIDEMARK_DATA=... PORT=... npm start'
  );
}

/** Some disks take an empty file but not a byte in it. */
function writeProbe(path: string): void {
  try {
    writeFileSync(path, Buffer.alloc(64 * 1024));
  } finally {
    rmSync(path, { force: true });
  }
}

function checkWritable<T>(folder: string, write: () => T): T {
  try {
    mkdirSync(folder, { recursive: true });
    return write();
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new Problem(`The disk of the data folder ${folder} is full. Free 1 GB, or ${ELSEWHERE}.`);
    }
    throw new Problem(
      `The data folder ${folder} cannot be written: ${REASONS[code] ?? code}.\nChange that, or ${ELSEWHERE}.`,
    );
  }
}

function checkSpace(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= NEEDED_BYTES) return;
  const megabytes = Math.floor(free / 1024 ** 2);
  throw new Problem(
    `The disk of the data folder ${folder} has ${megabytes} MB free; the local Kafka and Postgres need 1 GB.\n` +
      `Free some space, or ${ELSEWHERE}, or set KAFKA_BROKERS and DATABASE_URL to use services that run already.`,
  );
}
