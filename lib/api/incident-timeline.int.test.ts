import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { writeEnds, writeTold } from '#lib/alerts/store/incidents.ts';
import { destinationIds, putDeliveries } from '#lib/alerts/store/outbox.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { madeIncident, madeNotice } from '#lib/notify/fixtures/made-notice.ts';
import type { Notice } from '#lib/notify/notice.ts';
import { clusterNow, groupNow, pollWrite, subscriptionNow, testStore, topicKey, topicNow } from '#lib/views/testing.ts';
import { putAlerts } from './fixtures/put-alerts.ts';
import { incidentDetailSchema } from './schemas/incidents.ts';
import { installContext, request, testAccess, testContext, testPrincipal, watched } from './testing.ts';

const INCIDENT = '5b0a6a53-4f6a-4f7e-9f54-6e3a6a0a9b1c';
const OPENED = Date.UTC(2026, 10, 23, 14, 2, 30);
const SECOND = 1_000;
const HOOK = `hook ${INCIDENT}`;

let base: TestDatabase;
let clusterId: number;

beforeAll(async () => {
  base = await createTestDatabase();
  const store = await testStore(base.db, 'prod');
  ({ clusterId } = store);
  const atMs = OPENED + 40 * SECOND;
  const lost = { group: 'payments', was: 'STALLED', status: 'LOST' };
  await store.write(
    pollWrite({
      cluster: clusterNow({ pollId: atMs, observedAtMs: atMs, scheduledAtMs: atMs }),
      topics: [topicNow('orders', 3)],
      groups: [groupNow('payments')],
      subscriptions: [subscriptionNow('payments', 'orders', 3)],
      statusChanges: [
        { ...lost, topic: null, partitions: null },
        { ...lost, topic: topicKey('orders'), partitions: [0, 2] },
      ],
    }),
  );
});
afterAll(() => base?.drop());

beforeEach(async () => {
  await base.db.execute('truncate alert_rule, destination, incident cascade');
  await putAlerts(base.db, clusterId, { incidentId: INCIDENT, at: new Date(OPENED) });
});

/** The timeline as somebody with this role on all clusters, or on this one, is told it. */
async function timeline(role: 'viewer' | 'admin' = 'admin', clusters = '*') {
  const access = testAccess(testPrincipal([{ clusters, role }]));
  installContext(testContext(base.db, base.url, { access, clusters: [watched('prod')] }));
  const response = await request(`/api/v1/incidents/${INCIDENT}`);
  const body = await response.json();
  expect(response.status, inspect(body)).toBe(200);
  return incidentDetailSchema.parse(body).timeline;
}

async function tell(seconds: number, changes: Partial<Notice>): Promise<void> {
  const notice = madeNotice({ at: new Date(OPENED + seconds * SECOND).toISOString(), ...changes });
  const destinationId = (await destinationIds(base.db)).get(HOOK) ?? 0n;
  await putDeliveries(base.db, [{ destinationId, incidentId: null, notice }]);
}

const at = (seconds: number): string => new Date(OPENED + seconds * SECOND).toISOString();

test('tells when it began and fired, that data was lost, what is told and waits, and that it is over', async () => {
  await writeEnds(base.db, [{ kind: 'resolved', incidentId: INCIDENT, atMs: OPENED + 60 * SECOND, why: 'recovered' }]);
  const waits = { name: HOOK, state: 'waiting', settledAt: null, attempts: 0, reason: null };
  expect(await timeline()).toMatchObject([
    { kind: 'began', at: at(-60) },
    { kind: 'fired', at: at(0) },
    { kind: 'told', at: at(0), event: 'opened', times: 1, incidents: 1, destinations: [waits] },
    { kind: 'data-lost', at: at(40), topic: 'orders', partitions: 2 },
    { kind: 'resolved', at: at(60), resolution: 'recovered' },
  ]);
});

test('says to admins of the installation alone which destinations there are, and why one was not reached', async () => {
  await base.db.execute(
    `update delivery set state = 'parked', reason = '403 invalid_token', attempts = 1, settled_at = now()`,
  );
  const told = async (...who: Parameters<typeof timeline>) =>
    (await timeline(...who)).flatMap((entry) => (entry.kind === 'told' ? entry.destinations : []));
  const parked = { state: 'parked', attempts: 1, nextAt: null, settledAt: expect.any(String) };
  expect(await told()).toEqual([{ ...parked, name: HOOK, reason: '403 invalid_token' }]);
  for (const clusters of ['*', 'prod']) {
    expect(await told('viewer', clusters)).toEqual([{ ...parked, name: null, reason: null }]);
  }
  expect(await told('admin', 'prod')).toEqual([{ ...parked, name: null, reason: null }]);
});

test('knows how it ended and came back before', async () => {
  await tell(10, { event: 'acknowledged', acknowledgedBy: 'ada@example.com' });
  await tell(20, { event: 'resolved', incidents: [madeIncident({ resolution: 'no-data' })] });
  await tell(30, { event: 'opened' });
  const lines = (await timeline()).filter(({ kind }) => kind !== 'told' && kind !== 'data-lost');
  expect(lines).toEqual([
    { kind: 'began', at: at(-60) },
    { kind: 'fired', at: at(0) },
    { kind: 'acknowledged', at: at(10), by: 'ada@example.com', note: null },
    { kind: 'resolved', at: at(20), resolution: 'no-data' },
    { kind: 'reopened', at: at(30) },
  ]);
});

test('of a storm has what was told since it joined, and nothing of what became of the others', async () => {
  await writeTold(base.db, [{ id: INCIDENT, noticeId: 'tidemark-storm-1' }], OPENED);
  await tell(-120, { id: 'tidemark-storm-1', incidentCount: 6 });
  await tell(5, { id: 'tidemark-storm-1', event: 'updated', incidentCount: 7 });
  await tell(65, { id: 'tidemark-storm-1', event: 'updated', incidentCount: 9 });
  const lines = (await timeline()).filter(({ kind }) => kind !== 'data-lost');
  expect(lines).toMatchObject([
    { kind: 'began' },
    { kind: 'fired' },
    { kind: 'told', at: at(65), event: 'updated', times: 2, incidents: 9 },
  ]);
});

const planRow = z.object({ 'QUERY PLAN': z.string() });

test('is found by its notice, however much was told of others', async () => {
  await base.db.execute(
    `insert into delivery (destination_id, notice_id, event, notice, state)
     select d.id, 'tidemark-' || n, 'opened', '{}', 'delivered' from destination d, generate_series(1, 20000) n`,
  );
  await base.db.execute('analyze delivery');
  const plan = await base.db.query(`explain select 1 from delivery where notice_id = 'tidemark-7'`, [], planRow);
  expect(plan.map((row) => row['QUERY PLAN']).join()).toContain('delivery_by_notice');
});
