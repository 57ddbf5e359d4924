import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Database } from '#lib/db/database.ts';
import { type Lease, releaseLease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { CHUNK_TABLES } from '../chunk-days.ts';
import { NOT_OBSERVED } from '../contract.ts';
import { packStats } from '../hour-stats.ts';
import { DAY_MS, HOUR_MS } from '../hours.ts';
import { SUBSCRIPTION_HOURS, spanAt, TOPIC_HOURS } from '../partition-spans.ts';
import { dropPartition } from '../partitions.ts';
import { historyBegin } from '../read/begin.ts';
import { readLagSeries } from '../read/lag-series.ts';
import { pollsBegin } from '../read/polls-begin.ts';
import { type Logs, pollOf, type TestHistory, testHistory } from '../read/testing.ts';
import { readTopicHistory } from '../read/topic-history.ts';
import { dropWhatIsPast } from '../retention.ts';
import { daysToRoll, rollDay } from './roll-day.ts';
import { sealHour } from './seal-hour.ts';
import { hoursToSeal } from './seal-store.ts';

const X = NOT_OBSERVED;
const MIDNIGHT = Date.UTC(2026, 10, 24);
const BEGIN = MIDNIGHT - 4 * HOUR_MS;
const END = MIDNIGHT + 3 * HOUR_MS;
const STEP_MS = 10_000;

describe('the level of hours', () => {
  let base: TestDatabase;
  let db: Database;
  let history: TestHistory;
  beforeAll(async () => {
    base = await createTestDatabase();
    db = base.db;
    history = testHistory(db);
  });
  afterAll(() => base.drop());

  /** Four hours of one day and three of the next, three polls in each; sealed but for the last. */
  async function sealedDays(): Promise<{ clusterId: number; groupId: number; topicId: number; lease: Lease }> {
    const { writer, lease } = await history.newCluster();
    let step = 0n;
    for (let hourMs = BEGIN; hourMs < END; hourMs += HOUR_MS) {
      for (const second of [0, 10, 20]) {
        step += 1n;
        const unseen = hourMs === BEGIN + HOUR_MS && second === 20;
        // All the hour nothing of this topic is known.
        const b = hourMs === BEGIN + 2 * HOUR_MS ? X : 40n * step;
        const logs: Logs = {
          a: [[step, 100n + 30n * step], unseen ? [X, X] : [0n, 50n * step]],
          b: [[b === X ? X : 0n, b]],
        };
        const committed = { g: { a: [90n + 20n * step, 7n * step], b: [3n * step] } };
        await writer.write(pollOf(hourMs + second * 1000, logs, committed), lease);
      }
    }
    const { clusterId } = writer;
    for (const hourMs of await hoursToSeal(db, clusterId)) await sealHour(db, lease, hourMs, { carryMs: STEP_MS });
    const groupId = await history.groupIdIn(clusterId);
    const [topic] = await db.query(
      `select id from topic where cluster_id = $1 and name = 'a'`,
      [clusterId],
      z.object({ id: z.int() }),
    );
    return { clusterId, groupId, topicId: topic?.id ?? 0, lease };
  }

  async function charts({ clusterId, groupId, topicId }: { clusterId: number; groupId: number; topicId: number }) {
    const range = { clusterId, fromMs: BEGIN, toMs: END, points: 8, patienceMs: 30_000, readCommitted: false };
    return {
      group: await readLagSeries(db, { ...range, groupId, by: 'group' }),
      topic: await readLagSeries(db, { ...range, groupId, by: 'topic' }),
      partition: await readLagSeries(db, { ...range, groupId, by: 'partition' }),
      topicHistory: await readTopicHistory(db, { ...range, topicId }),
    };
  }

  test('shows by hours what the polls showed, when they are gone', async () => {
    const cluster = await sealedDays();
    const exact = await charts(cluster);
    expect(await historyBegin(db, cluster.clusterId)).toEqual(new Date(BEGIN));
    expect(await pollsBegin(db, cluster.clusterId)).toEqual(new Date(BEGIN));
    expect(exact.group.bucketMs).toBe(HOUR_MS);
    expect(exact.group.series[0]?.unknown).toContain(1);
    expect(await daysToRoll(db, cluster.clusterId)).toEqual([MIDNIGHT - DAY_MS]);
    expect(await rollDay(db, cluster.lease, MIDNIGHT - DAY_MS)).toBe('rolled');
    expect(await charts(cluster)).toEqual(exact);

    const nowMs = MIDNIGHT + 3 * DAY_MS;
    const retention = { rawMs: 3 * DAY_MS, hoursMs: 400 * DAY_MS, eventsMs: 400 * DAY_MS };
    expect(await dropWhatIsPast(db, nowMs, retention)).toEqual(
      expect.arrayContaining(['topic_chunk_20261123', 'subscription_chunk_20261123']),
    );
    // What has no level of hours, as the rates of a group, goes back to midnight only.
    expect(await historyBegin(db, cluster.clusterId)).toEqual(new Date(BEGIN));
    expect(await pollsBegin(db, cluster.clusterId)).toEqual(new Date(MIDNIGHT));
    const byHours = await charts(cluster);
    expect(byHours.group).toEqual(exact.group);
    expect(byHours.topic).toEqual(exact.topic);
    expect(byHours.partition.series.toSorted((a, b) => a.key.localeCompare(b.key))).toEqual(
      exact.partition.series.toSorted((a, b) => a.key.localeCompare(b.key)),
    );
    // The hour that is not sealed yet is in it.
    expect(byHours.topicHistory.retained.max).toEqual(exact.topicHistory.retained.max);
    expect(byHours.topicHistory.produceRate.avg).toEqual(exact.topicHistory.produceRate.avg);
    expect(exact.topicHistory.produceRate.avg.at(-1)).toBeGreaterThan(0);
  });

  test('takes a day once, of two at the same time, and only under the lease', async () => {
    const { clusterId, lease } = await sealedDays();
    const day = MIDNIGHT - DAY_MS;
    await releaseLease(db, lease);
    expect(await rollDay(db, lease, day)).toBe('lost-lease');
    expect(await daysToRoll(db, clusterId)).toEqual([day]);
    const again = await history.leaseOf(clusterId);
    const outcomes = await Promise.all([rollDay(db, again, day), rollDay(db, again, day)]);
    expect(outcomes.sort()).toEqual(['rolled', 'rolled-before']);
    expect(await daysToRoll(db, clusterId)).toEqual([]);
  });

  test('keeps the chunks of a day until it has taken them, and takes nothing from a day whose chunks are gone', async () => {
    await db.execute('truncate poll, poll_seat, sealed_hour, rolled_day, topic_chunk, subscription_chunk');
    const { clusterId, lease } = await sealedDays();
    const day = MIDNIGHT - DAY_MS;
    const retention = { rawMs: DAY_MS, hoursMs: 400 * DAY_MS, eventsMs: 400 * DAY_MS };
    const chunks = ['topic_chunk_20261123', 'subscription_chunk_20261123'];
    const dropped = await dropWhatIsPast(db, MIDNIGHT + DAY_MS, retention);
    for (const name of chunks) expect(dropped).not.toContain(name);
    expect(await daysToRoll(db, clusterId)).toEqual([day]);
    expect(await dropWhatIsPast(db, MIDNIGHT + 8 * DAY_MS, retention)).toEqual(expect.arrayContaining(chunks));
    expect(await daysToRoll(db, clusterId)).toEqual([]);
    expect(await rollDay(db, lease, day)).toBe('no-chunks');
  });

  test('does not take a day of which an hour could not be sealed', async () => {
    const { clusterId } = await sealedDays();
    // As if it had failed.
    await db.execute('delete from sealed_hour where cluster_id = $1 and hour = $2', [
      clusterId,
      new Date(BEGIN + 2 * HOUR_MS),
    ]);
    expect(await daysToRoll(db, clusterId)).toEqual([]);
  });

  test('shows an hour that could not be sealed out of its polls, and those behind it once', async () => {
    const cluster = await sealedDays();
    const exact = await charts(cluster);
    expect(await rollDay(db, cluster.lease, MIDNIGHT - DAY_MS)).toBe('rolled');
    for (const table of CHUNK_TABLES) await dropPartition(db, spanAt(table, MIDNIGHT - DAY_MS));
    // As if it had failed.
    await db.execute('delete from sealed_hour where cluster_id = $1 and hour = $2', [
      cluster.clusterId,
      new Date(MIDNIGHT),
    ]);
    await db.execute(
      `delete from subscription_chunk c using subscription s, consumer_group g
        where s.id = c.subscription_id and g.id = s.group_id and g.cluster_id = $1 and c.hour = $2`,
      [cluster.clusterId, new Date(MIDNIGHT)],
    );
    await db.execute(
      'delete from topic_chunk c using topic t where t.id = c.topic_id and t.cluster_id = $1 and c.hour = $2',
      [cluster.clusterId, new Date(MIDNIGHT)],
    );
    const byHours = await charts(cluster);
    expect(byHours.group).toEqual(exact.group);
    expect(byHours.topicHistory.retained.max).toEqual(exact.topicHistory.retained.max);
  });

  test('begins with the oldest hour of which something is left', async () => {
    const { clusterId, lease } = await sealedDays();
    await db.execute('delete from poll where cluster_id = $1 and at < $2', [clusterId, new Date(MIDNIGHT)]);
    expect(await historyBegin(db, clusterId)).toEqual(new Date(BEGIN));
    expect(await rollDay(db, lease, MIDNIGHT - DAY_MS)).toBe('rolled');
    for (const table of CHUNK_TABLES) await dropPartition(db, spanAt(table, MIDNIGHT - DAY_MS));
    expect(await historyBegin(db, clusterId)).toEqual(new Date(BEGIN));
    for (const table of [TOPIC_HOURS, SUBSCRIPTION_HOURS]) await dropPartition(db, spanAt(table, MIDNIGHT - DAY_MS));
    expect(await historyBegin(db, clusterId)).toEqual(new Date(MIDNIGHT));
  });

  test('takes a day of wide topics and leaves room for what else is due, or gives up when told to', async () => {
    const { clusterId, lease } = await wideDay(3000);
    const aborted = AbortSignal.abort(new Error('stopped'));
    await expect(rollDay(db, lease, MIDNIGHT - DAY_MS, { signal: aborted })).rejects.toThrow('stopped');
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    expect(await rollDay(db, lease, MIDNIGHT - DAY_MS)).toBe('rolled');
    delay.disable();
    expect(await daysToRoll(db, clusterId)).toEqual([]);
    // The watchdog of the engine waits four seconds; in one go a day of these is more than one.
    expect(delay.max / 1e6).toBeLessThan(1000);
  });

  /** A day of 24 sealed hours of sixteen wide subscriptions, each number another. */
  async function wideDay(partitions: number): Promise<{ clusterId: number; lease: Lease }> {
    const { writer, lease } = await history.newCluster();
    const { clusterId } = writer;
    const topics = Array.from({ length: 16 }, (_, index) => `wide-${index}`);
    const logs: Logs = Object.fromEntries(topics.map((topic) => [topic, [[0n, 1n]]]));
    const committed = { g: Object.fromEntries(topics.map((topic) => [topic, [0n]])) };
    for (const atMs of [MIDNIGHT - HOUR_MS, MIDNIGHT]) await writer.write(pollOf(atMs, logs, committed), lease);
    for (const hourMs of await hoursToSeal(db, clusterId)) await sealHour(db, lease, hourMs, { carryMs: STEP_MS });
    const hourStats = packStats(Array.from({ length: 4 * partitions }, (_, index) => (index * 7919) % 1_000_003));
    await db.execute(
      `insert into subscription_chunk (subscription_id, hour, partitions, committed, total, hour_stats)
       select c.subscription_id, c.hour - make_interval(hours => n), $2, '', c.total, $3
         from subscription_chunk c join subscription s on s.id = c.subscription_id join consumer_group g on g.id = s.group_id
        cross join generate_series(1, 23) as n where g.cluster_id = $1`,
      [clusterId, partitions, hourStats],
    );
    return { clusterId, lease };
  }
});
