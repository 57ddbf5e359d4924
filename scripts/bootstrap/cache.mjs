import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from './problem.mjs';

const DRAFT = '.draft-';
/** A draft this old was left by a process that was killed. */
const ABANDONED_MS = 6 * 3_600_000;

/** Root of the clone. */
export const CLONE = fileURLToPath(new URL('../../', import.meta.url));

/** Folder for what is fetched once and used by every clone: TIDEMARK_CACHE, else ~/.cache/tidemark where writable, else inside the clone. */
export async function cacheFolder() {
  const { TIDEMARK_CACHE, XDG_CACHE_HOME } = process.env;
  if (TIDEMARK_CACHE) {
    const chosen = resolve(TIDEMARK_CACHE);
    if (await isWritable(chosen)) return chosen;
    throw new Problem(`TIDEMARK_CACHE names ${chosen}, which cannot be written. Name a folder that can, or unset it.`);
  }
  const shared = join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'tidemark');
  if (await isWritable(shared)) return shared;
  const own = join(CLONE, '.tidemark', 'cache');
  if (await isWritable(own)) return own;
  throw new Problem(
    `Neither ${shared} nor ${own} can be written.\nSet TIDEMARK_CACHE to a folder with 500 MB to spare.`,
  );
}

/**
 * Path of `name` in the cache. When it is not there, `fill(folder)` makes it in a folder of a temporary name, which is renamed
 * once complete: what is in the cache is whole, and two processes at once do no harm (the first to finish wins).
 */
export async function cached(name, fill) {
  const cache = await cacheFolder();
  const target = join(cache, name);
  if (existsSync(target)) return target;
  await removeAbandonedDrafts(cache);
  const draft = `${target}${DRAFT}${randomUUID()}`;
  try {
    await mkdir(draft, { recursive: true });
    await fill(draft);
    await rename(draft, target).catch((error) => {
      if (!existsSync(target)) throw error;
    });
  } catch (error) {
    if (error.code === 'ENOSPC') throw new Problem(`No space left on the disk of ${cache}, needed for ${name}.`);
    throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return target;
}

async function isWritable(folder) {
  const probe = join(folder, `.probe-${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, '');
    return true;
  } catch (error) {
    // A full disk is no reason to look elsewhere in silence: whoever needs the space says so.
    return error.code === 'ENOSPC';
  } finally {
    await rm(probe, { force: true }).catch(() => {});
  }
}

async function removeAbandonedDrafts(cache) {
  for (const name of await readdir(cache)) {
    if (!name.includes(DRAFT)) continue;
    const path = join(cache, name);
    const age =
      Date.now() -
      (await stat(path).then(
        (it) => it.mtimeMs,
        () => Date.now(),
      ));
    if (age > ABANDONED_MS) await rm(path, { recursive: true, force: true });
  }
}
