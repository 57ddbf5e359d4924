import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLONE } from './cache.mjs';
import { withLock } from './lock.mjs';
import { systemName } from './node.mjs';
import { npm } from './npm.mjs';
import { step } from './progress.mjs';

/** Installs the packages of package-lock.json unless just these are installed. */
export async function installDependencies(node) {
  if (areInstalled(CLONE)) return;
  const lock = join(CLONE, '.tidemark', 'install.lock');
  const onWait = ({ pid }) => console.log(`  Waiting for process ${pid}, which is installing packages here ...`);
  await withLock(lock, () => install(node), onWait);
}

async function install(node) {
  if (areInstalled(CLONE)) return;
  // Nothing of ours needs a package's install script, and some of them try to download.
  await step('Installing packages', () =>
    npm(node, CLONE, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']),
  );
  writeFileSync(stampPath(CLONE), stampFor(CLONE));
}

/** Whether `folder`/node_modules holds what its lock file asks for: as our stamp says or, after an `npm install` by hand, as npm's own record does. */
export function areInstalled(folder) {
  if (readText(stampPath(folder)) === stampFor(folder)) return true;
  const record = readText(join(folder, 'node_modules', '.package-lock.json'));
  if (!record) return false;
  const wanted = JSON.parse(readText(join(folder, 'package-lock.json'))).packages;
  return lacking(wanted, JSON.parse(record).packages).length === 0;
}

/** The entries of a lock file that `installed` (npm's record of node_modules) has not, or in another version. */
export function lacking(wanted, installed) {
  return Object.entries(wanted)
    .filter(([path, entry]) => {
      if (path === '') return false;
      const there = installed[path];
      return there ? there.version !== entry.version : !entry.optional && !entry.devOptional;
    })
    .map(([path]) => path);
}

function stampPath(folder) {
  return join(folder, 'node_modules', '.tidemark-installed');
}

/** Changes with the lock file and with the system, as a folder shared between two systems holds the binaries of one. */
function stampFor(folder) {
  const hash = createHash('sha256').update(readFileSync(join(folder, 'package-lock.json')));
  return hash.update(systemName()).digest('hex');
}

function readText(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
