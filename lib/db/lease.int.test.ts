import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Database } from './database.ts';
import { acquireLease, type Lease, releaseLease, renewLease } from './lease.ts';
import { createTestDatabase, type TestDatabase } from './testing.ts';

const idSchema = z.object({ id: z.int() });
const LONG_MS = 60_000;

describe('lease', () => {
  let base: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    base = await createTestDatabase();
    db = base.db;
  });
  afterAll(() => base.drop());

  async function cluster(): Promise<number> {
    const [row] = await db.query(
      `insert into cluster (name) values (gen_random_uuid()::text) returning id`,
      [],
      idSchema,
    );
    return row?.id ?? 0;
  }

  async function expire(clusterId: number): Promise<void> {
    await db.execute(`update collector_lease set expires_at = now() - interval '1 ms' where cluster_id = $1`, [
      clusterId,
    ]);
  }

  test('one holder at a time; after release the next', async () => {
    const clusterId = await cluster();
    const first = await acquireLease(db, { clusterId, holder: 'one', ttlMs: LONG_MS });
    expect(first).toMatchObject({ clusterId, holder: 'one' });
    expect(await acquireLease(db, { clusterId, holder: 'two', ttlMs: LONG_MS })).toBeNull();
    if (first) await releaseLease(db, first);
    expect(await acquireLease(db, { clusterId, holder: 'two', ttlMs: LONG_MS })).toMatchObject({ holder: 'two' });
  });

  test('of many who ask at once one gets it', async () => {
    const clusterId = await cluster();
    const asked = ['a', 'b', 'c', 'd', 'e', 'f'].map((holder) =>
      acquireLease(db, { clusterId, holder, ttlMs: LONG_MS }),
    );
    expect((await Promise.all(asked)).filter((lease) => lease !== null)).toHaveLength(1);
  });

  test('an expired lease can be taken; its old holder is fenced off for good', async () => {
    const clusterId = await cluster();
    const old = await acquireLease(db, { clusterId, holder: 'old', ttlMs: LONG_MS });
    await expire(clusterId);
    const young = await acquireLease(db, { clusterId, holder: 'young', ttlMs: LONG_MS });
    if (!old || !young) throw new Error('no lease');
    expect(await renewLease(db, old)).toBe(false);
    await releaseLease(db, old);
    expect(await renewLease(db, young)).toBe(true);
  });

  test('an expired lease nobody took is still its holder’s', async () => {
    const clusterId = await cluster();
    const lease = await acquireLease(db, { clusterId, holder: 'one', ttlMs: LONG_MS });
    await expire(clusterId);
    if (!lease) throw new Error('no lease');
    expect(await renewLease(db, lease)).toBe(true);
    expect(await acquireLease(db, { clusterId, holder: 'two', ttlMs: LONG_MS })).toBeNull();
  });

  test('a restarted holder takes its lease again at once, under a new token', async () => {
    const clusterId = await cluster();
    const before = await acquireLease(db, { clusterId, holder: 'one', ttlMs: LONG_MS });
    const after = await acquireLease(db, { clusterId, holder: 'one', ttlMs: LONG_MS });
    if (!before || !after) throw new Error('no lease');
    expect(await renewLease(db, before)).toBe(false);
    expect(await renewLease(db, after)).toBe(true);
  });

  test('a take-over waits for the transaction that renewed, and then finds it taken', async () => {
    const clusterId = await cluster();
    const lease = await acquireLease(db, { clusterId, holder: 'one', ttlMs: LONG_MS });
    if (!lease) throw new Error('no lease');
    await expire(clusterId);
    const asked: Promise<Lease | null>[] = [];
    await db.transaction(async (tx) => {
      await renewLease(tx, lease);
      asked.push(acquireLease(db, { clusterId, holder: 'two', ttlMs: LONG_MS }));
      await untilWaiting(db, 'collector_lease');
    });
    expect(await Promise.all(asked)).toEqual([null]);
  });
});

async function untilWaiting(db: Database, table: string): Promise<void> {
  const waiting = z.object({ count: z.int() });
  for (;;) {
    const [row] = await db.query(
      `select count(*)::int as count from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%' || $1 || '%'`,
      [table],
      waiting,
    );
    if ((row?.count ?? 0) > 0) return;
    await pause(5);
  }
}
