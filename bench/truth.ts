/**
 * Whether what the console says is true, on the demo cluster: how far behind in time groups are, against the produce times of their
 * records; the status and the first cause of each workload; and that restarts of brokers and members make no trouble where there
 * is none. Ends with 1 when a full run misses a bar.
 *
 *   npm run bench:truth [-- --short] [-- --minutes 5]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { migrate } from '#lib/db/migrate.ts';
import { type Demo, startDemo } from '#scripts/demo/demo.ts';
import { slow } from '#scripts/demo/scenarios/slow.ts';
import { freePorts } from '#scripts/local/ports.ts';
import { startConsole, urlOf } from '#scripts/run/console.ts';
import { ADMIN_SETTINGS, asAdmin } from '#scripts/test/admin.ts';
import { type Bars, reportFigures } from './bars.ts';
import type { Asked } from './http.ts';
import { progress } from './progress.ts';
import { benchServices } from './services.ts';
import { percentile, rounded } from './statistics.ts';
import { CommitWatch } from './truth/commit-watch.ts';
import { DEPLOYED_GROUPS, deployScenarios } from './truth/deploys.ts';
import { FalseVerdicts } from './truth/false-verdicts.ts';
import { ProduceTimes } from './truth/produce-times.ts';
import { errorPct, judged, medianErrorPct } from './truth/time-lag-error.ts';
import { TimeLagWatch } from './truth/time-lag-watch.ts';
import { VerdictWatch } from './truth/verdicts.ts';
import { cyclingKnobs, truthKnobs, UNTROUBLED, WORKLOADS } from './truth/workloads.ts';

const PREFIX = 'truth.';
const CYCLING_PREFIX = 'cycling.';
const INTERVAL_MS = 2_000;
/** The same Kafka three times: with and without record times, both by thresholds of seconds; and by those of a product at work. */
const REFINED = 'refined';
const UNREFINED = 'unrefined';
const AT_WORK = 'at-work';
const TIMED_GROUPS = [
  ...['fraud-scoring-v2', 'sessionizer', 'invoice-mailer', 'clickstream-archiver'].map((group) => PREFIX + group),
  `${CYCLING_PREFIX}fraud-scoring-v2`,
];
const TIMED_TOPICS = [
  ...['payments', 'clickstream', 'invoices'].map((topic) => PREFIX + topic),
  `${CYCLING_PREFIX}payments`,
];
/** What is said in the last of them counts: verdicts need their windows first. */
const JUDGED_LOOKS = 15;
const RESTART_SETTLES_MS = 20_000;
const BARS: Bars = {
  medianTimeLagErrorPct: { atMost: 10 },
  wrongStatuses: { atMost: 0 },
  wrongCauses: { atMost: 0 },
  falseVerdictsInRollingRestart: { atMost: 0 },
};

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false }, minutes: { type: 'string' } } });
const minutes = Number(values.minutes ?? (values.short ? 0.4 : 5));

const services = await benchServices({ own: !values.short });
try {
  reportFigures(await measure(), values.short ? {} : BARS);
} finally {
  await services.close();
}

async function measure(): Promise<Record<string, number>> {
  const { bootstrap, databaseUrl, folder } = services;
  await migrate(databaseUrl);
  const config = join(folder, 'tidemark.json');
  writeFileSync(config, configOf(bootstrap));
  const brokers = bootstrap.split(',');
  const demos = [
    startDemo({ brokers, prefix: PREFIX, knobs: truthKnobs }),
    startDemo({ brokers, prefix: CYCLING_PREFIX, knobs: cyclingKnobs, scenarios: [slow] }),
  ];
  const times = new ProduceTimes(bootstrap, `${PREFIX}reader`);
  const [port = 0] = await freePorts(1);
  const address = { host: '127.0.0.1', port };
  const console_ = await startConsole(address, {
    DATABASE_URL: databaseUrl,
    TIDEMARK_CONFIG: config,
    TIDEMARK_LOG_LEVEL: 'warn',
    ...ADMIN_SETTINGS,
  });
  try {
    await Promise.all(demos.map((demo) => demo.ready));
    await times.follow(TIMED_TOPICS);
    const baseUrl = urlOf(address);
    const asked = { baseUrl, headers: await asAdmin(baseUrl) };
    const figures = await watchWorkloads(asked, times);
    if (values.short) return figures;
    return { ...figures, ...(await restartAll(asked, demos)) };
  } finally {
    await console_.stop(10_000);
    await times.close();
    await Promise.all(demos.map((demo) => demo.stop()));
  }
}

