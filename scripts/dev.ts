import { join } from 'node:path';
import { context } from 'esbuild';
import { Problem } from './bootstrap/problem.mjs';
import { step } from './bootstrap/progress.mjs';
import { generatePrismaClient } from './build/build.ts';
import { engineBundle } from './build/engine.ts';
import { startChild } from './run/child.ts';
import { listenAt, untilAnswering, urlOf } from './run/console.ts';
import { withLifetime } from './run/lifetime.ts';
import { prepare } from './run/prepare.ts';

const NEXT = join('node_modules', 'next', 'dist', 'bin', 'next');

/** npm run dev: as npm start, but pages are compiled when asked for, and the engine's bundle whenever its sources change. */
await withLifetime(async (life) => {
  const bundle = await context(engineBundle);
  const watching = async () => {
    await generatePrismaClient();
    await step('Bundling the engine', () => bundle.rebuild());
    await bundle.watch();
  };
  const withDemo = !process.argv.includes('--no-demo');
  const { address, env } = await prepare(life, { withDemo, build: watching });

  const args = ['dev', '--hostname', address.host, '--port', String(address.port)];
  const server = startChild(NEXT, args, { env: { ...env, ...listenAt(address), NODE_ENV: 'development' } });
  const starting = step('Starting the console', () => untilAnswering(server, address, life.signal));
  await life.start('the console', starting, () => server.stop(8000));
  console.log(`\nTidemark is ready for changes: ${urlOf(address)}   (Ctrl-C stops everything)\n`);

  const how = await server.ended;
  if (!life.signal.aborted) throw new Problem(`The console ended (${how}); the reason is above.`);
});
