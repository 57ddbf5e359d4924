import { openSync } from 'node:fs';
import { join } from 'node:path';
import { step } from '../bootstrap/progress.mjs';
import { freePorts } from '../local/ports.ts';
import { startConsole, urlOf } from '../run/console.ts';
import { prepareDatabase } from '../run/database.ts';
import { demoTraffic } from '../run/services.ts';
import { ADMIN_SETTINGS } from './admin.ts';
import { requireChromium } from './chromium.ts';
import { playwright } from './playwright.ts';
import type { Outcome, TestRun } from './stage.ts';

/** The browser tests, on the built console with a database of its own, and demo traffic on the run's Kafka. */
export async function endToEnd(run: TestRun): Promise<Outcome> {
  const chromium = await requireChromium();
  const { life } = run;
  const services = await run.services();
  const databaseUrl = await services.database('e2e');
  await prepareDatabase(databaseUrl);
  demoTraffic(life, services.folder, services.bootstrap);

  const [port = 0] = await freePorts(1);
  const address = { host: '127.0.0.1', port };
  // Often enough that charts have something to show within the minutes of a run.
  const env = {
    DATABASE_URL: databaseUrl,
    KAFKA_BROKERS: services.bootstrap,
    TIDEMARK_POLL_INTERVAL: '2s',
    TIDEMARK_METRICS_KAFKA_EXPORTER: 'true',
    TIDEMARK_METRICS_KAFKA_LAG_EXPORTER: 'true',
    TIDEMARK_BURROW: 'true',
    // Where the receivers of the tests listen.
    TIDEMARK_ALERT_ALLOWED_ADDRESSES: '127.0.0.1',
    ...ADMIN_SETTINGS,
  };
  const output = openSync(join(services.folder, 'console.log'), 'w');
  const starting = step('Starting the console', () => startConsole(address, env, { signal: life.signal, output }));
  await life.start('the console', starting, (child) => child.stop(8000));
  return playwright(run, { ...services.env, TIDEMARK_TEST_URL: urlOf(address), CHROMIUM_PATH: chromium });
}
