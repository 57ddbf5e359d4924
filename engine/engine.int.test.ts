import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { readNow } from '#lib/history/read/now.ts';
import { registerCluster } from '#lib/history/writer.ts';
import { testBrokers } from '#lib/kafka/testing.ts';
import { engineBundle } from '#scripts/build/engine.ts';
import { until } from '#scripts/local/wait.ts';
import { Supervisor } from './supervisor.ts';

const leases = z.object({ holder: z.string() });
let dir: string;
let database: TestDatabase;
let supervisor: Supervisor | null = null;
const errors: string[] = [];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tidemark-engine-'));
  database = await createTestDatabase();
  await build({ ...engineBundle, outfile: join(dir, 'engine.mjs') });
  // A worker takes the environment along that is there when it starts.
  Object.assign(process.env, {
    TIDEMARK_CLUSTER_NAME: 'bundled',
    KAFKA_BROKERS: testBrokers()
      .map(({ host, port }) => `${host}:${port}`)
      .join(','),
    DATABASE_URL: database.url,
    TIDEMARK_POLL_INTERVAL: '1s',
    TIDEMARK_BROKER_DEADLINE: '500ms',
    TIDEMARK_LOG_LEVEL: 'error',
  });
});
afterAll(async () => {
  await supervisor?.stop(5_000);
  await database?.drop();
  rmSync(dir, { recursive: true, force: true });
});

test('the bundle polls in a worker thread, and gives its lease back when it is told to stop', async () => {
  supervisor = new Supervisor({
    bundle: join(dir, 'engine.mjs'),
    heapMb: 256,
    loadTimeoutMs: 60_000,
    watchdogMs: 10_000,
    restartBackoffMinMs: 1_000,
    restartBackoffMaxMs: 1_000,
    restartResetMs: 60_000,
    log: { info: () => undefined, error: (fields, message) => errors.push(`${message} ${JSON.stringify(fields)}`) },
  });
  const clusterId = await registerCluster(database.db, 'bundled');
  const first = await until(async () => (await readNow(database.db, clusterId)) ?? undefined, {
    what: 'a first poll',
    timeoutMs: 60_000,
  });
  const second = await until(
    async () => {
      const now = await readNow(database.db, clusterId);
      return now && now.cluster.pollId > first.cluster.pollId ? now : undefined;
    },
    { what: 'another poll', timeoutMs: 60_000 },
  );
  expect(second.cluster).toMatchObject({ reachable: true, health: { intervalMs: 1_000 } });
  expect(second.brokers.length).toBeGreaterThan(0);
  expect(await database.db.query('select holder from collector_lease', [], leases)).toEqual([
    { holder: expect.stringMatching(new RegExp(`:${process.pid}:[0-9a-f-]{36}$`)) },
  ]);

  await supervisor.stop(20_000);
  expect(await database.db.query('select holder from collector_lease', [], leases)).toEqual([]);
  expect(errors).toEqual([]);
});
