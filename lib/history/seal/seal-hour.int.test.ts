import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Database } from '#lib/db/database.ts';
import { releaseLease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { until } from '#scripts/local/wait.ts';
import { NO_COMMIT, NOT_OBSERVED, type PollSamples } from '../contract.ts';
import { DAY_MS, HOUR_MS, hourOf } from '../hours.ts';
import { historyBegin } from '../read/begin.ts';
import { readLagSeries } from '../read/lag-series.ts';
import { readLatest } from '../read/latest.ts';
import { readTail } from '../read/tail.ts';
import { type Committed, type Logs, pollOf, STEP_MS, T0, type TestHistory, testHistory } from '../read/testing.ts';
import { readTopicHistory } from '../read/topic-history.ts';
import { dropWhatIsPast } from '../retention.ts';
import { sealHour } from './seal-hour.ts';
import { hoursToSeal } from './seal-store.ts';

const X = NOT_OBSERVED;
const N = NO_COMMIT;
const HOUR = hourOf(T0);
const rules = { carryMs: 30_000 };

let base: TestDatabase;
let db: Database;
let history: TestHistory;
beforeAll(async () => {
  base = await createTestDatabase();
  db = base.db;
  history = testHistory(db);
});
afterAll(() => base.drop());

interface Poll {
  logs: Logs;
  committed: Committed;
}

/** A cluster with these polls, three of them in the first hour. */
async function written(polls: (Poll | null)[]) {
  const { writer, lease } = await history.newCluster();
  for (const [index, poll] of polls.entries()) {
    if (poll !== null) await writer.write(pollOf(T0 + index * STEP_MS, poll.logs, poll.committed), lease);
  }
  return { writer, lease, clusterId: writer.clusterId };
}

/** Everything the history can be asked about a cluster, over the turn of the hour. */
async function everything(clusterId: number, groupId: number, topicId: number) {
  const range = { clusterId, fromMs: T0 - 60_000, toMs: T0 + 8 * STEP_MS, patienceMs: 30_000 };
  const charts = [];
  for (const [points, readCommitted] of [
    [50, false],
    [4, true],
  ] as const) {
    for (const by of ['group', 'topic', 'partition'] as const) {
      charts.push(await readLagSeries(db, { ...range, groupId, points, readCommitted, by }));
    }
    charts.push(await readTopicHistory(db, { ...range, topicId, points }));
  }
  return {
    charts,
    latest: await readLatest(db, clusterId, groupId),
    begin: await historyBegin(db, clusterId),
    tail: await tailOf(clusterId),
  };
}

/** Every value of every poll by name. */
async function tailOf(clusterId: number): Promise<Record<string, bigint[]>> {
  const values: Record<string, bigint[]> = {};
  const visit = ({ atMs, topics, subscriptions }: PollSamples) => {
    for (const { topic, logStart, highWatermark, open } of topics) {
      values[`${atMs} ${topic.name}`] = [...logStart, ...highWatermark, ...open];
    }
    for (const { group, topic, committed } of subscriptions) values[`${atMs} ${group} ${topic.name}`] = [...committed];
  };
  await readTail(db, { clusterId, fromMs: T0 + STEP_MS, toMs: T0 + HOUR_MS }, visit);
  return values;
}

async function idsIn(clusterId: number): Promise<{ groupId: number; topicId: number }> {
  const [row] = await db.query(
    `select coalesce((select id from consumer_group where cluster_id = $1 and name = 'g'), 0) as "groupId",
            coalesce((select id from topic where cluster_id = $1 and name = 'a'), 0) as "topicId"`,
    [clusterId],
    z.object({ groupId: z.int(), topicId: z.int() }),
  );
  if (row === undefined) throw new Error('no ids');
  return row;
}

/** So much that lag of all partitions over all polls of a bucket is still a number that tells each message. */
const LARGE = 2n ** 47n;
const position = fc.oneof(
  { weight: 6, arbitrary: fc.bigInt({ min: 0n, max: 2000n }) },
  { weight: 2, arbitrary: fc.constant(X) },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: LARGE }) },
);
const offset = fc.oneof({ weight: 8, arbitrary: position }, { weight: 1, arbitrary: fc.constant(N) });
const names = fc.constantFrom('a', 'b');
const options = { noNullPrototype: true };
const anyPoll = fc.record({
  logs: fc.dictionary(names, fc.array(fc.tuple(position, position), { minLength: 1, maxLength: 3 }), options),
  committed: fc.dictionary(
    fc.constantFrom('g', 'h'),
    fc.dictionary(names, fc.array(offset, { minLength: 1, maxLength: 3 }), options),
    options,
  ),
});

