/**
 * What a complete history costs: writing and sealing an hour in which everything moves, its size, and charts of a day and
 * pages of 10,000 groups over HTTP from the built console. Ends with 1 when a full run misses a bar.
 *
 *   npm run bench:history [-- --short] [-- --keep]
 *
 * A full run takes more than ten minutes, most of them to fill a day of history; one that is cut off goes on where it was.
 * --keep leaves that day for the next run.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createDatabase } from '#lib/db/database.ts';
import { migrate } from '#lib/db/migrate.ts';
import { createTestDatabase } from '#lib/db/testing.ts';
import { CLONE } from '#scripts/bootstrap/cache.mjs';
import { freePorts } from '#scripts/local/ports.ts';
import { startPostgres } from '#scripts/local/postgres.ts';
import { startConsole, urlOf } from '#scripts/run/console.ts';
import { ADMIN_SETTINGS, asAdmin } from '#scripts/test/admin.ts';
import { type Bars, reportFigures } from './bars.ts';
import { CHART_CLUSTER, type ChartShape, fillCharts, measureCharts } from './history-charts.ts';
import { measurePages, PAGE_CLUSTER, type PageShape } from './history-pages.ts';
import { measureStore, type StoreShape } from './history-store.ts';
import type { Asked } from './http.ts';
import { rounded } from './statistics.ts';

const FULL: { store: StoreShape; charts: ChartShape; pages: PageShape } = {
  store: { topics: 300, partitionsPerTopic: 20, groups: 500, topicsPerGroup: 3, polls: 360, beatMs: 1000 },
  charts: {
    topics: 60,
    partitionsPerTopic: 100,
    groups: 60,
    topicsPerGroup: 5,
    hours: 25,
    intervalMs: 10_000,
    requests: 200,
  },
  pages: { groups: 10_000, requests: 200, beatMs: 1000 },
};
const SHORT: typeof FULL = {
  store: { topics: 30, partitionsPerTopic: 20, groups: 50, topicsPerGroup: 3, polls: 40, beatMs: 100 },
  charts: { ...FULL.charts, topics: 10, partitionsPerTopic: 20, groups: 4, hours: 2, intervalMs: 60_000, requests: 10 },
  pages: { groups: 500, requests: 10, beatMs: 200 },
};
const BARS: Bars = {
  bytesPerSample: { atMost: 4 },
  writeP95Ms: { atMost: 25 },
  sealMsPerHour: { atMost: 6000 },
  latestPollMs: { atMost: 200 },
  rollBlockedMs: { atMost: 300 },
  chartP95Ms: { atMost: 100 },
  heatmapP95Ms: { atMost: 300 },
  hourRawP95Ms: { atMost: 100 },
  chartSecondsP95Ms: { atMost: 150 },
  heatmapSecondsP95Ms: { atMost: 400 },
  groupsPageP95Ms: { atMost: 100 },
};

const { values } = parseArgs({
  options: { short: { type: 'boolean', default: false }, keep: { type: 'boolean', default: false } },
});
const shape = values.short ? SHORT : FULL;
/** What a run that was cut off has filled already. */
const FOLDER = join(CLONE, '.tidemark', values.short ? 'bench-history-short' : 'bench-history');

mkdirSync(FOLDER, { recursive: true });
const server = await startPostgres({ dir: join(FOLDER, 'postgres') });
try {
  process.env.TIDEMARK_TEST_POSTGRES = server.adminUrl;
  const figures = { ...(await store()), ...(await overHttp(await server.database('charts'))) };
  const round = (name: string, value: number) =>
    name === 'bytesPerSample' ? Math.round(value * 100) / 100 : rounded(value);
  reportFigures(
    Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, round(name, value)])),
    values.short ? {} : BARS,
  );
} finally {
  await server.stop();
}
if (!values.keep) rmSync(FOLDER, { recursive: true, force: true });

async function store() {
  const { db, drop } = await createTestDatabase();
  try {
    return await measureStore(db, shape.store);
  } finally {
    await drop();
  }
}

async function overHttp(databaseUrl: string) {
  await migrate(databaseUrl);
  const db = createDatabase({ url: databaseUrl, max: 4, applicationName: 'bench-history' });
  try {
    const toMs = await fillCharts(db, shape.charts);
    await db.execute('vacuum analyze');
    return await withConsole(databaseUrl, async (asked) => ({
      ...(await measureCharts(asked, shape.charts, toMs)),
      groupsPageP95Ms: await measurePages(db, asked, shape.pages),
    }));
  } finally {
    await db.close();
  }
}

/** Runs the built console over this database, without an engine: the bench writes the polls itself. */
async function withConsole<T>(databaseUrl: string, work: (asked: Asked) => Promise<T>): Promise<T> {
  const config = join(FOLDER, 'tidemark.yaml');
  const clusters = [CHART_CLUSTER, PAGE_CLUSTER].map((name) => `  - name: ${name}\n    brokers: 127.0.0.1:9\n`);
  writeFileSync(config, `clusters:\n${clusters.join('')}`);
  const [port = 0] = await freePorts(1);
  const address = { host: '127.0.0.1', port };
  const console_ = await startConsole(address, {
    TIDEMARK_CONFIG: config,
    DATABASE_URL: databaseUrl,
    TIDEMARK_ROLE: 'web',
    TIDEMARK_LOG_LEVEL: 'warn',
    ...ADMIN_SETTINGS,
  });
  try {
    const baseUrl = urlOf(address);
    return await work({ baseUrl, headers: await asAdmin(baseUrl) });
  } finally {
    await console_.stop(10_000);
  }
}
