import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identityOf } from './process-table.mjs';

const LOOK_AGAIN_MS = 200;

/**
 * Takes the lock file at `path`. Gives `{release}`, or `{holder}` (what its holder wrote about itself) when a living process
 * has it. A lock whose holder is gone, even when another process has its pid by now, is taken over.
 */
export function tryLock(path, about = {}) {
  mkdirSync(dirname(path), { recursive: true });
  const mine = JSON.stringify({ pid: process.pid, identity: identityOf(process.pid), ...about });
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, mine);
    for (;;) {
      try {
        // A hard link appears with its content already in it, so nobody ever reads a half-written lock.
        linkSync(draft, path);
        return { release: () => release(path, mine) };
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const found = readText(path);
      const holder = parse(found);
      if (holder && identityOf(holder.pid) === holder.identity) return { holder };
      discard(path, found);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The result of `work`, run while no other process holds the lock; waits for it, calling `onWait` once if it has to. */
export async function withLock(path, work, onWait = () => {}) {
  let waited = false;
  for (;;) {
    const { release, holder } = tryLock(path);
    if (release) {
      try {
        return await work();
      } finally {
        release();
      }
    }
    if (!waited) onWait(holder);
    waited = true;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

function release(path, mine) {
  if (readText(path) === mine) rmSync(path, { force: true });
}

/** Removes the stale lock `found`, and only that: if another process replaced it meanwhile, puts that one back. */
function discard(path, found) {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
    if (readText(aside) !== found) linkSync(aside, path);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
