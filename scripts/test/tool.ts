import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { CLONE } from '../bootstrap/cache.mjs';
import { LEASHED } from '../run/child.ts';
import type { TestRun } from './stage.ts';

const require = createRequire(import.meta.url);
const binSchema = z.object({ bin: z.union([z.string(), z.record(z.string(), z.string())]) });

/** Path of the script behind a package's command: `commandOf('typescript', 'tsc')`. */
export function commandOf(packageName: string, command: string = packageName): string {
  const manifest = join(CLONE, 'node_modules', packageName, 'package.json');
  const { bin } = binSchema.parse(JSON.parse(readFileSync(manifest, 'utf8')));
  const script = typeof bin === 'string' ? bin : bin[command];
  if (!script) throw new Error(`${packageName} has no command ${command}`);
  return require.resolve(join(dirname(manifest), script));
}

/** Exit code of a Node script run in the clone with our terminal. Ended with us. */
export function runTool(
  { life }: TestRun,
  args: string[],
  env: Record<string, string | undefined> = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...LEASHED.options, ...args], {
      cwd: CLONE,
      env: { ...process.env, ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }), ...env, ...LEASHED.env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      signal: life.signal,
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
