import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createDatabase, type Database } from '#lib/db/database.ts';
import { migrate } from '#lib/db/migrate.ts';
import { ensurePartitions } from '#lib/history/partitions.ts';
import { readNow } from '#lib/history/read/now.ts';
import { readTail } from '#lib/history/read/tail.ts';
import { registerCluster } from '#lib/history/writer.ts';
import { TestKafka } from '#lib/kafka/fixtures/test-kafka.ts';
import { testBrokers, testCluster } from '#lib/kafka/testing.ts';
import { freeze } from '#scripts/local/freeze.ts';
import { type LocalPostgres, startPostgres } from '#scripts/local/postgres.ts';
import { type TemporaryFolder, temporaryFolder } from '#scripts/local/temporary-folder.ts';
import { until } from '#scripts/local/wait.ts';
import { BacklogSpace } from './backlog.ts';
import { Collector } from './collector.ts';
import type { PollReport } from './poller.ts';

const TOPIC = 'outage-orders';
const GROUP = 'outage-payments';
const INTERVAL_MS = 1_000;
/** How long Postgres is away: a minute where all faults are to be seen at their full length. */
const AWAY_MS = process.env.TIDEMARK_FAULTS === 'full' ? 60_000 : 6_000;
const COMMIT_EVERY_MS = 200;
const instants = z.object({ at: z.date() });

let folder: TemporaryFolder;
let postgres: LocalPostgres;
let kafka: TestKafka;
let database: Database;
let traffic: Traffic;

beforeAll(async () => {
  folder = temporaryFolder('outage');
  [kafka, postgres] = await Promise.all([TestKafka.of(testBrokers()), startPostgres({ dir: folder.path })]);
  const url = await postgres.database('outage');
  await migrate(url);
  database = createDatabase({ url, max: 5, applicationName: 'outage', connectTimeoutMs: 1_000 });
  await ensurePartitions(database, Date.now());
  await kafka.createTopic(TOPIC, [[kafka.brokerIds[0] ?? 0]]);
  traffic = commitForEver();
  // The first poll finds a commit.
  await until(() => traffic.commits.length > 0 || undefined, { what: 'the first commit', timeoutMs: 30_000 });
});
afterAll(async () => {
  await traffic?.stop();
  await kafka?.deleteGroups([GROUP]);
  await kafka?.deleteTopics([TOPIC]);
  await kafka?.close();
  await database?.close();
  await postgres?.stop();
  folder?.remove();
});

interface Traffic {
  /** Each committed offset with the time before it was asked for and after it was answered. */
  commits: { offset: bigint; askedAtMs: number; doneAtMs: number }[];
  stop(): Promise<void>;
}

/** Commits ever higher offsets, so that every poll sees another one. */
function commitForEver(): Traffic {
  const stop = new AbortController();
  const commits: Traffic['commits'] = [];
  const run = async () => {
    for (let offset = 1n; !stop.signal.aborted; offset++) {
      const askedAtMs = Date.now();
      await kafka.commit(GROUP, TOPIC, [offset]);
      commits.push({ offset, askedAtMs, doneAtMs: Date.now() });
      await pause(COMMIT_EVERY_MS);
    }
  };
  const running = run();
  return {
    commits,
    async stop() {
      stop.abort();
      await running;
    },
  };
}

function start(name: string, space: BacklogSpace) {
  const polls: PollReport[] = [];
  const said: string[] = [];
  const note = (_: object, message: string) => void said.push(message);
  const collector = new Collector({
    cluster: testCluster(testBrokers(), { name, pollIntervalMs: INTERVAL_MS }),
    database,
    holder: name,
    patienceMs: 30_000,
    leaseMinTtlMs: 3_000,
    space,
    log: { info: note, warn: note, error: note },
    onPoll: (report) => polls.push(report),
  });
  const untilPolls = (count: number) =>
    until(() => polls.length >= count || undefined, { what: `${count} polls`, timeoutMs: 60_000 });
  const untilWritten = () =>
    until(() => (polls.at(-1)?.write?.outcome === 'written' && polls.at(-1)?.waitingPolls === 0) || undefined, {
      what: 'the last poll to be written',
      timeoutMs: 60_000,
    });
  return { collector, polls, said, untilPolls, untilWritten };
}

