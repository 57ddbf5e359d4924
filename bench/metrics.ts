/**
 * What a scrape of /metrics costs: reading the newest poll out of Postgres and writing every series of it, and writing it once
 * more for a second Prometheus. TIDEMARK_TEST_POSTGRES (admin URL) names the Postgres; else one is started in a temporary folder.
 *
 *   npm run bench:metrics [-- --short]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installContext, request, testContext, testMetrics } from '#lib/api/testing.ts';
import { createTestDatabase } from '#lib/db/testing.ts';
import { madeLoad } from '#lib/history/testing.ts';
import { testStore } from '#lib/views/testing.ts';
import { startPostgres } from '#scripts/local/postgres.ts';
import { temporaryFolder } from '#scripts/local/temporary-folder.ts';
import { reportFigures } from './bars.ts';
import { median, percentile, rounded } from './statistics.ts';

const FULL = { topics: 300, partitionsPerTopic: 20, groups: 500, topicsPerGroup: 3 };
const SHORT = { topics: 30, partitionsPerTopic: 20, groups: 50, topicsPerGroup: 3 };
const BARS = { scrapeP95Ms: { atMost: 150 } };
const INTERVAL_MS = 10_000;
const T0 = Date.UTC(2026, 10, 23);
/** The first ones are compiled. */
const WARM_UP = 3;

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const shape = values.short ? SHORT : FULL;
const scrapes = values.short ? 5 : 50;

const folder = temporaryFolder('bench');
const server = process.env.TIDEMARK_TEST_POSTGRES ? null : await startPostgres({ dir: join(folder.path, 'postgres') });
process.env.TIDEMARK_TEST_POSTGRES ??= server?.adminUrl;
const { db, url, drop } = await createTestDatabase();
try {
  const figures = {
    groupPartitions: shape.groups * shape.topicsPerGroup * shape.partitionsPerTopic,
    ...(await measure()),
  };
  const report = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, rounded(value)]));
  reportFigures(report, values.short ? {} : BARS);
} finally {
  await drop();
  await server?.stop();
  folder.remove();
}

async function measure() {
  const store = await testStore(db, 'local');
  const next = madeLoad(shape);
  let atMs = T0;
  installContext(
    testContext(db, url, { now: () => new Date(atMs), metrics: testMetrics({ partitionSeries: 1_000_000 }) }),
  );
  const first: number[] = [];
  const again: number[] = [];
  const cpu: number[] = [];
  let textBytes = 0;
  for (let index = -WARM_UP; index < scrapes; index++) {
    atMs += INTERVAL_MS;
    await store.write(next(atMs));
    const one = await timedScrape();
    const other = await timedScrape();
    textBytes = one.bytes;
    if (index < 0) continue;
    first.push(one.ms);
    cpu.push(one.cpuMs);
    again.push(other.ms);
  }
  return {
    scrapeP50Ms: median(first),
    scrapeP95Ms: percentile(first, 0.95),
    scrapeCpuMs: median(cpu),
    secondScrapeP50Ms: median(again),
    textBytes,
  };
}

async function timedScrape(): Promise<{ ms: number; cpuMs: number; bytes: number }> {
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const response = await request('/metrics');
  let bytes = 0;
  for await (const chunk of response.body ?? []) bytes += chunk.byteLength;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { ms: performance.now() - startedAt, cpuMs: (user + system) / 1000, bytes };
}
