import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { createDatabase, type Database } from '#lib/db/database.ts';
import { DatabaseError } from '#lib/db/errors.ts';
import { acquireLease, type Lease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { HOUR_MS, hourOf } from '#lib/history/hours.ts';
import { readNow } from '#lib/history/read/now.ts';
import { readTail } from '#lib/history/read/tail.ts';
import { madeLoad } from '#lib/history/testing.ts';
import { createPollWriter, type PollWriter } from '#lib/history/writer.ts';
import { startTcpProxy, type TcpProxy } from '#scripts/local/tcp-proxy.ts';
import { until } from '#scripts/local/wait.ts';
import { type Backlog, BacklogSpace } from './backlog.ts';
import type { PollStorer } from './poll-storer.ts';
import { T0, testStorer } from './testing.ts';

const SHAPE = { topics: 3, partitionsPerTopic: 4, groups: 2, topicsPerGroup: 1 };
const INTERVAL_MS = 10_000;
const rowSchema = z.object({ at: z.date() });

let base: TestDatabase;
let proxy: TcpProxy;
/** The way of the storer to Postgres. */
let database: Database;
let writer: PollWriter;
let lease: Lease;
let backlog: Backlog;
let storer: PollStorer;
let said: string[];
let clusters = 0;

beforeAll(async () => {
  base = await createTestDatabase();
  proxy = await startTcpProxy({ targetPort: Number(new URL(base.url).port) });
  const url = new URL(base.url);
  url.port = String(proxy.port);
  database = createDatabase({ url: url.href, max: 2, applicationName: 'storer', connectTimeoutMs: 500 });
});
beforeEach(async () => {
  await proxy.pass();
  writer = await createPollWriter(database, `cluster-${clusters++}`);
  const taken = await acquireLease(base.db, { clusterId: writer.clusterId, holder: 'one', ttlMs: 60_000 });
  if (!taken) throw new Error('no lease');
  lease = taken;
  begin(writer);
});
afterAll(async () => {
  await database?.close();
  await proxy?.close();
  await base?.drop();
});

function begin(through: PollWriter): void {
  said = [];
  backlog = new BacklogSpace({ maxBytes: 64_000_000, keepMs: 2 * HOUR_MS }).open();
  const note = (_: object, message: string) => void said.push(message);
  storer = testStorer(through, lease, { backlog, log: { info: note, warn: note, error: note } });
}

const pollOf = madeLoad(SHAPE);
const atOf = (nth: number) => T0 + nth * INTERVAL_MS;
const polls = Array.from({ length: 40 }, (_, nth) => pollOf(atOf(nth)));
const store = (nth: number) => {
  const poll = polls[nth];
  if (!poll) throw new Error(`there is no poll ${nth}`);
  return storer.store(poll);
};
const allWritten = () =>
  until(() => storer.waiting === 0 || undefined, { what: 'all polls to be written', timeoutMs: 15_000, everyMs: 20 });
const instants = async () => {
  const text = 'select at from poll where cluster_id = $1 order by at';
  const rows = await base.db.query(text, [writer.clusterId], rowSchema);
  return rows.map(({ at }) => (at.getTime() - T0) / INTERVAL_MS);
};
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

/** Makes `poll` refuse rows of these polls with 54000, as a defect of ours would, or with another SQLSTATE. */
async function refuse(nths: number[], sqlState = '54000'): Promise<() => Promise<unknown>> {
  const list = nths.map((nth) => `'${new Date(atOf(nth)).toISOString()}'`).join();
  await base.db.execute(`create function refuse() returns trigger language plpgsql as
    $$ begin if new.at in (${list}) then raise exception 'refused' using errcode = '${sqlState}'; end if; return new; end $$`);
  await base.db.execute('create trigger refuse before insert on poll for each row execute function refuse()');
  return () => base.db.execute('drop function refuse cascade');
}

test('polls that waited are written in order with what they saw; the state is that of the newest', async () => {
  await store(0);
  await proxy.refuse();
  for (const nth of range(1, 40)) void store(nth);
  expect(storer.waiting).toBe(39);
  await proxy.pass();
  await allWritten();
  expect(await instants()).toEqual(range(0, 40));
  const stored: unknown[] = [];
  await readTail(base.db, { clusterId: writer.clusterId, fromMs: T0, toMs: atOf(40) }, (poll) => stored.push(poll));
  expect(stored).toEqual(polls.map(({ samples }) => samples));
  expect((await readNow(base.db, writer.clusterId))?.cluster.pollId).toBe(atOf(39));
  expect(said).toEqual([
    'Postgres takes no polls: they are read, and wait',
    'the polls that waited for Postgres are written',
  ]);
});

test('a commit of which nobody knows whether it happened is neither doubled nor lost', async () => {
  let unknown = true;
  const losing: Database = {
    ...database,
    async transaction(work, options) {
      const done = await database.transaction(work, options);
      if (unknown) throw new DatabaseError('COMMIT_UNKNOWN', 'The answer to COMMIT was lost');
      return done;
    },
  };
  begin(await createPollWriter(losing, `cluster-${clusters - 1}`));
  for (const nth of range(0, 3)) void store(nth);
  await until(() => storer.waiting === 3 || undefined, { what: 'three polls to wait', timeoutMs: 5_000 });
  unknown = false;
  void store(3);
  await allWritten();
  expect(await instants()).toEqual(range(0, 4));
  expect(said.join()).not.toContain('clock');
});

test('one that the database refuses takes no other along', async () => {
  await store(0);
  await proxy.refuse();
  for (const nth of range(1, 6)) void store(nth);
  const accept = await refuse([2]);
  await proxy.pass();
  await allWritten();
  await accept();
  expect(await instants()).toEqual([0, 1, 3, 4, 5]);
  expect(storer.failures).toMatchObject([{ code: 'POLLS_LOST' }]);
  expect(storer.lost).toBe(1);
});

test('polls for which Postgres has no memory wait until it has', async () => {
  await store(0);
  const accept = await refuse(range(1, 6), '53200');
  for (const nth of range(1, 6)) void store(nth);
  await until(() => said[0], { what: 'the first refusal', timeoutMs: 5_000 });
  await accept();
  await allWritten();
  expect(await instants()).toEqual(range(0, 6));
  expect(storer.lost).toBe(0);
});

test('polls wait while their user may not connect, and are written once it may', async () => {
  const own = await createTestDatabase();
  const name = new URL(own.url).pathname.slice(1);
  const role = `storer_${name.replaceAll(/\W/g, '')}`;
  const url = new URL(own.url);
  url.username = role;
  url.password = 'secret';
  const limited = createDatabase({ url: url.href, max: 2, applicationName: 'limited' });
  try {
    await own.db.execute(`create role ${role} login password 'secret'`);
    await own.db.execute(`revoke connect on database "${name}" from public`);
    const mayConnect = (may: boolean) =>
      own.db.execute(`${may ? 'grant' : 'revoke'} connect on database "${name}" ${may ? 'to' : 'from'} ${role}`);
    await own.db.execute(`grant all on schema public to ${role}`);
    await own.db.execute(`do $$ declare t record; begin
      for t in select oid::regclass as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
      loop execute format('alter table %s owner to ${role}', t.name); end loop; end $$`);
    await mayConnect(true);
    const through = await createPollWriter(limited, 'limited');
    const taken = await acquireLease(own.db, { clusterId: through.clusterId, holder: 'one', ttlMs: 60_000 });
    if (!taken) throw new Error('no lease');
    lease = taken;
    begin(through);
    expect(await store(0)).toMatchObject({ write: { outcome: 'written' } });
    await mayConnect(false);
    await own.db.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where usename = $1',
      [role],
      z.unknown(),
    );
    const sqlState = () => limited.query('select 1', [], z.unknown()).catch((error: DatabaseError) => error.sqlState);
    await until(async () => (await sqlState()) === '42501' || undefined, { what: 'the refusal', timeoutMs: 5_000 });
    for (const nth of range(1, 6)) void store(nth);
    await until(() => said[0], { what: 'the polls to wait', timeoutMs: 5_000 });
    expect([said[0], storer.waiting]).toEqual(['Postgres takes no polls: they are read, and wait', 5]);
    await mayConnect(true);
    await allWritten();
    expect(storer.lost).toBe(0);
    const [row] = await own.db.query('select count(*)::int as polls from poll', [], z.object({ polls: z.int() }));
    expect(row?.polls).toBe(6);
  } finally {
    await storer.close();
    await limited.close();
    await own.db.execute(`drop owned by ${role}`);
    await own.db.execute(`drop role ${role}`);
    await own.drop();
  }
});

