import { Problem } from './bootstrap/problem.mjs';
import { step } from './bootstrap/progress.mjs';
import { buildIfChanged } from './build/build.ts';
import { startConsole, urlOf } from './run/console.ts';
import { withLifetime } from './run/lifetime.ts';
import { prepare } from './run/prepare.ts';

/**
 * npm start: the console on this machine. What KAFKA_BROKERS, TIDEMARK_CONFIG or DATABASE_URL doesn't name, it brings along:
 * a Kafka of three brokers with demo traffic (`npm start -- --no-demo` leaves that out), a Postgres.
 */
await withLifetime(async (life) => {
  const withDemo = !process.argv.includes('--no-demo');
  const { address, env, stopTimeoutMs, signIn } = await prepare(life, { withDemo, build: buildIfChanged });
  const starting = step('Starting the console', () => startConsole(address, env, { signal: life.signal }), life.signal);
  const server = await life.start('the console', starting, (child) => child.stop(stopTimeoutMs + 3000));
  console.log(`\nTidemark is ready: ${urlOf(address)}   (Ctrl-C stops everything)`);
  console.log(`${signIn ?? 'Sign in. While there is no admin, the log has a one-time link that makes one.'}\n`);

  const how = await server.ended;
  if (!life.signal.aborted) throw new Problem(`The console ended (${how}); the reason is above.`);
});