const anyPolls = fc.array(fc.option(anyPoll, { freq: 8 }), { minLength: 4, maxLength: 8 });
/** Where the logs of a cluster begin: at the first offset, or near the last that a number tells. */
const anyBase = fc.constantFrom(0n, 2n ** 53n - 2n * LARGE);

/** The same poll of logs that begin there. */
function beginningAt(from: bigint, { logs, committed }: Poll): Poll {
  const moved = (offset: bigint) => (offset < 0n ? offset : from + offset);
  const ofEach = <In, Out>(values: Record<string, In>, change: (value: In) => Out): Record<string, Out> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
  return {
    logs: ofEach(logs, (partitions) => partitions.map(([start, end]) => [moved(start), moved(end)])),
    committed: ofEach(committed, (topics) => ofEach(topics, (offsets) => offsets.map(moved))),
  } as Poll;
}

describe('an hour that is sealed', () => {
  test('answers every question as its polls did, whatever the cluster went through', async () => {
    await fc.assert(
      fc.asyncProperty(anyBase, anyPolls, async (from, polls) => {
        const { clusterId, lease } = await written(polls.map((poll) => poll && beginningAt(from, poll)));
        const { groupId, topicId } = await idsIn(clusterId);
        const before = await everything(clusterId, groupId, topicId);
        for (const hourMs of await hoursToSeal(db, clusterId)) {
          expect(await sealHour(db, lease, hourMs, rules)).toBe('sealed');
        }
        expect(await everything(clusterId, groupId, topicId)).toEqual(before);
      }),
      { numRuns: 8 },
    );
  });

  const calm: Poll = { logs: { a: [[0n, 100n]] }, committed: { g: { a: [90n] } } };

  test('is older than the newest poll, and sealed once', async () => {
    const { clusterId, lease } = await written([calm, calm, calm, calm]);
    expect(await hoursToSeal(db, clusterId)).toEqual([HOUR]);
    expect(await sealHour(db, lease, HOUR, rules)).toBe('sealed');
    expect(await sealHour(db, lease, HOUR, rules)).toBe('sealed-before');
    expect(await sealHour(db, lease, HOUR - HOUR_MS, rules)).toBe('no-polls');
    expect(await hoursToSeal(db, clusterId)).toEqual([]);
  });

  test.each([
    ['was not seen', { logs: { a: [[X, X]] }, committed: { g: { a: [X] } } }],
    ['is ahead of the log', { logs: { a: [[0n, 100n]] }, committed: { g: { a: [150n] } } }],
  ] satisfies [string, Poll][])('tells as its polls did of what %s since the hour before', async (_what, odd) => {
    const { clusterId, writer, lease } = await written([calm, odd, odd, odd, odd, odd, odd]);
    await writer.write(pollOf(T0 + 2 * HOUR_MS, calm.logs, calm.committed), lease);
    const { groupId, topicId } = await idsIn(clusterId);
    const before = await everything(clusterId, groupId, topicId);
    for (const hourMs of [HOUR, HOUR + HOUR_MS]) expect(await sealHour(db, lease, hourMs, rules)).toBe('sealed');
    expect(await everything(clusterId, groupId, topicId)).toEqual(before);
  });

  test('hours with gaps between them are found, oldest first', async () => {
    const { writer, lease, clusterId } = await written([calm]);
    for (const hours of [3, 7, 8]) {
      await writer.write(pollOf(T0 + hours * HOUR_MS, calm.logs, calm.committed), lease);
    }
    expect(await hoursToSeal(db, clusterId)).toEqual([0, 3, 7].map((hours) => HOUR + hours * HOUR_MS));
  });

  test('takes no poll any more', async () => {
    const { clusterId, writer, lease } = await written([calm, null, null, calm]);
    await sealHour(db, lease, HOUR, rules);
    const late = pollOf(T0 + STEP_MS, { a: [[0n, 500n]] }, calm.committed);
    expect(await writer.write(late, lease)).toMatchObject({ outcome: 'already-written' });
    expect(Object.keys(await tailOf(clusterId)).sort()).toEqual([`${T0 + 3 * STEP_MS} a`, `${T0 + 3 * STEP_MS} g a`]);
  });

  test('counts as sealed from the end of the work, not from its begin', async () => {
    const { lease, clusterId } = await written([calm, calm, calm, calm]);
    const released = await db.transaction(async (holder) => {
      await holder.execute('select from collector_lease where cluster_id = $1 for update', [clusterId]);
      const outcome = sealHour(db, lease, HOUR, rules);
      await until(async () => (await waitsForLock()) || undefined, { what: 'the sealer to wait', timeoutMs: 10_000 });
      const [row] = await holder.query('select clock_timestamp() as at', [], z.object({ at: z.date() }));
      return { atMs: row?.at.getTime() ?? Number.NaN, outcome: () => outcome };
    });
    expect(await released.outcome()).toBe('sealed');
    const [sealed] = await db.query(
      'select sealed_at as at from sealed_hour where cluster_id = $1',
      [clusterId],
      z.object({ at: z.date() }),
    );
    expect(sealed?.at.getTime()).toBeGreaterThanOrEqual(released.atMs);
  });

  test('keeps to one of two sealers at once', async () => {
    const { lease } = await written([calm, calm, calm, calm]);
    const outcomes = await Promise.all([sealHour(db, lease, HOUR, rules), sealHour(db, lease, HOUR, rules)]);
    expect(outcomes.sort()).toEqual(['sealed', 'sealed-before']);
  });

  test('is left alone by whoever lost the lease', async () => {
    const { clusterId, lease } = await written([calm, calm, calm, calm]);
    await releaseLease(db, lease);
    expect(await sealHour(db, lease, HOUR, rules)).toBe('lost-lease');
    expect(await hoursToSeal(db, clusterId)).toEqual([HOUR]);
  });

  test('is given up when a poll comes in at the last moment', async () => {
    const { clusterId, writer, lease } = await written([calm, null, null, calm]);
    const late = pollOf(T0 + STEP_MS, { a: [[0n, 500n]] }, calm.committed);
    // Holds the lease's row while the hour is read: as a poll does that began before the seal ended.
    const sealing = await db.transaction(async (tx) => {
      await tx.execute('select from collector_lease where cluster_id = $1 for update', [clusterId]);
      const outcome = sealHour(db, lease, HOUR, rules);
      await until(async () => (await waitsForLock()) || undefined, { what: 'the sealer to wait', timeoutMs: 10_000 });
      await tx.execute(
        'insert into poll select $1::int4, $2::timestamptz, body from poll where cluster_id = $1 limit 1',
        [clusterId, new Date(late.cluster.pollId)],
      );
      return { outcome };
    });
    expect(await sealing.outcome).toBe('late-poll');
    expect(await hoursToSeal(db, clusterId)).toEqual([HOUR]);
    expect(await writer.write(late, lease)).toMatchObject({ outcome: 'already-written' });
  });

  async function waitsForLock(): Promise<boolean> {
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    return (await db.query(waiting, [], z.unknown())).length > 0;
  }
});

