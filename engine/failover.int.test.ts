import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { ensurePartitions } from '#lib/history/partitions.ts';
import { registerCluster } from '#lib/history/writer.ts';
import { testBrokers } from '#lib/kafka/testing.ts';
import { bundleEngine, engineBundle } from '#scripts/build/engine.ts';
import { freeze } from '#scripts/local/freeze.ts';
import { type TemporaryFolder, temporaryFolder } from '#scripts/local/temporary-folder.ts';
import { until } from '#scripts/local/wait.ts';
import { type Child, startChild } from '#scripts/run/child.ts';

/** Two collectors, processes of their own, on one database: what is missing when the one that polls dies or sleeps. */
const PROCESS = fileURLToPath(new URL('./fixtures/engine-process.ts', import.meta.url));
const CLUSTER = 'failover';
const INTERVAL_MS = 2_000;
const TTL_MS = 3_000;
const MOST_MISSED = 2;
const PATIENCE_MS = 90_000;

const writeSchema = z.object({ pollId: z.bigint().transform(Number), engine: z.string(), times: z.int() });
const holderSchema = z.object({ holder: z.string() });

let folder: TemporaryFolder;
let bundle: string;
let database: TestDatabase;
let clusterId: number;
const children: Child[] = [];
const figures: Record<string, number | string>[] = [];

beforeAll(async () => {
  folder = temporaryFolder('failover');
  bundle = `${folder.path}/engine.mjs`;
  [database] = await Promise.all([createTestDatabase(), bundleEngine({ ...engineBundle, outfile: bundle })]);
  clusterId = await registerCluster(database.db, CLUSTER);
  await ensurePartitions(database.db, Date.now());
  // Who wrote what: every transaction of a poll rewrites the cluster's row under the holder of the lease.
  await database.db.execute('create table written (poll_id int8, engine text)');
  await database.db.execute(`create function note_write() returns trigger language plpgsql as $$ begin
    insert into written select new.poll_id, holder from collector_lease where cluster_id = new.cluster_id; return new; end $$`);
  await database.db.execute(
    'create trigger note_write after insert or update on cluster_now for each row execute function note_write()',
  );
});
afterAll(async () => {
  await Promise.all(children.map((child) => child.stop(5_000)));
  await database?.drop();
  folder?.remove();
  console.table(figures);
});

function collect(): Child {
  const child = startChild(PROCESS, [bundle], {
    env: {
      TIDEMARK_CLUSTER_NAME: CLUSTER,
      KAFKA_BROKERS: testBrokers()
        .map(({ host, port }) => `${host}:${port}`)
        .join(','),
      DATABASE_URL: database.url,
      TIDEMARK_POLL_INTERVAL: `${INTERVAL_MS}ms`,
      TIDEMARK_LEASE_MIN_TTL: `${TTL_MS}ms`,
      TIDEMARK_LOG_LEVEL: 'fatal',
    },
  });
  children.push(child);
  return child;
}

/** Who polls: the process id in the middle of the holder's name. */
async function holder(): Promise<number | null> {
  const [row] = await database.db.query(
    'select holder from collector_lease where cluster_id = $1',
    [clusterId],
    holderSchema,
  );
  return row ? Number(row.holder.split(':').at(-2)) : null;
}

async function writes(): Promise<{ pollId: number; pid: number; times: number }[]> {
  const text = `select poll_id as "pollId", min(engine) as engine, count(*)::int as times from written group by 1 order by 1`;
  const rows = await database.db.query(text, [], writeSchema);
  return rows.map(({ pollId, engine, times }) => ({ pollId, pid: Number(engine.split(':').at(-2)), times }));
}

const writesOf = async (child: Child) => (await writes()).filter(({ pid }) => pid === child.pid);
const untilWrites = (child: Child, count: number) =>
  until(async () => (await writesOf(child)).length >= count || undefined, {
    what: `${count} polls of process ${child.pid}`,
    timeoutMs: PATIENCE_MS,
  });

/** Comes back when some process asks in vain for the lease. */
const untilOneWaits = () =>
  until(
    async () => {
      const text = `select 1 as one from pg_stat_activity
        where datname = current_database() and application_name = 'tidemark-engine' and query like 'select holder, expires_at%'`;
      return (await database.db.query(text, [], z.unknown())).length > 0 || undefined;
    },
    { what: 'a second collector to wait for the lease', timeoutMs: PATIENCE_MS },
  );

/** Instants without a poll between the last of one process and the first of the next. */
async function missedBetween(before: Child, after: Child): Promise<number> {
  const last = (await writesOf(before)).at(-1)?.pollId ?? Number.NaN;
  const first = (await writesOf(after)).find(({ pollId }) => pollId > last)?.pollId ?? Number.NaN;
  return (first - last) / INTERVAL_MS - 1;
}

/** Each instant was polled once, and is in the history once. */
async function expectNothingTwice(): Promise<void> {
  const all = await writes();
  expect(all.filter(({ times }) => times !== 1)).toEqual([]);
  const instants = z.object({ at: z.date() });
  const rows = await database.db.query('select at from poll where cluster_id = $1 order by at', [clusterId], instants);
  expect(rows.map(({ at }) => at.getTime())).toEqual(all.map(({ pollId }) => pollId));
}

let survivor: Child;

test('the holder is killed: another goes on', { timeout: 3 * PATIENCE_MS }, async () => {
  const first = collect();
  await untilWrites(first, 2);
  survivor = collect();
  await untilOneWaits();
  process.kill(first.pid, 'SIGKILL');
  await untilWrites(survivor, 2);
  const missed = await missedBetween(first, survivor);
  figures.push({ what: 'kill -9 of the holder', missed });
  expect(missed).toBeLessThanOrEqual(MOST_MISSED);
  await expectNothingTwice();
});

test('the holder sleeps past its lease: another goes on, and the one that wakes writes nothing', {
  timeout: 3 * PATIENCE_MS,
}, async () => {
  const sleeper = survivor;
  const next = collect();
  await untilOneWaits();
  const wake = freeze(sleeper.pid);
  await untilWrites(next, 2);
  const missed = await missedBetween(sleeper, next);
  const bySleeper = (await writesOf(sleeper)).length;
  wake();
  await untilWrites(next, 5);
  figures.push({ what: 'the holder frozen past its lease', missed });
  expect(missed).toBeLessThanOrEqual(MOST_MISSED);
  expect(await holder()).toBe(next.pid);
  expect(await writesOf(sleeper)).toHaveLength(bySleeper);
  await expectNothingTwice();

  // It is not broken: it goes on where the other one leaves off.
  await next.stop(10_000);
  await untilWrites(sleeper, bySleeper + 2);
  await expectNothingTwice();
});