async function watchWorkloads(asked: Asked, times: ProduceTimes): Promise<Record<string, number>> {
  const watches = [REFINED, UNREFINED].map((cluster) => new TimeLagWatch(asked, cluster, TIMED_GROUPS));
  const verdicts = new VerdictWatch(asked, REFINED, PREFIX);
  const until = Date.now() + minutes * 60_000;
  for (let looks = 0; Date.now() < until; looks++) {
    await Promise.all(watches.map((watch) => watch.look()));
    if (until - Date.now() < JUDGED_LOOKS * INTERVAL_MS && looks % 2 === 0) await verdicts.look(WORKLOADS);
    if (looks % 60 === 0) progress(`${Math.round((until - Date.now()) / 1_000)} s to watch the workloads`);
    await delay(INTERVAL_MS / 2);
  }
  return { ...timeLagFigures(watches, times), ...verdicts.wrong(WORKLOADS) };
}

/** The worse of with and without record times. */
function timeLagFigures(watches: readonly TimeLagWatch[], times: ProduceTimes): Record<string, number> {
  const figures = watches.map((watch, index) => {
    const samples = judged(watch.samples(times), INTERVAL_MS);
    for (const [workload, own] of Map.groupBy(samples, (sample) => sample.workload)) {
      const error = rounded(medianErrorPct(own, INTERVAL_MS));
      progress(`${[REFINED, UNREFINED][index]}: ${workload}: ${error} % over ${own.length} samples`);
    }
    const errors = samples.map((sample) => errorPct(sample, INTERVAL_MS));
    return { samples: samples.length, median: percentile(errors, 0.5), p95: percentile(errors, 0.95) };
  });
  return {
    timeLagSamples: Math.min(...figures.map(({ samples }) => samples)),
    medianTimeLagErrorPct: rounded(Math.max(...figures.map(({ median }) => median))),
    p95TimeLagErrorPct: rounded(Math.max(...figures.map(({ p95 }) => p95))),
  };
}

/** Three brokers one after the other, while groups of ten members are deployed in each way there is. */
async function restartAll(asked: Asked, demos: Demo[]): Promise<Record<string, number>> {
  const { ownKafka: kafka, bootstrap } = services;
  if (kafka === null) throw new Error('only brokers of its own may be restarted');
  const deploys = startDemo({
    brokers: bootstrap.split(','),
    prefix: PREFIX,
    knobs: truthKnobs,
    scenarios: deployScenarios(kafka),
  });
  demos.push(deploys);
  await deploys.ready;
  progress('all members of the deployed groups have joined');
  const groups = [...UNTROUBLED, ...DEPLOYED_GROUPS].map((group) => PREFIX + group);
  const commits = new CommitWatch(bootstrap, groups);
  const verdicts = new FalseVerdicts(asked, AT_WORK, PREFIX, groups, commits);
  const watching = new AbortController();
  const watched = (async () => {
    while (!watching.signal.aborted) {
      await verdicts.look().catch((error: unknown) => progress(`not told: ${error}`));
      await delay(INTERVAL_MS / 2);
    }
  })();
  await delay(RESTART_SETTLES_MS);
  for (const broker of kafka.brokers) {
    await broker.stop();
    await broker.start();
    progress(`broker ${broker.id} was restarted`);
    await delay(RESTART_SETTLES_MS);
  }
  // What began in the last restart shows after the time in which a group is said to stand.
  await delay(90_000);
  watching.abort();
  await watched;
  await commits.close();
  const { wrong, right } = verdicts.counts;
  return { falseVerdictsInRollingRestart: wrong, trueVerdictsInRollingRestart: right, restartLooks: verdicts.looks };
}

function configOf(bootstrap: string): string {
  const cluster = (name: string, more: object) => ({
    name,
    brokers: bootstrap,
    pollInterval: `${INTERVAL_MS}ms`,
    readCommittedGroups: ['*ledger-projector'],
    ...more,
  });
  const quick = {
    status: { stallAfter: '12s', window: '45s', laggingFrom: '10s' },
    openTransactionAfter: '10s',
    inactiveAfter: '45s',
    rateWindow: '20s',
    trendWindow: '45s',
    causeWindow: '60s',
    usualAfter: '60s',
  };
  return JSON.stringify({
    clusters: [cluster(REFINED, quick), cluster(UNREFINED, { ...quick, recordTimesPerPoll: 0 }), cluster(AT_WORK, {})],
  });
}
