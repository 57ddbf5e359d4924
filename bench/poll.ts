/**
 * What a poll costs against the least any monitor must ask (bench/bare-pass.ts), on a real cluster and a real Postgres,
 * in alternating pairs, with every committed offset and every log end moving in between. Ends with 1 when a full run misses a
 * bar.
 *
 *   npm run bench:poll [-- --short] [-- --pairs 40] [-- --scale]
 *
 * With `--scale` the same on a cluster four times the size, after the usual one in the same sitting: does the cost grow more than
 * the cluster? That takes some ten minutes, and servers of its own.
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { PollAlerts } from '#lib/alerts/poll-alerts.ts';
import { BacklogSpace } from '#lib/collector/backlog.ts';
import { emptyMemory } from '#lib/collector/memory.ts';
import { PollStorer } from '#lib/collector/poll-storer.ts';
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
const SCALE: LoadShape = { topics: 600, partitionsPerTopic: 20, groups: 2000, topicsPerGroup: 3 };
const SHORT: LoadShape = { topics: 30, partitionsPerTopic: 10, groups: 40, topicsPerGroup: 3 };
const WARM_UP_PAIRS = 3;
const BARS: Bars = { ratioToBarePass: { atMost: 2 }, rssMb: { atMost: 400 } };
const SCALE_BARS: Bars = { pollP95Ms: { atMost: 3000 }, p50ToBase: { atMost: 4.8 }, rssMb: { atMost: 700 } };
/** Ratios, which one decimal would not tell apart. */
const RATIOS = ['ratioToBarePass', 'p50ToBase'];

interface Pair {
  report: PollReport;
  cpuMs: number;
  bareMs: number;
  bareRequests: number;
}

interface Size {
  shape: LoadShape;
  pairs: number;
  /** Of the console whose memory is measured. */
  rss: { polls: number; pollInterval: string };
}

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    scale: { type: 'boolean', default: false },
    pairs: { type: 'string' },
  },
});
const pairsOr = (usual: number) => Number(values.pairs ?? usual);
const usual: Size = { shape: FULL, pairs: pairsOr(30), rss: { polls: 40, pollInterval: '2s' } };

if (values.scale) {
  const base = await withServices(usual, { own: true });
  const large = await withServices(
    { shape: SCALE, pairs: pairsOr(20), rss: { polls: 20, pollInterval: '5s' } },
    { own: true },
  );
  const { groupPartitions, pollP50Ms, pollP95Ms, cpuMsPerPoll, rssMb } = base;
  const compared = {
    ...large,
    baseGroupPartitions: groupPartitions,
    basePollP50Ms: pollP50Ms,
    basePollP95Ms: pollP95Ms,
    baseCpuMsPerPoll: cpuMsPerPoll,
    baseRssMb: rssMb,
    p50ToBase: large.pollP50Ms / pollP50Ms,
    cpuToBase: large.cpuMsPerPoll / cpuMsPerPoll,
  };
  reportFigures(roundedFigures(compared), SCALE_BARS);
} else if (values.short) {
  const short: Size = { shape: SHORT, pairs: pairsOr(5), rss: { polls: 5, pollInterval: '2s' } };
  reportFigures(roundedFigures(await withServices(short)));
} else {
  reportFigures(roundedFigures(await withServices(usual)), BARS);
}

async function withServices(size: Size, options: { own?: boolean } = {}) {
  const services = await benchServices(options);
  try {
    return await measure(services, size);
  } finally {
    await services.close();
  }
}

async function measure({ bootstrap, databaseUrl }: BenchServices, { shape, pairs, rss }: Size) {
  await migrate(databaseUrl);
  const startedAt = performance.now();
  progress(`load: ${shape.topics} topics x ${shape.partitionsPerTopic}, ${shape.groups} groups`);
  const load = await openPollLoad(bootstrap, shape);
  await load.advance();
  progress(`the load stands after ${Math.round((performance.now() - startedAt) / 1000)} s`);
  const measured = await measurePairs({ bootstrap, databaseUrl, pairs, advance: load.advance });
  progress('memory of the whole console, with a stream open and the groups page asked for once per poll');
  const rssMb = await measureConsoleRss({ bootstrap, databaseUrl, advance: load.advance, ...rss });
  await load.close();
  const of = (read: (pair: Pair) => number) => measured.map(read);
  return {
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
}

function roundedFigures(figures: Record<string, number>): Record<string, number> {
  const round = (name: string, value: number) =>
    RATIOS.includes(name) ? Math.round(value * 100) / 100 : rounded(value);
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, round(name, value)]));
}

interface PairsOptions {
  bootstrap: string;
  databaseUrl: string;
  pairs: number;
  advance(): Promise<void>;
}

async function measurePairs({ bootstrap, databaseUrl, pairs, advance }: PairsOptions): Promise<Pair[]> {
  const loaded = loadConfig({
    env: { KAFKA_BROKERS: bootstrap, DATABASE_URL: databaseUrl, TIDEMARK_POLL_INTERVAL: '10s' },
    cwd: process.cwd(),
  });
  const cluster = 'ok' in loaded ? loaded.ok.clusters[0] : undefined;
  if (!cluster) throw new Error(`the bench's own configuration is wrong: ${JSON.stringify(loaded)}`);
  const database = createDatabase({ url: databaseUrl, max: 2, applicationName: 'bench-poll' });
  const silent = () => undefined;
  const writer = await createPollWriter(database, cluster.name, {
    // With the rules that a new installation has.
    companion: (clusterId) =>
      new PollAlerts({
        cluster: cluster.name,
        clusterId,
        intervalMs: cluster.pollIntervalMs,
        links: { incidents: () => '', incident: () => '', group: () => '' },
        owners: [],
        newId: randomUUID,
        onDeliveries: silent,
        log: { error: (fields, message) => progress(`${message}: ${JSON.stringify(fields)}`), warn: silent },
      }),
  });
  const lease = await acquireLease(database, { clusterId: writer.clusterId, holder: 'bench', ttlMs: 600_000 });
  if (!lease) throw new Error('somebody else polls in this database');
  const say = (fields: object, message: string) => progress(`${message}: ${JSON.stringify(fields)}`);
  const storer = new PollStorer({
    cluster: cluster.name,
    writer,
    lease,
    backlog: new BacklogSpace().open(),
    storedAtMs: null,
    log: { info: silent, warn: say, error: say },
  });
  const poller = new Poller({ cluster, storer, memory: emptyMemory(), patienceMs: 30_000 });
  const [host = '', port = ''] = (bootstrap.split(',')[0] ?? '').split(':');
  const bare = await openBarePass({ host, port: Number(port) });

  const poll = async (atMs: number) => {
    const cpu = process.cpuUsage();
    const report = await poller.poll(atMs, 0);
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
