/**
 * What a poll costs against the least any monitor must ask (bench/bare-pass.ts), on a real cluster and a real Postgres,
 * in alternating pairs, with every committed offset and every log end moving in between. Ends with 1 when a full run misses a
 * bar.
 *
 *   npm run bench:poll [-- --short] [-- --pairs 40]
 */
import { parseArgs } from 'node:util';
import { emptyMemory } from '#lib/collector/memory.ts';
import { Poller, type PollReport } from '#lib/collector/poller.ts';
import { loadConfig } from '#lib/config/load.ts';
import { createDatabase } from '#lib/db/database.ts';
import { acquireLease } from '#lib/db/lease.ts';
import { migrate } from '#lib/db/migrate.ts';
import { createPollWriter } from '#lib/history/writer.ts';
import { openBarePass } from './bare-pass.ts';
import { type Bars, reportFigures } from './bars.ts';
import { measureConsoleRss } from './console-rss.ts';
import { type LoadShape, openPollLoad } from './poll-load.ts';
import { type BenchServices, benchServices } from './services.ts';
import { median, percentile, rounded } from './statistics.ts';

const FULL: LoadShape = { topics: 300, partitionsPerTopic: 20, groups: 500, topicsPerGroup: 3 };
const SHORT: LoadShape = { topics: 30, partitionsPerTopic: 10, groups: 40, topicsPerGroup: 3 };
const WARM_UP_PAIRS = 3;
const BARS: Bars = { ratioToBarePass: { atMost: 2 }, rssMb: { atMost: 400 } };

interface Pair {
  report: PollReport;
  cpuMs: number;
  bareMs: number;
  bareRequests: number;
}

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false }, pairs: { type: 'string' } } });
const shape = values.short ? SHORT : FULL;
const pairs = Number(values.pairs ?? (values.short ? 5 : 30));

const services = await benchServices();
try {
  await run(services);
} finally {
  await services.close();
}

async function run({ bootstrap, databaseUrl }: BenchServices): Promise<void> {
  await migrate(databaseUrl);
  progress(`load: ${shape.topics} topics x ${shape.partitionsPerTopic}, ${shape.groups} groups`);
  const load = await openPollLoad(bootstrap, shape);
  await load.advance();
  const measured = await measurePairs(bootstrap, databaseUrl, load.advance);
  progress('memory of the whole console, with a stream open and the groups page asked for once per poll');
  const rssMb = await measureConsoleRss({
    bootstrap,
    databaseUrl,
    advance: load.advance,
    polls: values.short ? 5 : 40,
  });
  await load.close();
  const of = (read: (pair: Pair) => number) => measured.map(read);
  const result = {
    groupPartitions: load.groupPartitions,
    pairs: measured.length,
    pollP50Ms: median(of(({ report }) => report.durationMs)),
    pollP95Ms: percentile(
      of(({ report }) => report.durationMs),
      0.95,
    ),
    barePassP50Ms: median(of(({ bareMs }) => bareMs)),
    ratioToBarePass: median(of(({ report, bareMs }) => report.durationMs / bareMs)),
    persistP50Ms: median(of(({ report }) => report.phases.persistMs ?? Number.NaN)),
    assembleP50Ms: median(of(({ report }) => report.phases.assembleMs ?? Number.NaN)),
    cpuMsPerPoll: median(of(({ cpuMs }) => cpuMs)),
    requestsPerPoll: median(of(({ report }) => report.requests)),
    bareRequests: median(of(({ bareRequests }) => bareRequests)),
    rssMb,
  };
  const round = (key: string, value: number) =>
    key === 'ratioToBarePass' ? Math.round(value * 100) / 100 : rounded(value);
  const figures = Object.fromEntries(Object.entries(result).map(([key, value]) => [key, round(key, value)]));
  reportFigures(figures, values.short ? {} : BARS);
}

async function measurePairs(bootstrap: string, databaseUrl: string, advance: () => Promise<void>): Promise<Pair[]> {
  const loaded = loadConfig({
    env: { KAFKA_BROKERS: bootstrap, DATABASE_URL: databaseUrl, TIDEMARK_POLL_INTERVAL: '10s' },
    cwd: process.cwd(),
  });
  const cluster = 'ok' in loaded ? loaded.ok.clusters[0] : undefined;
  if (!cluster) throw new Error(`the bench's own configuration is wrong: ${JSON.stringify(loaded)}`);
  const database = createDatabase({ url: databaseUrl, max: 2, applicationName: 'bench-poll' });
  const writer = await createPollWriter(database, cluster.name);
  const lease = await acquireLease(database, { clusterId: writer.clusterId, holder: 'bench', ttlMs: 600_000 });
  if (!lease) throw new Error('somebody else polls in this database');
  const poller = new Poller({ cluster, writer, memory: emptyMemory(), patienceMs: 30_000 });
  const [host = '', port = ''] = (bootstrap.split(',')[0] ?? '').split(':');
  const bare = await openBarePass({ host, port: Number(port) });

  const poll = async (atMs: number) => {
    const cpu = process.cpuUsage();
    const report = await poller.poll(atMs, lease, 0);
    const { user, system } = process.cpuUsage(cpu);
    if (report.error || report.write?.outcome !== 'written')
      throw report.error ?? new Error(JSON.stringify(report.write));
    return { report, cpuMs: (user + system) / 1000 };
  };
  const pass = async () => {
    const startedAt = performance.now();
    const { requests } = await bare.run();
    return { bareMs: performance.now() - startedAt, bareRequests: requests };
  };
  const measured: Pair[] = [];
  for (let pair = -WARM_UP_PAIRS; pair < pairs; pair++) {
    await advance();
    const atMs = Date.now();
    // Each goes first in every other pair, so that neither has the warmer broker.
    const both =
      pair % 2 === 0 ? { ...(await poll(atMs)), ...(await pass()) } : { ...(await pass()), ...(await poll(atMs)) };
    if (pair < 0) continue;
    measured.push(both);
    progress(
      `pair ${pair + 1}/${pairs}: poll ${rounded(both.report.durationMs)} ms, bare pass ${rounded(both.bareMs)} ms, ${phasesOf(both.report)}`,
    );
  }
  bare.close();
  await poller.close();
  await database.close();
  return measured;
}

function phasesOf({ phases, write }: PollReport): string {
  const timings = write?.outcome === 'written' ? write.timings : {};
  return Object.entries({ ...phases, ...timings })
    .map(([name, ms]) => `${name} ${rounded(ms)}`)
    .join(' ');
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
