import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '#lib/db/database.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { DAY_MS, HOUR_MS } from './hours.ts';
import { SUBSCRIPTION_CHUNK, SUBSCRIPTION_HOURS, TOPIC_CHUNK, TOPIC_HOURS } from './partition-spans.ts';
import { ensurePartition, partitionsOf } from './partitions.ts';
import { readNow } from './read/now.ts';
import { readNewestSamples } from './read/tail.ts';
import { pollOf, testHistory } from './read/testing.ts';
import { StorageWatch } from './storage-watch.ts';
import { createPollWriter } from './writer.ts';

const NOW = Date.UTC(2026, 10, 23, 14, 30);
const ROOM = { budgetBytes: 1e15, reserveBytes: 0 };

describe('room for the history', () => {
  let base: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    base = await createTestDatabase();
    db = base.db;
  });
  afterAll(() => base.drop());

  test('below the reserve of a local disk polls are written without their samples, and with them again above it', async () => {
    const full = new StorageWatch({ ...ROOM, reserveBytes: 1e18 });
    await full.look(db, NOW);
    expect(full.refusal).toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringContaining('TIDEMARK_HISTORY_RESERVE_MB'),
    });
    let watch = full;
    const writer = await createPollWriter(db, 'reserve', { refusal: () => watch.refusal });
    const lease = await testHistory(db).leaseOf(writer.clusterId);
    const poll = (atMs: number) => pollOf(atMs, { a: [[0n, 100n]] }, { g: { a: [90n] } });
    expect(await writer.write(poll(NOW), lease)).toMatchObject({ outcome: 'written', historyFailure: full.refusal });
    expect((await readNow(db, writer.clusterId))?.cluster.pollId).toBe(NOW);
    expect(await readNewestSamples(db, writer.clusterId)).toBeNull();

    watch = new StorageWatch(ROOM);
    await watch.look(db, NOW);
    expect(watch.refusal).toBeNull();
    expect(await writer.write(poll(NOW + 10_000), lease)).toMatchObject({ outcome: 'written', historyFailure: null });
    expect((await readNewestSamples(db, writer.clusterId))?.atMs).toBe(NOW + 10_000);
  });

  test('over its budget the oldest days of polls are given up, then the oldest months of hours, and it says so', async () => {
    for (const days of [0, 1, 2, 3]) {
      for (const table of [TOPIC_CHUNK, SUBSCRIPTION_CHUNK]) await ensurePartition(db, table, NOW - days * DAY_MS);
    }
    for (const days of [0, 40]) {
      for (const table of [TOPIC_HOURS, SUBSCRIPTION_HOURS]) await ensurePartition(db, table, NOW - days * DAY_MS);
    }
    const fits = new StorageWatch(ROOM);
    expect(await fits.look(db, NOW)).toEqual([]);
    expect(fits.shortened).toBeNull();

    const tight = new StorageWatch({ ...ROOM, budgetBytes: 1 });
    expect(await tight.look(db, NOW)).toEqual([
      'topic_chunk_20261120',
      'subscription_chunk_20261120',
      'topic_chunk_20261121',
      'subscription_chunk_20261121',
      'topic_hours_202610',
      'subscription_hours_202610',
    ]);
    expect(tight.shortened).toContain('TIDEMARK_HISTORY_BUDGET_GB');
    const left = await partitionsOf(db, SUBSCRIPTION_CHUNK);
    expect(left.map(({ name }) => name)).toEqual(['subscription_chunk_20261122', 'subscription_chunk_20261123']);
    expect(await tight.look(db, NOW + HOUR_MS)).toEqual([]);
  });

  describe('over the budget', () => {
    const TIGHT = { ...ROOM, budgetBytes: 1 };
    const hours = async () => (await partitionsOf(db, TOPIC_HOURS)).map(({ name }) => name);
    const days = async () => (await partitionsOf(db, TOPIC_CHUNK)).map(({ name }) => name);
    beforeEach(async () => {
      for (const table of [TOPIC_CHUNK, SUBSCRIPTION_CHUNK]) await ensurePartition(db, table, NOW - 5 * DAY_MS);
      for (const table of [TOPIC_HOURS, SUBSCRIPTION_HOURS]) await ensurePartition(db, table, NOW - 40 * DAY_MS);
      await db.execute('truncate sealed_hour, rolled_day');
    });

    test('a day of polls that is in use is left for the next look, and no month of hours goes instead', async () => {
      const watch = new StorageWatch(TIGHT);
      await db.transaction(async (reader) => {
        await reader.execute('select count(*) from topic_chunk');
        await reader.execute('select count(*) from subscription_chunk');
        expect(await watch.look(db, NOW)).toEqual([]);
      });
      expect(await days()).toContain('topic_chunk_20261118');
      expect(await hours()).toContain('topic_hours_202610');
      expect(await watch.look(db, NOW)).toContain('topic_chunk_20261118');
    });

    test('of two collectors that look at the same time one gives something up', async () => {
      const given = await Promise.all([1, 2].map(() => new StorageWatch(TIGHT).look(db, NOW)));
      expect(given.flat().filter((name) => name === 'topic_chunk_20261118')).toHaveLength(1);
      expect(given.filter((names) => names.length === 0)).toHaveLength(1);
    });

    test('a day that the level of hours has not taken over waits for it, and for no more than a week', async () => {
      const { clusterId: id } = await createPollWriter(db, 'unrolled');
      const day = new Date(Date.UTC(2026, 10, 18));
      await db.execute(`insert into sealed_hour (cluster_id, hour, polls, poll_ms) values ($1, $2, 0, '')`, [id, day]);
      const watch = new StorageWatch(TIGHT);
      expect(await watch.look(db, NOW)).toEqual([]);
      expect(await hours()).toContain('topic_hours_202610');
      await db.execute('insert into rolled_day (cluster_id, day) values ($1, $2)', [id, day]);
      expect(await watch.look(db, NOW)).toContain('topic_chunk_20261118');

      for (const table of [TOPIC_CHUNK, SUBSCRIPTION_CHUNK]) await ensurePartition(db, table, NOW - 5 * DAY_MS);
      await db.execute('truncate rolled_day');
      expect(await watch.look(db, NOW + 2 * DAY_MS)).not.toContain('topic_chunk_20261118');
      expect(await watch.look(db, NOW + 3 * DAY_MS)).toContain('topic_chunk_20261118');
    });

    test('it says so for a day after it fits again', async () => {
      const limits = { ...TIGHT };
      const watch = new StorageWatch(limits);
      await watch.look(db, NOW);
      expect(watch.shortened).toContain('none of it can be given up yet');
      limits.budgetBytes = 1e15;
      await watch.look(db, NOW + HOUR_MS);
      expect(watch.shortened).toContain('for a shorter time than is set');
      await watch.look(db, NOW + DAY_MS);
      expect(watch.shortened).toBeNull();
    });
  });
});
