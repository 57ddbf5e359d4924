import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { acquireLease, type Lease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { madeLoad } from './made-poll.ts';
import { readLatest } from './read/latest.ts';
import { createPollWriter } from './writer.ts';

const T0 = Date.UTC(2026, 10, 23, 14, 59, 40);
const idSchema = z.object({ id: z.int() });

describe('writing polls', () => {
  let test_: TestDatabase;
  beforeAll(async () => {
    test_ = await createTestDatabase();
  });
  afterAll(() => test_.drop());

  async function leaseOf(clusterId: number, holder = 'one'): Promise<Lease> {
    const lease = await acquireLease(test_.db, { clusterId, holder, ttlMs: 60_000 });
    if (lease === null) throw new Error('no lease');
    return lease;
  }

  test('a poll can be read back', async () => {
    const writer = await createPollWriter(test_.db, 'alpha');
    const lease = await leaseOf(writer.clusterId);
    const next = madeLoad({ topics: 3, partitionsPerTopic: 4, groups: 2, topicsPerGroup: 2 });
    for (const offset of [0, 10_000, 20_000, 30_000]) {
      const report = await writer.write(next(T0 + offset), lease);
      expect(report.outcome).toBe('written');
    }
    const [group] = await test_.db.query(`select id from consumer_group where name = 'group-0001'`, [], idSchema);
    const latest = await readLatest(test_.db, writer.clusterId, group?.id ?? 0);
    expect(latest?.atMs).toBe(T0 + 30_000);
    expect(latest?.subscriptions.map((one) => one.topic)).toEqual(['topic-0000', 'topic-0002']);
    expect(latest?.subscriptions[0]?.partitions[2]).toEqual({
      partition: 2,
      logStart: 1002n,
      highWatermark: 1_004_074n,
      open: 0n,
      committed: 1_004_063n,
      lastCommitAtMs: T0 + 30_000,
    });
  });
});
