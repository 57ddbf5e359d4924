import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundleEngine, engineBundle } from './engine.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'engine-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Command lines of the processes that this one started. */
const children = () =>
  execFileSync('ps', ['-axo', 'ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => Number.parseInt(line, 10) === process.pid);

it('leaves no process behind once the bundle is made, or cannot be', async () => {
  const outfile = join(folder, 'engine.mjs');
  const bundling = bundleEngine({ ...engineBundle, outfile });
  expect(children().join()).toContain('esbuild');
  await bundling;
  await expect(
    bundleEngine({ ...engineBundle, outfile, entryPoints: ['nowhere.ts'], logLevel: 'silent' }),
  ).rejects.toThrow('nowhere.ts');
  await expect.poll(() => children().join()).not.toContain('esbuild');
});
