/**
 * The console killed with -9 at random moments of its polls, again and again, and started anew: is every poll whole and there
 * once, does the current state fit the newest, and how many instants are missing? Ends with 1 when it is not so. With `--state` a
 * run that was interrupted goes on counting where it was.
 *
 *   npm run bench:kills [-- --short] [-- --kills 100] [-- --state kills.json]
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createDatabase, type Database } from '#lib/db/database.ts';
import { migrate } from '#lib/db/migrate.ts';
import { NOT_OBSERVED } from '#lib/history/contract.ts';
import { readNow } from '#lib/history/read/now.ts';
import { readTail } from '#lib/history/read/tail.ts';
import { registerCluster } from '#lib/history/writer.ts';
import { freePorts } from '#scripts/local/ports.ts';
import { until } from '#scripts/local/wait.ts';
import { startConsole } from '#scripts/run/console.ts';
import { type Bars, reportFigures } from './bars.ts';
import { type LoadShape, openPollLoad } from './poll-load.ts';
import { type BenchServices, benchServices } from './services.ts';

const CLUSTER = 'bench';
const SHAPE: LoadShape = { topics: 30, partitionsPerTopic: 10, groups: 40, topicsPerGroup: 3 };
/** A poll of this load and its transaction are over well before: most blows fall into one. */
const BLOW_WITHIN_MS = 150;
const POLLS_BETWEEN = 2;
const BARS: Bars = { tornPolls: { atMost: 0 }, unaligned: { atMost: 0 }, inconsistent: { atMost: 0 } };
const FULL_BARS: Bars = { ...BARS, kills: { atLeast: 100 }, missedMost: { atMost: 2 } };

const { values } = parseArgs({
  options: { short: { type: 'boolean', default: false }, kills: { type: 'string' }, state: { type: 'string' } },
});
const wanted = Number(values.kills ?? (values.short ? 5 : 100));
/** With less than 2 s more instants pass while a console starts, and a broker that is asked by a cold process misses its deadline. */
const intervalMs = 2_000;

const figuresSchema = z.object({
  kills: z.int(),
  /** Of these, those after which the poll under way was not there. */
  killsInPoll: z.int(),
  polls: z.int(),
  tornPolls: z.int(),
  unaligned: z.int(),
  /** Kills after which the current state was not that of the newest poll. */
  inconsistent: z.int(),
  missedMost: z.int(),
});
type Figures = z.infer<typeof figuresSchema>;

const services = await benchServices();
try {
  reportFigures(await run(services), values.short ? BARS : FULL_BARS);
} finally {
  await services.close();
}

async function run({ bootstrap, databaseUrl }: BenchServices): Promise<Figures> {
  const figures = begun();
  await migrate(databaseUrl);
  const database = createDatabase({ url: databaseUrl, max: 2, applicationName: 'bench-kills' });
  const load = await openPollLoad(bootstrap, SHAPE);
  const clusterId = await registerCluster(database, CLUSTER);
  const env = {
    KAFKA_BROKERS: bootstrap,
    DATABASE_URL: databaseUrl,
    TIDEMARK_CLUSTER_NAME: CLUSTER,
    TIDEMARK_POLL_INTERVAL: `${intervalMs}ms`,
    TIDEMARK_LOG_LEVEL: 'fatal',
  };
  await load.advance();
  let checkedMs = 0;
  try {
    while (figures.kills < wanted) {
      const [port = 0] = await freePorts(1);
      const console_ = await startConsole({ host: '127.0.0.1', port }, env);
      await load.advance();
      const startedMs = (await newestPoll(database)) ?? 0;
      await until(async () => (await pollsSince(database, startedMs)) >= POLLS_BETWEEN || undefined, {
        what: 'polls of the console that was started anew',
        timeoutMs: 60_000,
      });
      await load.advance();
      const instantMs = (Math.floor(Date.now() / intervalMs) + 1) * intervalMs;
      await pause(instantMs - Date.now() + Math.random() * BLOW_WITHIN_MS);
      process.kill(console_.pid, 'SIGKILL');
      await console_.ended;
      await sessionsGone(database);
      figures.kills++;
      if ((await newestPoll(database)) !== instantMs) figures.killsInPoll++;
      checkedMs = await check(database, clusterId, checkedMs, figures);
      if (values.state) writeFileSync(values.state, JSON.stringify(figures));
      process.stderr.write(`kill ${figures.kills}/${wanted}: ${JSON.stringify(figures)}\n`);
    }
  } finally {
    await load.close();
    await database.close();
  }
  return figures;
}

