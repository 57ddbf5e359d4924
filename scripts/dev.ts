import { join } from 'node:path';
import { context, type Plugin } from 'esbuild';
import { Problem } from './bootstrap/problem.mjs';
import { step } from './bootstrap/progress.mjs';
import { generatePrismaClient } from './build/build.ts';
import { ENGINE_BUNDLE, engineBundle } from './build/engine.ts';
import { readIfThere } from './local/files.ts';
import { type Child, startChild } from './run/child.ts';
import { type Address, untilAnswering, urlOf } from './run/console.ts';
import { withLifetime } from './run/lifetime.ts';
import { listenAt } from './run/listen-at.ts';
import { prepare } from './run/prepare.ts';

const NEXT = join('node_modules', 'next', 'dist', 'bin', 'next');
const STOP_MS = 8000;

/** npm run dev: as npm start, but pages are compiled when asked for, and a change of the engine starts the console anew. */
await withLifetime(async (life) => {
  let onChange: (() => void) | undefined;
  const bundle = await context({ ...engineBundle, plugins: [afterEachBuild(() => onChange?.())] });
  const firstBundle = async () => {
    await generatePrismaClient();
    await step('Bundling the engine', () => bundle.rebuild());
  };
  const withDemo = !process.argv.includes('--no-demo');
  const { address, env, signIn } = await prepare(life, { withDemo, build: firstBundle });

  let server = startServer(address, env);
  const starting = step('Starting the console', () => untilAnswering(server, address, life.signal), life.signal);
  await life.start('the console', starting, () => server.stop(STOP_MS));
  console.log(`\nTidemark is ready for changes: ${urlOf(address)}   (Ctrl-C stops everything)`);
  console.log(`${signIn ?? 'Sign in. While there is no admin, the log has a one-time link that makes one.'}\n`);

  await bundle.watch();
  for (;;) {
    const changed = new Promise<'changed'>((resolve) => {
      onChange = () => resolve('changed');
    });
    const how = await Promise.race([server.ended, changed]);
    if (life.signal.aborted) return;
    if (how !== 'changed') throw new Problem(`The console ended (${how}); the reason is above.`);
    console.log('  The engine changed: starting the console anew ...');
    await server.stop(STOP_MS);
    server = startServer(address, env);
  }
});

function startServer(address: Address, env: Record<string, string>): Child {
  const args = ['dev', '--hostname', address.host, '--port', String(address.port)];
  return startChild(NEXT, args, { env: { ...env, ...listenAt(address), NODE_ENV: 'development' } });
}

/** Calls back after each build that worked and gave something else than the one before. */
function afterEachBuild(callBack: () => void): Plugin {
  let before: string | undefined;
  return {
    name: 'after-each-build',
    setup: (build) =>
      build.onEnd(({ errors }) => {
        if (errors.length > 0) return;
        const bundle = readIfThere(ENGINE_BUNDLE);
        if (before !== undefined && bundle !== before) callBack();
        before = bundle;
      }),
  };
}
