import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Database } from '#lib/db/database.ts';
import { DatabaseError } from '#lib/db/errors.ts';
import { acquireLease, type Lease, releaseLease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { unpackTimeLag } from '#lib/lag/time-lag.ts';
import { until } from '#scripts/local/wait.ts';
import type { EventRecord, HistoryWrite, PollWrite, TopicNow } from './contract.ts';
import { readNow } from './read/now.ts';
import { readNewestSamples, readTail } from './read/tail.ts';
import { madeLoad, madeTopic, madeTopicKey } from './testing.ts';
import { createPollWriter, POLL_CHANNEL, type PollWriter, type WriteReport } from './writer.ts';

const T0 = Date.UTC(2026, 10, 23, 14, 59, 40);
const SMALL = { topics: 4, partitionsPerTopic: 4, groups: 2, topicsPerGroup: 2 };
const countSchema = z.object({ count: z.int() });

describe('writing polls', () => {
  let base: TestDatabase;
  let db: Database;
  let writer: PollWriter;
  let lease: Lease;
  let atMs = T0;
  let clusters = 0;
  beforeAll(async () => {
    base = await createTestDatabase();
    db = base.db;
  });
  afterAll(() => base.drop());
  beforeEach(async () => {
    clusters += 1;
    atMs = T0;
    writer = await createPollWriter(db, `cluster-${clusters}`);
    lease = await leaseOf('one');
  });

  async function leaseOf(holder: string): Promise<Lease> {
    const taken = await acquireLease(db, { clusterId: writer.clusterId, holder, ttlMs: 60_000 });
    if (taken === null) throw new Error('no lease');
    return taken;
  }

  async function count(text: string, params: (string | number)[] = []): Promise<number> {
    const [row] = await db.query(`select count(*)::int as count from ${text}`, params, countSchema);
    return row?.count ?? -1;
  }

  const pollRows = () => count('poll where cluster_id = $1', [writer.clusterId]);
  const nextAt = () => {
    atMs += 10_000;
    return atMs;
  };
  const nextOf = (poll: PollWrite): PollWrite => {
    const at = nextAt();
    const { samples, cluster } = poll;
    return {
      ...structuredClone(poll),
      samples: samples && { ...samples, atMs: at },
      cluster: { ...cluster, pollId: at, scheduledAtMs: at, observedAtMs: at },
    };
  };

  /** What a write answers, and what those who listen hear of it. */
  async function announcedBy(write: () => Promise<WriteReport>) {
    const listener = await db.pool.connect();
    try {
      await listener.query(`listen ${POLL_CHANNEL}`);
      const heard = new Promise<string | undefined>((resolve) => {
        listener.once('notification', ({ payload }) => resolve(payload));
      });
      return { report: await write(), announced: JSON.parse((await heard) ?? '') };
    } finally {
      listener.release(true);
    }
  }

  async function samplesAt(fromMs: number): Promise<PollWrite['samples'] | undefined> {
    const polls: PollWrite['samples'][] = [];
    await readTail(db, { clusterId: writer.clusterId, fromMs, toMs: fromMs + 1 }, (poll) => polls.push(poll));
    return polls[0];
  }

  /** What a poll alone says of a topic is not stored. */
  const asStored = (topic: TopicNow): TopicNow => ({ ...topic, isrShrunk: 0, isCurrent: false });

  /** Everything but samples and events, as it was handed over. */
  function currentState({ samples: _, complete: __, events: ___, statusChanges: ____, timeLags, ...now }: PollWrite) {
    return {
      ...now,
      topics: now.topics.map(asStored),
      // Where the largest lag is matters in its own poll alone.
      subscriptions: now.subscriptions.map((subscription) => ({ ...subscription, worstLag: null })),
      timeLags: timeLags.map((ofSubscription) => Array.from(ofSubscription, unpackTimeLag)),
    };
  }

  /** The same as it was stored. */
  async function storedNow({ clusterId }: PollWriter) {
    const now = await readNow(db, clusterId);
    const partitionsOf = ({ partitions }: { partitions: number }, index: number) =>
      Array.from({ length: partitions }, (_, partition) => now?.timeLags?.of(index, partition));
    return now && { ...now, timeLags: now.subscriptions.map(partitionsOf) };
  }

  test('a poll can be read back, samples and current state', async () => {
    const poll = madeLoad(SMALL)(nextAt());
    expect(await writer.write(poll, lease)).toMatchObject({ outcome: 'written', pollId: atMs, refused: [] });
    expect(await readNewestSamples(db, writer.clusterId)).toEqual(poll.samples);
    expect(await storedNow(writer)).toEqual(currentState(poll));
  });

  test('only rows that differ are written', async () => {
    const poll = madeLoad(SMALL)(nextAt());
    const [first] = poll.groups;
    if (first === undefined) throw new Error('no group');
    const rowsOf = async (write: PollWrite) => {
      const report = await writer.write(write, lease);
      return report.outcome === 'written' ? report.rows : report.outcome;
    };
    expect(await rowsOf(poll)).toBe(3 + 4 + 2 + 4);
    expect(await rowsOf(nextOf(poll))).toBe(0);
    const changes: Partial<typeof first>[] = [
      { lag: 5n },
      { lag: null, statusSinceMs: T0 },
      { states: { ok: 7, unknown: 1 } },
      { trend: [null, '12'] },
      { state: 'PreparingRebalance' },
      { memberList: [], members: 0 },
    ];
    let row = first;
    for (const change of changes) {
      row = { ...row, ...change };
      const changed = nextOf({ ...poll, groups: [row, ...poll.groups.slice(1)] });
      expect(await rowsOf(changed)).toBe(1);
      expect((await readNow(db, writer.clusterId))?.groups[0]).toEqual(row);
    }
  });

  test('brokers, topics, groups and subscriptions that are gone are deleted, unless a listing had holes', async () => {
    const poll = madeLoad(SMALL)(nextAt());
    await writer.write(poll, lease);
    const fewer = {
      ...poll,
      brokers: poll.brokers.slice(1),
      topics: poll.topics.slice(1),
      groups: poll.groups.slice(1),
      subscriptions: poll.subscriptions.slice(1),
      timeLags: poll.timeLags.slice(1),
    };
    await writer.write(nextOf({ ...fewer, complete: { brokers: false, topics: false, groups: false } }), lease);
    expect(await readNow(db, writer.clusterId)).toMatchObject({
      brokers: poll.brokers,
      topics: currentState(poll).topics,
      groups: poll.groups,
      subscriptions: currentState(poll).subscriptions,
    });
    const last = nextOf(fewer);
    await writer.write(last, lease);
    expect(await storedNow(writer)).toEqual(currentState(last));
  });

  test('a new process deletes what the one before left and is gone since', async () => {
    const poll = madeLoad(SMALL)(nextAt());
    await writer.write(poll, lease);
    const restarted = await createPollWriter(db, `cluster-${clusters}`);
    const fewer = nextOf({ ...poll, topics: [], groups: [], subscriptions: [], timeLags: [], brokers: [] });
    await restarted.write(fewer, lease);
    expect(await storedNow(writer)).toEqual(currentState(fewer));
  });

  test.each([true, false])(
    'a topic created anew under its name takes its place (complete listing: %s)',
    async (topics) => {
      const complete = { brokers: true, topics, groups: true };
      const poll = { ...madeLoad(SMALL)(nextAt()), samples: null, subscriptions: [], timeLags: [], groups: [] };
      await writer.write(poll, lease);
      const anew = madeTopic(madeTopicKey('topic-0001', 1), 2);
      const next = nextOf({
        ...poll,
        topics: poll.topics.map((row) => (row.topic.name === 'topic-0001' ? anew : row)),
        complete,
      });
      await writer.write(next, lease);
      expect((await readNow(db, writer.clusterId))?.topics).toEqual(currentState(next).topics);
    },
  );

  test('a poll that reached no broker leaves a gap in the history and says so', async () => {
    const poll = madeLoad(SMALL)(nextAt());
    await writer.write(poll, lease);
    const unreachable = nextOf({ ...poll, samples: null, cluster: { ...poll.cluster, reachable: false } });
    expect(await writer.write(unreachable, lease)).toMatchObject({ outcome: 'written', bodyBytes: 0 });
    expect(await pollRows()).toBe(1);
    expect((await readNow(db, writer.clusterId))?.cluster).toMatchObject({ reachable: false, pollId: atMs });
  });

  test('whoever lost the lease writes nothing; with it back, it does not trust what it remembers', async () => {
    const poll = madeLoad(SMALL)(nextAt());
    await writer.write(poll, lease);
    await releaseLease(db, lease);
    const other = await createPollWriter(db, `cluster-${clusters}`);
    const otherLease = await leaseOf('two');
    const between = nextOf({ ...poll, groups: poll.groups.map((row) => ({ ...row, lag: 77n })) });
    await other.write(between, otherLease);

    expect(await writer.write(nextOf(poll), lease)).toEqual({ outcome: 'lost-lease' });
    expect(await storedNow(writer)).toEqual(currentState(between));
    expect(await pollRows()).toBe(2);

    await releaseLease(db, otherLease);
    const back = nextOf(poll);
    expect(await writer.write(back, await leaseOf('one'))).toMatchObject({ outcome: 'written' });
    expect(await storedNow(writer)).toEqual(currentState(back));
  });

  test('a lease that somebody else held in between, unnoticed, is known by its new token', async () => {
    const poll = madeLoad(SMALL)(nextAt());
    await writer.write(poll, lease);
    await releaseLease(db, lease);
    const otherLease = await leaseOf('two');
    const other = await createPollWriter(db, `cluster-${clusters}`);
    await other.write(nextOf({ ...poll, groups: poll.groups.map((row) => ({ ...row, lag: 77n })) }), otherLease);
    await releaseLease(db, otherLease);
    const back = nextOf(poll);
    await writer.write(back, await leaseOf('one'));
    expect(await storedNow(writer)).toEqual(currentState(back));
  });

  test('what is passed over while a poll is written is told to its companion after that, in order', async () => {
    const told: string[] = [];
    const go = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const slow = await createPollWriter(db, `cluster-${clusters}`, {
      companion: () => ({
        async write() {
          begun.resolve();
          await go.promise;
          told.push('write');
        },
        written: () => told.push('written'),
        failed: () => told.push('failed'),
        passOver: ({ cluster }) => told.push(`passed ${cluster.pollId}`),
        forget: () => undefined,
      }),
    });
    const [first, second, third] = [nextAt(), nextAt(), nextAt()].map((at) => madeLoad(SMALL)(at));
    if (!first || !second || !third) throw new Error('no polls');
    const writing = slow.write(first, await leaseOf('one'));
    await begun.promise;
    slow.passOver(second);
    slow.passOver(third);
    go.resolve();
    await writing;
    expect(told).toEqual(['write', 'written', `passed ${second.cluster.pollId}`, `passed ${third.cluster.pollId}`]);
    slow.passOver(first);
    expect(told.at(-1)).toBe(`passed ${first.cluster.pollId}`);
  });

  test('who freezes amid a poll does not keep the lease longer than it lasts', async () => {
    const standstill = Promise.withResolvers<void>();
    const frozen = await createPollWriter(db, `cluster-${clusters}`, {
      // A process that stands still says nothing more to Postgres.
      companion: () => ({
        write: () => standstill.promise,
        written: () => {},
        failed: () => {},
        passOver: () => {},
        forget: () => {},
      }),
    });
    const brief = await acquireLease(db, { clusterId: writer.clusterId, holder: 'one', ttlMs: 300 });
    if (brief === null) throw new Error('no lease');
    const late = frozen.write(madeLoad(SMALL)(nextAt()), brief);
    late.catch(() => undefined);
    const began = Date.now();
    const taken = await until(
      async () =>
        (await acquireLease(db, { clusterId: writer.clusterId, holder: 'other', ttlMs: 60_000 })) ?? undefined,
      { what: 'the lease of who froze', timeoutMs: 20_000 },
    );
    expect(Date.now() - began).toBeLessThan(10_000);
    standstill.resolve();
    await expect(late).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    expect((await writer.write(madeLoad(SMALL)(nextAt()), taken)).outcome).toBe('written');
  });

  test('an instant has one body, the first; what was seen since is the current state all the same, and is announced', async () => {
    const poll = madeLoad(SMALL)(nextAt());
    await writer.write(poll, lease);
    const next = nextOf(poll);
    await writer.write(next, lease);
    // The clock was set back: the instants of both come round again.
    const again = { ...structuredClone(poll), groups: poll.groups.map((row) => ({ ...row, lag: 77n })) };
    again.samples?.topics[0]?.highWatermark.fill(5n);
    const heard = await announcedBy(() => writer.write(again, lease));
    expect(heard).toEqual({
      report: {
        outcome: 'already-written',
        pollId: T0 + 10_000,
        rows: 2,
        pruneFailure: null,
        timings: expect.anything(),
      },
      announced: { cluster: `cluster-${clusters}`, pollId: T0 + 10_000 },
    });
    expect(await storedNow(writer)).toEqual(currentState(again));
    expect(await pollRows()).toBe(2);
    expect(await samplesAt(T0 + 10_000)).toEqual(poll.samples);

    const fewer = { ...nextOf(again), groups: again.groups.slice(1) };
    fewer.samples = next.samples;
    expect(await writer.write(fewer, lease)).toMatchObject({ outcome: 'already-written', rows: 1 });
    expect(await storedNow(writer)).toEqual(currentState(fewer));
    const ahead = nextOf(fewer);
    expect(await writer.write(ahead, lease)).toMatchObject({ outcome: 'written', rows: 0 });
    expect(await readNewestSamples(db, writer.clusterId)).toMatchObject({ atMs: ahead.samples?.atMs });
  });

  test('after a poll that failed the next one writes everything', async () => {
    const poll = madeLoad(SMALL)(nextAt());
    await writer.write(poll, lease);
    const changed = { ...poll, groups: poll.groups.map((row) => ({ ...row, lag: 1n })) };
    await db.execute(`alter table cluster_now add constraint refuse check (kafka_version <> 'refused') not valid`);
    const failing = nextOf({ ...changed, cluster: { ...poll.cluster, kafkaVersion: 'refused' } });
    await expect(writer.write(failing, lease)).rejects.toMatchObject({ sqlState: '23514' });
    await db.execute('alter table cluster_now drop constraint refuse');
    expect(await storedNow(writer)).toEqual(currentState(poll));
    expect(await pollRows()).toBe(1);

    const next = nextOf(changed);
    await writer.write(next, lease);
    expect(await storedNow(writer)).toEqual(currentState(next));
    expect(await readNewestSamples(db, writer.clusterId)).toEqual(next.samples);
  });

  test('without disk space the samples are shed, the current state is written', async () => {
    const poll = madeLoad(SMALL)(nextAt());
    await writer.write(poll, lease);
    // The table says what a full disk makes Postgres say.
    await db.execute(`create function disk_full() returns trigger language plpgsql as
      $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`);
    await db.execute('create trigger disk_full before insert on poll for each row execute function disk_full()');
    const full = nextOf({ ...poll, groups: poll.groups.map((row) => ({ ...row, lag: 3n })) });
    const report = await writer.write(full, lease);
    await db.execute('drop function disk_full cascade');
    expect(report).toMatchObject({ outcome: 'written', bodyBytes: 0, historyFailure: { code: 'DISK_FULL' } });
    expect(await storedNow(writer)).toEqual(currentState(full));
    expect(await pollRows()).toBe(1);
    const after = nextOf(poll);
    expect(await writer.write(after, lease)).toMatchObject({ outcome: 'written', historyFailure: null });
    expect(await readNewestSamples(db, writer.clusterId)).toEqual(after.samples);
  });

  describe('polls that had waited', () => {
    const DAY_MS = 24 * 3_600_000;
    const joined: Omit<EventRecord, 'gapSinceMs' | 'data'> = {
      kind: 'broker-joined',
      severity: 'info',
      groups: [],
      topics: [],
      brokers: [7],
    };
    const lateOf = ({ samples, complete, subscriptions }: PollWrite, at: number): HistoryWrite => ({
      atMs: at,
      samples: samples && { ...samples, atMs: at },
      complete,
      subscriptions,
      events: [{ ...joined, gapSinceMs: null, data: { broker: 7 } }],
      statusChanges: [],
    });
    const eventRows = () => count('event where cluster_id = $1', [writer.clusterId]);

    test('are not kept either while room is left to others', async () => {
      const noRoom = new DatabaseError('DISK_FULL', 'the room that is left is for others');
      let refusal: DatabaseError | null = noRoom;
      const careful = await createPollWriter(db, `cluster-${clusters}`, { refusal: () => refusal });
      const late = lateOf(madeLoad(SMALL)(nextAt()), atMs);
      expect(await careful.writeLate([late], lease)).toEqual({ outcome: 'written', kept: 0, shed: [atMs] });
      expect([await pollRows(), await eventRows()]).toEqual([0, 1]);
      refusal = null;
      expect(await careful.writeLate([late], lease)).toEqual({ outcome: 'written', kept: 1, shed: [] });
      expect([await pollRows(), await eventRows()]).toEqual([1, 1]);
    });

    test('do not take others along where there is no disk for their month', async () => {
      const poll = madeLoad(SMALL)(nextAt());
      await writer.write(poll, lease);
      const here = lateOf(poll, nextAt());
      const nextYear = lateOf(poll, atMs + 400 * DAY_MS);
      // Nothing can be created, as where the disk is full.
      await db.execute(`create function no_disk() returns event_trigger language plpgsql as
        $$ begin raise exception 'could not create file: No space left on device' using errcode = '53100'; end $$`);
      await db.execute(`create event trigger no_disk on ddl_command_start when tag in ('CREATE TABLE')
        execute function no_disk()`);
      const report = await writer.writeLate([nextYear, here], lease).finally(async () => {
        await db.execute('drop event trigger no_disk');
        await db.execute('drop function no_disk');
      });
      expect(report).toEqual({ outcome: 'written', kept: 1, shed: [nextYear.atMs] });
      expect([await pollRows(), await eventRows()]).toEqual([2, 1]);
    });
  });

  test('every finished poll is announced to those who listen, with its commit', async () => {
    const { announced } = await announcedBy(() => writer.write(madeLoad(SMALL)(nextAt()), lease));
    expect(announced).toEqual({ cluster: `cluster-${clusters}`, pollId: atMs });
  });
});