async function historyOf(clusterId: number): Promise<{ atMs: number; committed: bigint }[]> {
  const history: { atMs: number; committed: bigint }[] = [];
  await readTail(database, { clusterId, fromMs: Date.now() - 600_000, toMs: Date.now() }, ({ atMs, subscriptions }) => {
    const ours = subscriptions.find(({ group }) => group === GROUP);
    history.push({ atMs, committed: ours?.committed[0] ?? -1n });
  });
  return history;
}

const everyInstant = (fromMs: number, toMs: number) =>
  Array.from({ length: (toMs - fromMs) / INTERVAL_MS + 1 }, (_, index) => fromMs + index * INTERVAL_MS);

test.each([
  {
    how: 'frozen',
    away: async () => {
      const wake = freeze(postgres.pid ?? 0);
      await pause(AWAY_MS);
      wake();
    },
  },
  {
    how: 'stopped',
    away: async () => {
      await postgres.stop();
      await pause(AWAY_MS);
      await postgres.start();
    },
  },
])(
  'Postgres $how: the polls go on, and are all written afterwards, each with its own instant',
  {
    timeout: AWAY_MS + 90_000,
  },
  async ({ how, away }) => {
    const { collector, polls, said, untilPolls, untilWritten } = start(how, new BacklogSpace());
    await untilPolls(3);
    await away();
    await untilPolls(polls.length + 2);
    await untilWritten();
    await collector.stop();

    const clusterId = await registerCluster(database, how);
    const history = await historyOf(clusterId);
    const scheduled = polls.map(({ scheduledAtMs }) => scheduledAtMs);
    // Polled at every instant, and none is missing in the history.
    expect(scheduled).toEqual(everyInstant(scheduled[0] ?? 0, scheduled.at(-1) ?? 0));
    expect(history.map(({ atMs }) => atMs)).toEqual(scheduled);
    for (const { atMs, committed } of history) {
      const seen = traffic.commits.find(({ offset }) => offset === committed);
      const before = traffic.commits.findLast(({ doneAtMs }) => doneAtMs < atMs);
      expect(seen?.askedAtMs).toBeLessThan(atMs + INTERVAL_MS);
      expect(committed).toBeGreaterThanOrEqual(before?.offset ?? 0n);
    }
    expect(Math.max(...polls.map(({ lateMs }) => lateMs))).toBeLessThan(INTERVAL_MS);
    const now = await readNow(database, clusterId);
    expect(now?.cluster).toMatchObject({ pollId: scheduled.at(-1), failures: [], health: { lostPolls: 0 } });
    expect(said).toContain('the polls that waited for Postgres are written');
  },
);

test('when no more polls can wait the oldest are given up, which is said once in the log and on the pages', async () => {
  const { collector, polls, said, untilPolls, untilWritten } = start(
    'full',
    new BacklogSpace({ maxBytes: 64_000_000, keepMs: 2_000 }),
  );
  await untilPolls(2);
  const wake = freeze(postgres.pid ?? 0);
  await untilPolls(8);
  wake();
  await untilPolls(polls.length + 2);
  await untilWritten();
  const clusterId = await registerCluster(database, 'full');
  const now = await readNow(database, clusterId);
  await collector.stop();
  const rows = await database.query('select at from poll where cluster_id = $1 order by at', [clusterId], instants);
  const kept = new Set(rows.map(({ at }) => at.getTime()));
  const missing = polls.map(({ scheduledAtMs }) => scheduledAtMs).filter((atMs) => !kept.has(atMs));
  expect(missing.length).toBeGreaterThanOrEqual(2);
  // The oldest of those that waited, one after the other.
  expect(missing).toEqual(everyInstant(missing[0] ?? 0, missing.at(-1) ?? 0));
  expect(now?.cluster.health.lostPolls).toBe(missing.length);
  // Beside what a broker that answers late on a busy machine is told about.
  const losses = (now?.cluster.failures ?? []).filter(({ code }) => code === 'POLLS_LOST');
  expect(losses.map(({ message }) => message)).toEqual([expect.stringContaining(`${missing.length} polls from`)]);
  expect(said.filter((message) => message.includes('given up'))).toHaveLength(1);
});
