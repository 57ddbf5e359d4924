import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { DAY_MS } from './hours.ts';
import { SUBSCRIPTION_CHUNK, SUBSCRIPTION_HOURS, TOPIC_CHUNK, TOPIC_HOURS } from './partition-spans.ts';
import { ensurePartition } from './partitions.ts';
import { StorageWatch } from './storage-watch.ts';
import { registerCluster } from './writer.ts';

const NOW = Date.UTC(2026, 10, 23, 14, 30);
const LIMITS = { budgetBytes: 1, reserveBytes: 0 };

let base: TestDatabase;
beforeAll(async () => {
  base = await createTestDatabase();
});
afterAll(() => base.drop());

const events = () =>
  base.db.query(
    'select c.name as cluster, e.kind, e.data from event e join cluster c on c.id = e.cluster_id order by c.name, ordinal',
    [],
    z.object({ cluster: z.string(), kind: z.string(), data: z.unknown() }),
  );

test('what the budget cost is an event of every cluster, once', async () => {
  for (const name of ['one', 'two']) await registerCluster(base.db, name);
  for (const days of [0, 3, 4]) {
    for (const table of [TOPIC_CHUNK, SUBSCRIPTION_CHUNK]) await ensurePartition(base.db, table, NOW - days * DAY_MS);
  }
  for (const table of [TOPIC_HOURS, SUBSCRIPTION_HOURS]) await ensurePartition(base.db, table, NOW - 40 * DAY_MS);
  const watch = new StorageWatch(LIMITS);
  await watch.look(base.db, NOW);
  const expected = ['one', 'two'].flatMap((cluster) => [
    { cluster, kind: 'history-shortened', data: { level: 'polls', before: '2026-11-21T00:00:00.000Z' } },
    { cluster, kind: 'history-shortened', data: { level: 'hours', before: '2026-11-01T00:00:00.000Z' } },
  ]);
  expect(await events()).toEqual(expected);
  // Nothing is left to be given up.
  await watch.look(base.db, NOW + 60_000);
  expect(await events()).toEqual(expected);
});
