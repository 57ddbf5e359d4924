import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CLONE } from '../bootstrap/cache.mjs';
import { run } from '../bootstrap/command.mjs';

/** Folder of the built server, which runs with nothing but what is in it. */
export const STANDALONE = join(CLONE, '.next', 'standalone');

/** Builds pages and API, and completes the standalone folder with what Next.js leaves out of it. */
export async function buildWeb(signal?: AbortSignal): Promise<void> {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    NO_COLOR: '1',
  };
  const next = join(CLONE, 'node_modules', 'next', 'dist', 'bin', 'next');
  await run(process.execPath, [next, 'build'], { cwd: CLONE, env, ...(signal ? { signal } : {}) });
  copyInto(join('.next', 'static'));
  copyInto('public');
  // Traced at some moment of the build; the bundle of this build is what counts.
  copyInto('dist');
}

function copyInto(path: string): void {
  const from = join(CLONE, path);
  if (!existsSync(from)) return;
  mkdirSync(STANDALONE, { recursive: true });
  cpSync(from, join(STANDALONE, path), { recursive: true });
}
