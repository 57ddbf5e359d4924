import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Database } from '#lib/db/database.ts';
import { acquireLease, type Lease, releaseLease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import type { PollWrite } from './contract.ts';
import { HOUR_MS, hourOf } from './hours.ts';
import { POLL, spanAt } from './partition-spans.ts';
import { dropPartition } from './partitions.ts';
import { prune } from './prune.ts';
import { readNow } from './read/now.ts';
import { readNewestSamples } from './read/tail.ts';
import { madeCluster, madeGroup, madeSubscription, madeTopic, madeTopicKey } from './testing.ts';
import { createPollWriter, type PollWriter } from './writer.ts';

const T0 = Date.UTC(2026, 10, 23, 14, 30);
const STAYS = { group: 'stays', topic: 'orders' };
const CONSOLE = { group: 'console-consumer-1', topic: 'debug' };
const nameSchema = z.object({ name: z.string() });

/** A poll in which each of these groups has one partition of its topic. */
function pollOf(atMs: number, ...pairs: { group: string; topic: string }[]): PollWrite {
  const keys = pairs.map(({ topic }) => madeTopicKey(topic));
  const one = () => BigInt64Array.of(1n);
  return {
    samples: {
      atMs,
      topics: keys.map((topic) => ({ topic, logStart: one(), highWatermark: one(), open: one() })),
      subscriptions: pairs.map(({ group, topic }) => ({ group, topic: madeTopicKey(topic), committed: one() })),
    },
    cluster: madeCluster(atMs),
    brokers: [],
    topics: keys.map((key) => madeTopic(key, 1)),
    groups: pairs.map(({ group, topic }) => madeGroup(group, [topic], 0n, 1)),
    subscriptions: pairs.map(({ group, topic }) => madeSubscription(group, madeTopicKey(topic), 1, 0n)),
    timeLags: pairs.map(() => new Int32Array(1)),
    events: [],
    statusChanges: [],
    complete: { brokers: true, topics: true, groups: true },
  };
}

describe('names of which nothing is left', () => {
  let base: TestDatabase;
  let db: Database;
  let writer: PollWriter;
  let lease: Lease;
  let clusters = 0;
  beforeAll(async () => {
    base = await createTestDatabase();
    db = base.db;
    // Of another cluster, and not to be touched by what the others delete.
    const other = await createPollWriter(db, 'other');
    await other.write(pollOf(T0, CONSOLE), await leaseOf(other, 'one'));
  });
  afterAll(() => base.drop());
  beforeEach(async () => {
    clusters += 1;
    writer = await writerOf();
    lease = await leaseOf(writer, 'one');
  });

  const writerOf = (pruneEveryMs = 0) => createPollWriter(db, `cluster-${clusters}`, { pruneEveryMs });

  async function leaseOf({ clusterId }: PollWriter, holder: string): Promise<Lease> {
    const taken = await acquireLease(db, { clusterId, holder, ttlMs: 60_000 });
    if (taken === null) throw new Error('no lease');
    return taken;
  }

  const namesOf = (text: string, clusterId = writer.clusterId) =>
    db.query(text, [clusterId], nameSchema).then((rows) => rows.map(({ name }) => name));
  const groups = (clusterId?: number) =>
    namesOf('select name from consumer_group where cluster_id = $1 order by 1', clusterId);
  const topics = () => namesOf('select name from topic where cluster_id = $1 order by 1');
  const subscriptions = () =>
    namesOf(
      `select g.name || ' ' || t.name as name from subscription s join consumer_group g on g.id = s.group_id
         join topic t on t.id = s.topic_id where g.cluster_id = $1 order by 1`,
    );
  const homelessSeats = () =>
    namesOf(
      `select kind || series_id as name from poll_seat p where cluster_id = $1
          and case kind when 's' then not exists (select from subscription s where s.id = p.series_id)
                        else not exists (select from topic t where t.id = p.series_id) end`,
    );

  /** A group and its topic that were there an hour ago: out of the current state, but in the history. */
  async function consoleGone(): Promise<void> {
    await writer.write(pollOf(T0, STAYS, CONSOLE), lease);
    await writer.write(pollOf(T0 + HOUR_MS, STAYS), lease);
  }

  const dropFirstHour = () =>
    dropPartition(db, spanAt(POLL, T0), (sql) =>
      sql.execute('delete from poll_seat where hour = $1', [new Date(hourOf(T0))]),
    );

  test('are kept as long as the history has a poll with them, then deleted, and come back under new ids', async () => {
    await consoleGone();
    expect(await groups()).toEqual([CONSOLE.group, STAYS.group]);
    expect(await topics()).toEqual([CONSOLE.topic, STAYS.topic]);

    await dropFirstHour();
    await writer.write(pollOf(T0 + HOUR_MS + 10_000, STAYS), lease);
    expect(await groups()).toEqual([STAYS.group]);
    expect(await topics()).toEqual([STAYS.topic]);
    expect(await subscriptions()).toEqual(['stays orders']);

    const back = pollOf(T0 + HOUR_MS + 20_000, CONSOLE, STAYS);
    expect(await writer.write(back, lease)).toMatchObject({ outcome: 'written', pruneFailure: null });
    expect((await readNow(db, writer.clusterId))?.groups.map(({ group }) => group)).toEqual(await groups());
    expect(await readNewestSamples(db, writer.clusterId)).toEqual(back.samples);
    expect(await subscriptions()).toEqual(['console-consumer-1 debug', 'stays orders']);
    expect(await groups((await createPollWriter(db, 'other')).clusterId)).toEqual([CONSOLE.group]);
  });

  test('are forgotten by the writer that deleted them, also where no foreign key would tell', async () => {
    await consoleGone();
    await dropFirstHour();
    await writer.write(pollOf(T0 + HOUR_MS + 10_000, STAYS), lease);
    const back = pollOf(T0 + HOUR_MS + 20_000, CONSOLE, STAYS);
    await writer.write({ ...back, topics: [], groups: [], subscriptions: [] }, lease);
    expect(await homelessSeats()).toEqual([]);
    expect(await readNewestSamples(db, writer.clusterId)).toEqual(back.samples);
  });

  test('are forgotten by another writer when it takes the lease back', async () => {
    await consoleGone();
    await releaseLease(db, lease);
    const other = await writerOf();
    const otherLease = await leaseOf(other, 'two');
    await dropFirstHour();
    await other.write(pollOf(T0 + HOUR_MS + 10_000, STAYS), otherLease);
    expect(await groups()).toEqual([STAYS.group]);
    await releaseLease(db, otherLease);

    const back = pollOf(T0 + HOUR_MS + 20_000, CONSOLE, STAYS);
    await writer.write({ ...back, topics: [], groups: [], subscriptions: [] }, await leaseOf(writer, 'one'));
    expect(await homelessSeats()).toEqual([]);
  });

  test('are left alone by whoever lost the lease', async () => {
    await consoleGone();
    await dropFirstHour();
    await releaseLease(db, lease);
    expect(await prune(db, lease)).toEqual({ rows: 0, more: false });
    expect(await groups()).toEqual([CONSOLE.group, STAYS.group]);
  });

  test('are deleted in batches, one after each poll, then once in a while', async () => {
    const addGroups = (from: number, to: number) =>
      db.execute(
        `insert into consumer_group (cluster_id, name, name_sha256, first_seen_at)
         select $1, n, sha256(n::text::bytea), now() from generate_series($2::int4, $3::int4) as n`,
        [writer.clusterId, from, to],
      );
    await addGroups(1, 2_500);
    const hourly = await writerOf(HOUR_MS);
    const left: number[] = [];
    for (const index of [0, 1, 2, 3]) {
      await hourly.write(pollOf(T0 + index * 10_000, STAYS), lease);
      left.push((await groups()).length - 1);
      if (index === 2) await addGroups(3_000, 3_003);
    }
    expect(left).toEqual([1_500, 500, 0, 4]);
  });

  test('that cannot be deleted do not fail the poll', async () => {
    await consoleGone();
    await dropFirstHour();
    await db.execute(`create function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'no space left' using errcode = '53100'; end $$`);
    await db.execute('create trigger refuse before delete on consumer_group for each row execute function refuse()');
    const poll = pollOf(T0 + HOUR_MS + 10_000, STAYS);
    const report = await writer.write(poll, lease);
    await db.execute('drop function refuse cascade');
    expect(report).toMatchObject({ outcome: 'written', pruneFailure: { code: 'DISK_FULL' } });
    expect(await readNewestSamples(db, writer.clusterId)).toEqual(poll.samples);
    expect(await subscriptions()).toEqual(['console-consumer-1 debug', 'stays orders']);

    expect(await writer.write(pollOf(T0 + HOUR_MS + 20_000, STAYS), lease)).toMatchObject({ pruneFailure: null });
    expect(await groups()).toEqual([STAYS.group]);
  });
});
