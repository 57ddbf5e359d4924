import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { registerCluster } from '#lib/history/writer.ts';
import { alertHousekeeping } from './housekeeping.ts';
import { writeEnds, writeOpenings } from './store/incidents.ts';
import { rule } from './testing.ts';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 23);

const SETTINGS = {
  keepMs: 30 * DAY_MS,
  unwatchedAfterMs: DAY_MS,
  configured: ['local'],
  links: { incidents: () => '', incident: () => '', group: () => '' },
  owners: [],
};

let base: TestDatabase;
beforeAll(async () => {
  base = await createTestDatabase();
});
afterAll(() => base?.drop());

test('of a storm that goes on it stays known who was told, however long it lasts', async () => {
  const clusterId = await registerCluster(base.db, 'stormy');
  await base.db.execute(
    `insert into destination (id, name, kind, settings) overriding system value values (7, 'pager', 'webhook', '{}')`,
  );
  for (const [notice, resolvedAt] of [
    ['open', null],
    ['fresh', new Date(NOW - 29 * DAY_MS)],
    ['past', new Date(NOW - 31 * DAY_MS)],
  ] as const) {
    await base.db.execute(
      `insert into storm (notice_id, cluster_id, rule_id, sent_at, resolved_at) values ($1, $2, 1, now(), $3)`,
      [notice, clusterId, resolvedAt],
    );
    await base.db.execute(
      `insert into delivery (destination_id, notice_id, event, notice, state, settled_at) values (7, $1, 'opened', '{}', 'delivered', $2)`,
      [notice, new Date(NOW - 40 * DAY_MS)],
    );
  }
  for (const { run } of alertHousekeeping(base.db, SETTINGS)) await run(NOW);
  const told = await base.db.query(
    'select notice_id as id from delivery order by id',
    [],
    z.object({ id: z.string() }),
  );
  expect(told.map(({ id }) => id)).toEqual(['fresh', 'open']);
});

test('what was over for long enough goes, what is open stays however old it is', async () => {
  const clusterId = await registerCluster(base.db, 'local');
  const [open, fresh, past] = [randomUUID(), randomUUID(), randomUUID()];
  const facts = {
    condition: 'lag 5, above 0',
    value: 5,
    topic: null,
    partition: null,
    memberHost: null,
    lag: '5',
    timeLag: null,
    status: null,
    lossNotBeforeMs: null,
    limit: null,
  };
  const opening = (incidentId: string) => ({
    kind: 'opened' as const,
    incidentId,
    rule: rule(),
    scope: { group: 'payments', topic: null, broker: null },
    atMs: NOW - 400 * DAY_MS,
    sinceMs: NOW - 400 * DAY_MS,
    facts,
  });
  await writeOpenings(base.db, clusterId, [open, fresh, past].map(opening));
  const ended = (incidentId: string, atMs: number) => ({
    kind: 'resolved' as const,
    incidentId,
    atMs,
    why: 'recovered' as const,
  });
  await writeEnds(base.db, [ended(fresh, NOW - 29 * DAY_MS), ended(past, NOW - 31 * DAY_MS)]);
  for (const { run } of alertHousekeeping(base.db, SETTINGS)) await run(NOW);
  const left = await base.db.query('select id from incident', [], z.object({ id: z.uuid() }));
  expect(left.map(({ id }) => id).toSorted()).toEqual([open, fresh].toSorted());
});
