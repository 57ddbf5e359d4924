import { report } from './bootstrap/problem.mjs';
import { buildAll } from './build/build.ts';

/** npm run build: engine bundle and production console, whether or not anything changed. */
try {
  await buildAll();
} catch (error) {
  process.exitCode = report(error);
}