test('polls of an hour that was completed meanwhile are given up, and that is told', async () => {
  const hourMs = hourOf(T0) + HOUR_MS;
  const inHour = (hourMs - T0) / INTERVAL_MS;
  await store(0);
  await proxy.refuse();
  const late = [pollOf(hourMs - INTERVAL_MS), pollOf(hourMs), pollOf(hourMs + INTERVAL_MS), pollOf(hourMs + HOUR_MS)];
  for (const poll of late) void storer.store(poll);
  await base.db.execute('insert into sealed_hour (cluster_id, hour, polls, poll_ms) values ($1, $2, 0, $3)', [
    writer.clusterId,
    new Date(hourMs),
    Buffer.alloc(0),
  ]);
  await proxy.pass();
  await allWritten();
  expect(await instants()).toEqual([0, inHour - 1, inHour + HOUR_MS / INTERVAL_MS]);
  expect([storer.lost, backlog.recentLoss?.polls]).toEqual([2, 2]);
});

test('whoever lost the lease writes nothing of what waits, and keeps nothing', async () => {
  await store(0);
  await proxy.refuse();
  for (const nth of range(1, 6)) void store(nth);
  await base.db.execute(
    `update collector_lease set holder = 'thief', token = gen_random_uuid() where cluster_id = $1`,
    [writer.clusterId],
  );
  await proxy.pass();
  await until(() => storer.lostLease || undefined, { what: 'the loss of the lease', timeoutMs: 5_000 });
  expect(await instants()).toEqual([0]);
  expect([storer.waiting, backlog.size]).toEqual([0, 0]);
  expect(await store(6)).toMatchObject({ write: { outcome: 'lost-lease' } });
  expect(said.at(-1)).toContain('another collector has the lease');
});

test('a stop while Postgres answers writes what waits first; while it does not, it says what is lost', async () => {
  for (const nth of range(0, 4)) void store(nth);
  await storer.close();
  expect(await instants()).toEqual(range(0, 4));

  await proxy.refuse();
  void store(4);
  void store(5);
  await storer.close();
  expect(said.at(-1)).toContain('polls that wait are lost');
  expect(storer.waiting).toBe(0);
});
