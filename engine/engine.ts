import { parentPort, workerData } from 'node:worker_threads';
import { destination, pino } from 'pino';
import { Collector } from '#lib/collector/collector.ts';
import { getConfig } from '#lib/config/config.ts';
import { createDatabase } from '#lib/db/database.ts';
import { Housekeeper } from '#lib/history/housekeeper.ts';
import type { EngineCommand, EngineData } from './messages.ts';

// Written straight to the terminal: console.log of a worker waits for the main thread, which may be busy with a page.
const { server, database: databaseConfig, history, engine, clusters } = getConfig();
const log = pino({ name: 'engine', level: server.logLevel }, destination({ fd: 1, sync: true }));
if (!databaseConfig.url) throw new Error('DATABASE_URL is not set');

// The supervisor made it; nobody else starts this file.
const { holder, beat, beatIntervalMs } = workerData as EngineData;
const counter = new Int32Array(beat);
setInterval(() => Atomics.add(counter, 0, 1), beatIntervalMs);

const database = createDatabase({
  url: databaseConfig.url.reveal(),
  max: databaseConfig.enginePoolSize,
  applicationName: 'tidemark-engine',
  connectTimeoutMs: databaseConfig.connectTimeoutMs,
  statementTimeoutMs: databaseConfig.statementTimeoutMs,
  onIdleError: (err) => log.warn({ err }, 'an idle database connection broke; the pool replaces it'),
});
const housekeeper = new Housekeeper({ database, tailHours: history.tailHours, log });
const collectors = clusters.map(
  (cluster) =>
    new Collector({
      cluster,
      database,
      holder,
      patienceMs: engine.patienceMs,
      leaseMinTtlMs: engine.leaseMinTtlMs,
      log,
    }),
);
log.info({ clusters: clusters.map(({ name }) => name) }, 'engine started');

parentPort?.on('message', (command: EngineCommand) => {
  if (command === 'stop') void stop();
});

async function stop(): Promise<void> {
  await Promise.all([...collectors.map((collector) => collector.stop()), housekeeper.stop()]);
  await database.close();
  log.info({}, 'engine stopped');
  process.exit(0);
}
