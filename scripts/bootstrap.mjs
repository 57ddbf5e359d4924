/**
 * node scripts/bootstrap.mjs <entry.ts> [arguments]
 * Runs an entry point of ours on a machine that may have an old Node and nothing installed: finds or fetches a Node that is new
 * enough, installs the packages with it, and runs the entry under it. Plain JavaScript, for any Node from 18 on.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { CLONE } from './bootstrap/cache.mjs';
import { installDependencies } from './bootstrap/dependencies.mjs';
import { supportedNode } from './bootstrap/node.mjs';
import { Problem, report } from './bootstrap/problem.mjs';
import { parentOf } from './bootstrap/process-table.mjs';

/** Set for the entry and what it starts, so that a bootstrap inside a bootstrap can't go round in circles. */
const GUARD = 'BOOTSTRAPPED_NODE';
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const PARENT_LOOK_MS = 1000;

async function main() {
  const [entry, ...args] = process.argv.slice(2);
  if (!entry) throw new Problem('usage: node scripts/bootstrap.mjs <entry.ts> [arguments]');
  const node = await supportedNode();
  if (node !== process.execPath && process.env[GUARD]) {
    throw new Problem(
      `${process.env[GUARD]} was to run this, but ${process.execPath} does. Put the former first on the PATH.`,
    );
  }
  await installDependencies(node);
  process.exitCode = await runEntry(node, join(CLONE, entry), args);
}

/** Exit code of the entry, run with our terminal, our signals and a channel by which it learns of our death. */
function runEntry(node, entry, args) {
  const env = { ...process.env, [GUARD]: node, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', entry, ...args], {
    cwd: CLONE,
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal));
  stopWithNpm(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

/** npm that is killed outright tells nobody; it is seen by our parent, or the parent of the shell between, being another one. */
function stopWithNpm(child) {
  if (!process.env.npm_lifecycle_event || process.env[GUARD]) return;
  const ancestors = () => `${process.ppid} ${parentOf(process.ppid)}`;
  const before = ancestors();
  const look = setInterval(() => {
    if (ancestors() !== before) child.kill('SIGTERM');
  }, PARENT_LOOK_MS);
  look.unref();
}

main().catch((error) => {
  process.exitCode = report(error);
});
