import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDatabase, type Database } from '#lib/db/database.ts';
import { acquireLease, type Lease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { registerCluster } from '#lib/history/writer.ts';
import { startTcpProxy, type TcpProxy } from '#scripts/local/tcp-proxy.ts';
import { until } from '#scripts/local/wait.ts';
import { LeaseSeeker } from './lease-seeker.ts';
import { LeaseWatch } from './lease-watch.ts';

const TTL_MS = 60_000;
const PATIENCE_MS = 2_000;

let base: TestDatabase;
let proxy: TcpProxy;
/** The way of the collector under test to the database. */
let database: Database;
let clusterId: number;
let clusters = 0;

beforeAll(async () => {
  base = await createTestDatabase();
  proxy = await startTcpProxy({ targetPort: Number(new URL(base.url).port) });
  const url = new URL(base.url);
  url.port = String(proxy.port);
  database = createDatabase({ url: url.href, max: 2, applicationName: 'lease', connectTimeoutMs: 500 });
});
beforeEach(async () => {
  await proxy.pass();
  clusterId = await registerCluster(base.db, `cluster-${clusters++}`);
});
afterAll(async () => {
  await database?.close();
  await proxy?.close();
  await base?.drop();
});

async function leaseOf(holder: string, ttlMs = TTL_MS): Promise<Lease> {
  const lease = await acquireLease(base.db, { clusterId, holder, ttlMs });
  if (!lease) throw new Error('the lease is taken');
  return lease;
}

const expire = () =>
  base.db.execute(`update collector_lease set expires_at = now() - interval '1 ms' where cluster_id = $1`, [clusterId]);

describe('a holder that looks after its lease', () => {
  test('knows whether it has it', async () => {
    const watch = new LeaseWatch(database, await leaseOf('one'));
    expect(await watch.look(PATIENCE_MS)).toBe('held');
    await expire();
    await leaseOf('two');
    expect(await watch.look(PATIENCE_MS)).toBe('lost');
  });

  test('is not kept by a database that is away', async () => {
    const watch = new LeaseWatch(database, await leaseOf('one'));
    await proxy.refuse();
    expect(await watch.look(PATIENCE_MS)).toBe('unknown');
    await proxy.pass();
    expect(await watch.look(PATIENCE_MS)).toBe('held');
  });

  test('asks a database that hangs once, and waits for it once', async () => {
    const watch = new LeaseWatch(database, await leaseOf('one'));
    await watch.look(PATIENCE_MS);
    proxy.hold();
    const { accepted } = proxy;
    const startedAt = performance.now();
    for (let look = 0; look < 10; look++) expect(await watch.look(300)).toBe('unknown');
    expect(performance.now() - startedAt).toBeLessThan(10 * 300);
    expect(proxy.accepted).toBe(accepted);
    await proxy.pass();
    await until(async () => (await watch.look(PATIENCE_MS)) === 'held' || undefined, { what: 'it', timeoutMs: 5_000 });
  });

  test('does not trust an answer that is older than the lease lasts', async () => {
    let nowMs = 0;
    const watch = new LeaseWatch(database, await leaseOf('one', 1_000), () => nowMs);
    proxy.hold();
    expect(await watch.look(300)).toBe('unknown');
    // The update waits for its answer here, done; the process sleeps, and somebody else takes over.
    await expire();
    await leaseOf('two');
    nowMs = 5_000;
    await proxy.pass();
    await until(async () => (await watch.look(PATIENCE_MS)) === 'lost' || undefined, { what: 'it', timeoutMs: 5_000 });
  });
});

describe('one that waits for a lease', () => {
  test.each([
    ['takes a lease that nobody has', null, 'taken'],
    ['takes its own again', 'two', 'taken'],
    ['leaves one alone that somebody has', 'one', null],
  ])('%s', async (_, holder, expected) => {
    if (holder) await leaseOf(holder);
    const seeker = new LeaseSeeker(database, { clusterId, holder: 'two', ttlMs: TTL_MS });
    expect((await seeker.take()) && 'taken').toBe(expected);
  });

  test('takes one that has run out', async () => {
    await leaseOf('one');
    await expire();
    const seeker = new LeaseSeeker(database, { clusterId, holder: 'two', ttlMs: TTL_MS });
    expect(await seeker.take()).toMatchObject({ holder: 'two' });
  });

  test('lets the one who had it go first after Postgres was away', async () => {
    let nowMs = 0;
    const seeker = new LeaseSeeker(database, { clusterId, holder: 'two', ttlMs: TTL_MS }, () => nowMs);
    await leaseOf('one');
    await proxy.refuse();
    await expect(seeker.take()).rejects.toThrow('cannot be reached');
    await expire();
    await proxy.pass();
    expect(await seeker.take()).toBeNull();
    nowMs = TTL_MS - 1;
    expect(await seeker.take()).toBeNull();
    nowMs = TTL_MS;
    expect(await seeker.take()).toMatchObject({ holder: 'two' });
  });

  test('takes an answer that was long in coming for Postgres having been away', async () => {
    let nowMs = 0;
    const seeker = new LeaseSeeker(database, { clusterId, holder: 'two', ttlMs: TTL_MS }, () => nowMs);
    await leaseOf('one');
    await expire();
    proxy.hold();
    const taken = seeker.take();
    nowMs = TTL_MS;
    await proxy.pass();
    expect(await taken).toBeNull();
    nowMs = 2 * TTL_MS;
    expect(await seeker.take()).toMatchObject({ holder: 'two' });
  });
});
