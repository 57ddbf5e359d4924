import { randomUUID } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { destination, pino } from 'pino';
import { auditHousekeeping } from '#lib/access/audit/housekeeping.ts';
import { openAuditLog } from '#lib/access/audit/open.ts';
import { secretKeys } from '#lib/access/secrets/process-key.ts';
import { alertHousekeeping } from '#lib/alerts/housekeeping.ts';
import { PollAlerts } from '#lib/alerts/poll-alerts.ts';
import { unjudgedClusters } from '#lib/alerts/unjudged.ts';
import { consoleLinks } from '#lib/api/console-links.ts';
import { openedSecrets } from '#lib/api/destination-secrets.ts';
import { checkFileRules, fileRules, fileRuleWarnings } from '#lib/api/file-rules.ts';
import { BacklogSpace } from '#lib/collector/backlog.ts';
import { Collector } from '#lib/collector/collector.ts';
import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import { getConfig } from '#lib/config/config.ts';
import { createDatabase } from '#lib/db/database.ts';
import { Housekeeper } from '#lib/history/housekeeper.ts';
import { Sealer } from '#lib/history/seal/sealer.ts';
import { StorageWatch } from '#lib/history/storage-watch.ts';
import { Dispatcher } from '#lib/notify/dispatcher.ts';
import { Heartbeat } from '#lib/notify/heartbeat.ts';
import { explainNotice } from './explain-notice.ts';
import { takeFileRules } from './file-rules.ts';
import { BEATS, type EngineCommand, type EngineData, WAITING_POLLS } from './messages.ts';

// Written straight to the terminal: console.log of a worker waits for the main thread, which may be busy with a page.
const {
  server,
  database: databaseConfig,
  history,
  audit,
  alerts,
  engine,
  clusters,
  owners,
} = getConfig(checkFileRules);
const log = pino({ name: 'engine', level: server.logLevel }, destination({ fd: 1, sync: true }));
if (!databaseConfig.url) throw new Error('DATABASE_URL is not set');

// The supervisor made it; nobody else starts this file.
const { holder, beat, beatIntervalMs } = workerData as EngineData;
const sign = new Int32Array(beat);
const space = new BacklogSpace({ maxBytes: engine.bufferMb * 1_000_000, keepMs: engine.bufferForMs });
setInterval(() => {
  Atomics.store(sign, WAITING_POLLS, space.polls);
  Atomics.add(sign, BEATS, 1);
}, beatIntervalMs);

const database = createDatabase({
  url: databaseConfig.url.reveal(),
  max: databaseConfig.enginePoolSize,
  applicationName: 'tidemark-engine',
  connectTimeoutMs: databaseConfig.connectTimeoutMs,
  statementTimeoutMs: databaseConfig.statementTimeoutMs,
  onIdleError: (err) => log.warn({ err }, 'an idle database connection broke; the pool replaces it'),
});
const storage = new StorageWatch({
  budgetBytes: history.budgetGb * 1e9,
  reserveBytes: history.reserveMb * 1e6,
});
const links = consoleLinks(server.publicUrl ?? `http://${server.host}:${server.port}`);
const configured = clusters.map(({ name }) => name);
const besides = [
  ...auditHousekeeping(database, audit, log),
  ...alertHousekeeping(database, { ...alerts, configured, links, owners }),
];
const housekeeper = new Housekeeper({ database, retention: history, storage, besides, log });
const sealer = new Sealer({ database, log });
const dispatcher = new Dispatcher({
  database,
  secretsOf: async (id) => (await openedSecrets(database, secretKeys, [id])).get(id) ?? null,
  explain: (notice) => explainNotice(database, clusters, engine.patienceMs, notice),
  ...alerts,
  log,
});
const alertsOf = (cluster: ClusterConfig) => (clusterId: number) =>
  new PollAlerts({
    cluster: cluster.name,
    clusterId,
    intervalMs: cluster.pollIntervalMs,
    links,
    owners,
    newId: randomUUID,
    onDeliveries: () => dispatcher.wake(),
    log,
  });
const collectors = clusters.map(
  (cluster) =>
    new Collector({
      cluster,
      database,
      holder,
      patienceMs: engine.patienceMs,
      leaseMinTtlMs: engine.leaseMinTtlMs,
      sealer,
      storage,
      space,
      companion: alertsOf(cluster),
      log,
    }),
);
const heartbeat =
  alerts.heartbeatUrl === null
    ? null
    : new Heartbeat({
        url: alerts.heartbeatUrl,
        intervalMs: alerts.heartbeatIntervalMs,
        timeoutMs: alerts.sendTimeoutMs,
        allowedAddresses: alerts.allowedAddresses,
        troubleAt: (now) => unjudgedClusters(database, clusters, { now, patienceMs: engine.patienceMs }),
        log,
      });
for (const warning of fileRuleWarnings(getConfig())) log.warn({}, warning);
const stopping = new AbortController();
// Not waited for: with Postgres away nothing is judged anyway, and polls wait in memory.
const usingRules = takeFileRules(fileRules(getConfig()), {
  audit: openAuditLog(database, audit, log),
  log,
  signal: stopping.signal,
});
log.info({ clusters: configured }, 'engine started');

parentPort?.on('message', (command: EngineCommand) => {
  if (command === 'stop') void stop();
});

async function stop(): Promise<void> {
  stopping.abort();
  await Promise.all([
    ...collectors.map((collector) => collector.stop()),
    housekeeper.stop(),
    sealer.stop(),
    usingRules,
  ]);
  // The last poll may have left something to be told.
  await Promise.all([dispatcher.stop(), heartbeat?.stop()]);
  await database.close();
  log.info({}, 'engine stopped');
  process.exit(0);
}