describe('polls of a sealed hour', () => {
  const calm: Poll = { logs: { a: [[0n, 100n]] }, committed: { g: { a: [90n] } } };

  test('are dropped only when every cluster in them has sealed it for a while', async () => {
    const nowMs = HOUR + 2 * HOUR_MS;
    const retention = { rawMs: 7 * DAY_MS, hoursMs: 400 * DAY_MS, eventsMs: 400 * DAY_MS };
    await db.execute('truncate poll, poll_seat, sealed_hour');
    const one = await written([calm, calm, calm, calm]);
    const other = await written([calm, calm, calm, calm]);
    const dropped = () => dropWhatIsPast(db, nowMs, retention);
    const grow = () => db.execute(`update sealed_hour set sealed_at = now() - interval '2 minutes'`);
    await sealHour(db, one.lease, HOUR, rules);
    await grow();
    expect(await dropped()).not.toContain('poll_2026112314');
    await sealHour(db, other.lease, HOUR, rules);
    expect(await dropped()).not.toContain('poll_2026112314');
    await grow();
    expect(await dropped()).toContain('poll_2026112314');
    for (const { clusterId } of [one, other]) {
      const { groupId, topicId } = await idsIn(clusterId);
      const { charts, begin } = await everything(clusterId, groupId, topicId);
      expect(charts[0]).toMatchObject({ series: [{ max: expect.arrayContaining([10]) }] });
      expect(begin).toEqual(new Date(T0));
    }
  });
});
