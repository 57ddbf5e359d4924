import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CLONE } from './bootstrap/cache.mjs';
import { report } from './bootstrap/problem.mjs';
import { step } from './bootstrap/progress.mjs';
import { buildIfChanged } from './build/build.ts';
import { makePackage } from './build/package.ts';

/** npm run package [-- folder]: the folder that is installed elsewhere, by default out/, which is made anew. */
try {
  const [given] = process.argv.slice(2);
  const target = given === undefined ? join(CLONE, 'out') : resolve(given);
  await buildIfChanged();
  if (given === undefined) rmSync(target, { recursive: true, force: true });
  await step(`Making ${target}`, () => makePackage(target));
} catch (error) {
  process.exitCode = report(error);
}
