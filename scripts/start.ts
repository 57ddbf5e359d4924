import { step } from './bootstrap/progress.mjs';
import { buildIfChanged } from './build/build.ts';
import { requireFree, startConsole, urlOf } from './run/console.ts';
import { takeDataFolder } from './run/data-folder.ts';
import { prepareDatabase } from './run/database.ts';
import { type Lifetime, withLifetime } from './run/lifetime.ts';
import { demoTraffic, localKafka, localPostgres } from './run/services.ts';
import { readSettings } from './run/settings.ts';

/**
 * npm start: the console on this machine. What KAFKA_BROKERS, TIDEMARK_CONFIG or DATABASE_URL doesn't name, it brings along:
 * a Kafka of three brokers with demo traffic (`npm start -- --no-demo` leaves that out), a Postgres.
 */
async function main(life: Lifetime): Promise<void> {
  const settings = readSettings();
  const { dataDir, host, port, stopTimeoutMs } = settings.server;
  const address = { host, port };
  const ownKafka = settings.clusters.length === 0;
  if (ownKafka || settings.database.url === null) {
    await life.start('the use of the data folder', Promise.resolve(takeDataFolder(dataDir, urlOf(address))), (lock) =>
      lock.release(),
    );
  }
  await requireFree(address);

  const [kafka, databaseUrl] = await Promise.all([
    ownKafka ? localKafka(life, dataDir) : undefined,
    settings.database.url?.reveal() ?? localPostgres(life, dataDir).then((postgres) => postgres.database('tidemark')),
    buildIfChanged(life.signal),
  ]);
  await prepareDatabase(databaseUrl);
  if (kafka && !process.argv.includes('--no-demo')) await demoTraffic(life, dataDir, kafka.bootstrap);

  const env: Record<string, string> = {
    DATABASE_URL: databaseUrl,
    ...(kafka ? { KAFKA_BROKERS: kafka.bootstrap } : {}),
  };
  const starting = step('Starting the console', () => startConsole(address, env, { signal: life.signal }));
  const console_ = await life.start('the console', starting, (child) => child.stop(stopTimeoutMs + 3000));
  console.log(`\nTidemark is ready: ${urlOf(address)}   (Ctrl-C stops everything)\n`);

  const how = await console_.ended;
  if (!life.signal.aborted) throw new Error(`The console ended (${how}); the reason is above.`);
}

await withLifetime(main);
