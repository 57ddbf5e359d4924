/**
 * Whether polls start when they should while the web thread of the same process is kept busy and ten tabs are open: the
 * lateness of each poll against its schedule, as the engine itself recorded it. Ends with 1 when a full run misses a bar.
 *
 *   npm run bench:punctuality [-- --short] [-- --polls 100]
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { migrate } from '#lib/db/migrate.ts';
import { startDemo } from '#scripts/demo/demo.ts';
import { freePorts } from '#scripts/local/ports.ts';
import { startConsole, urlOf } from '#scripts/run/console.ts';
import { ADMIN_SETTINGS, asAdmin } from '#scripts/test/admin.ts';
import { type Bars, reportFigures } from './bars.ts';
import { type BenchServices, benchServices, DEMO_PREFIX } from './services.ts';
import { percentile, rounded } from './statistics.ts';
import { openTab } from './tab.ts';

const CLUSTER = 'bench';
const TABS = 10;
const INTERVAL_MS = 1000;
const BARS: Bars = { polls: { atLeast: 100 }, missedPolls: { atMost: 0 }, lateP99Ms: { atMost: 200 } };
const WEB_THREAD_LOAD = fileURLToPath(new URL('./web-thread-load.mjs', import.meta.url));

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false }, polls: { type: 'string' } } });
const polls = Number(values.polls ?? (values.short ? 15 : 120));

const services = await benchServices();
try {
  const late = await measure(services);
  const result = {
    polls: late.length,
    missedPolls: missedBetween(late),
    tabs: TABS,
    lateP50Ms: rounded(
      percentile(
        late.map(({ lateMs }) => lateMs),
        0.5,
      ),
    ),
    lateP99Ms: rounded(
      percentile(
        late.map(({ lateMs }) => lateMs),
        0.99,
      ),
    ),
    lateMaxMs: rounded(Math.max(...late.map(({ lateMs }) => lateMs))),
  };
  reportFigures(result, values.short ? {} : BARS);
} finally {
  await services.close();
}

interface PollStart {
  pollId: number;
  lateMs: number;
}

async function measure({ bootstrap, databaseUrl }: BenchServices): Promise<PollStart[]> {
  await migrate(databaseUrl);
  const demo = startDemo({ brokers: bootstrap.split(','), prefix: DEMO_PREFIX });
  const [port = 0] = await freePorts(1);
  const address = { host: '127.0.0.1', port };
  const console_ = await startConsole(address, {
    KAFKA_BROKERS: bootstrap,
    DATABASE_URL: databaseUrl,
    TIDEMARK_CLUSTER_NAME: CLUSTER,
    TIDEMARK_POLL_INTERVAL: `${INTERVAL_MS}ms`,
    TIDEMARK_LOG_LEVEL: 'warn',
    ...ADMIN_SETTINGS,
    NODE_OPTIONS: `--import ${WEB_THREAD_LOAD}`,
  });
  try {
    const paths = [`clusters/${CLUSTER}`, `clusters/${CLUSTER}/groups?limit=100`];
    const baseUrl = urlOf(address);
    const asked = { baseUrl, headers: await asAdmin(baseUrl) };
    const tabs = await Promise.all(Array.from({ length: TABS }, () => openTab(asked, CLUSTER, paths)));
    process.kill(console_.pid, 'SIGUSR2');
    const starts = await recordStarts(databaseUrl);
    await Promise.all(tabs.map((tab) => tab.close()));
    return starts;
  } finally {
    await console_.stop(10_000);
    await demo.stop();
  }
}

/** Reads the engine's own health after each poll, told by the database: the web thread is too busy to be asked. */
async function recordStarts(databaseUrl: string): Promise<PollStart[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const starts = new Map<number, number>();
  while (starts.size < polls) {
    const { rows } = await client.query(`select poll_id, (health->>'lateMs')::float8 as late from cluster_now`);
    const [row] = rows;
    if (row && !starts.has(Number(row.poll_id))) {
      starts.set(Number(row.poll_id), row.late);
      if (starts.size % 10 === 0) process.stderr.write(`${starts.size}/${polls} polls\n`);
    }
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS / 10));
  }
  await client.end();
  return [...starts].map(([pollId, lateMs]) => ({ pollId, lateMs }));
}

/** Scheduled instants without a poll between the first and the last one seen. */
function missedBetween(starts: PollStart[]): number {
  const ids = starts.map(({ pollId }) => pollId);
  return (Math.max(...ids) - Math.min(...ids)) / INTERVAL_MS + 1 - ids.length;
}