function begun(): Figures {
  if (values.state && existsSync(values.state))
    return figuresSchema.parse(JSON.parse(readFileSync(values.state, 'utf8')));
  return { kills: 0, killsInPoll: 0, polls: 0, tornPolls: 0, unaligned: 0, inconsistent: 0, missedMost: 0 };
}

async function newestPoll(database: Database): Promise<number | null> {
  const [row] = await database.query('select max(at) as at from poll', [], z.object({ at: z.date().nullable() }));
  return row?.at?.getTime() ?? null;
}

async function pollsSince(database: Database, ms: number): Promise<number> {
  const text = 'select count(*)::int as polls from poll where at > $1';
  const [row] = await database.query(text, [new Date(ms)], z.object({ polls: z.int() }));
  return row?.polls ?? 0;
}

/** What the dead process had sent already, Postgres still works off. */
async function sessionsGone(database: Database): Promise<void> {
  const text = `select pid from pg_stat_activity where datname = current_database() and application_name like 'tidemark-%'`;
  await until(async () => (await database.query(text, [], z.unknown())).length === 0 || undefined, {
    what: 'Postgres to end the sessions of the killed console',
    timeoutMs: 30_000,
    everyMs: 20,
  });
}

/** Reads every poll since the last check; gives the instant of the newest. */
async function check(database: Database, clusterId: number, sinceMs: number, figures: Figures): Promise<number> {
  let beforeMs = sinceMs;
  const newestLags = new Map<string, bigint>();
  await readTail(database, { clusterId, fromMs: sinceMs + 1, toMs: Date.now() + intervalMs }, (poll) => {
    figures.polls++;
    const ends = new Map(poll.topics.map(({ topic, highWatermark }) => [topic.name, highWatermark]));
    const ofLoad = poll.subscriptions.filter(({ group }) => group.startsWith('bench.'));
    const whole = ofLoad.filter(({ topic, committed }) => {
      const width = ends.get(topic.name)?.length;
      return committed.length === SHAPE.partitionsPerTopic && width === committed.length;
    });
    if (whole.length !== SHAPE.groups * SHAPE.topicsPerGroup) figures.tornPolls++;
    if (poll.atMs % intervalMs !== 0) figures.unaligned++;
    if (beforeMs > 0) figures.missedMost = Math.max(figures.missedMost, (poll.atMs - beforeMs) / intervalMs - 1);
    beforeMs = poll.atMs;
    newestLags.clear();
    for (const { group, topic, committed } of ofLoad) {
      const high = ends.get(topic.name);
      // A broker that was late on a busy machine: what it did not tell is in no sum.
      if (committed.includes(NOT_OBSERVED) || high?.includes(NOT_OBSERVED)) continue;
      const lag = committed.reduce((sum, offset, partition) => sum + (high?.[partition] ?? 0n) - offset, 0n);
      newestLags.set(group, (newestLags.get(group) ?? 0n) + lag);
    }
  });
  const now = await readNow(database, clusterId);
  const isConsistent =
    now?.cluster.pollId === beforeMs &&
    now.groups.every(({ group, lag, knownPartitions, totalPartitions }) => {
      const summed = newestLags.get(group);
      return summed === undefined || knownPartitions !== totalPartitions || lag === summed;
    });
  if (!isConsistent) figures.inconsistent++;
  return beforeMs;
}
