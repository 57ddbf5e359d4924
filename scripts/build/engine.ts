import { join } from 'node:path';
import { type BuildOptions, build, stop } from 'esbuild';
import { CLONE } from '../bootstrap/cache.mjs';

/** Where the worker thread's bundle is put. */
export const ENGINE_BUNDLE = join(CLONE, 'dist', 'engine.mjs');

/** How the worker thread's bundle is made: one file that runs without node_modules. */
export const engineBundle: BuildOptions = {
  absWorkingDir: CLONE,
  entryPoints: ['engine/engine.ts'],
  outfile: ENGINE_BUNDLE,
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  sourcemap: true,
  logLevel: 'warning',
  // The plain entry opens a .wasm file beside itself, which a bundle doesn't have.
  alias: { '@platformatic/wasm-utils': '@platformatic/wasm-utils/bundled' },
  // kafkajs, pg and debug are CommonJS. The name is unlikely on purpose: a dependency declares `createRequire` itself.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};

/** Makes the start of the packaged console: configuration and migrations in one file. */
export async function bundleServer(outfile: string): Promise<void> {
  await bundleEngine({ ...engineBundle, entryPoints: ['scripts/serve.ts'], outfile, sourcemap: false });
}

/** Makes the worker thread's bundle, or another with these options, and leaves no esbuild process behind: one would stay as long as we do. */
export async function bundleEngine(options: BuildOptions = engineBundle): Promise<void> {
  try {
    await build(options);
  } finally {
    await stop();
  }
}
