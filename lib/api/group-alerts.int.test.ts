import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NamePatterns } from '#lib/alerts/rule.ts';
import { writeEnds } from '#lib/alerts/store/incidents.ts';
import { insertRule } from '#lib/alerts/store/rules.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { groupNow, pollWrite, subscriptionNow, testStore, topicNow } from '#lib/views/testing.ts';
import { putAlerts, RULE } from './fixtures/put-alerts.ts';
import { clusterOverviewSchema } from './schemas/clusters.ts';
import { deliveryListSchema } from './schemas/destinations.ts';
import { incidentListSchema } from './schemas/incidents.ts';
import { ruleListSchema } from './schemas/rules.ts';
import { installContext, request, testAccess, testContext, testPrincipal, watched } from './testing.ts';

const T0 = Date.UTC(2026, 10, 23, 14);
const MINUTE = 60_000;
const ALL: NamePatterns = { include: ['*'], exclude: [] };

let base: TestDatabase;
let clusterId: number;

beforeAll(async () => {
  base = await createTestDatabase();
  const store = await testStore(base.db, 'prod');
  ({ clusterId } = store);
  await store.write(
    pollWrite({
      topics: [topicNow('orders', 3)],
      groups: [groupNow('payments')],
      subscriptions: [subscriptionNow('payments', 'orders', 3)],
    }),
  );
  await base.db.execute('truncate alert_rule cascade');
  install();
});
afterAll(() => base?.drop());

const install = (clusters = '*', role: 'viewer' | 'admin' = 'viewer') =>
  installContext(
    testContext(base.db, base.url, {
      access: testAccess(testPrincipal([{ clusters, role }])),
      clusters: ['prod', 'test'].map(watched),
    }),
  );
async function get(path: string) {
  const response = await request(path);
  const body = await response.json();
  return { status: response.status, body };
}
async function found(path: string) {
  const { status, body } = await get(path);
  expect(status, inspect(body)).toBe(200);
  return body;
}

describe('rules', () => {
  beforeAll(async () => {
    const only = (...include: string[]): NamePatterns => ({ include, exclude: [] });
    const put = (name: string, changes: object) => insertRule(base.db, name, { ...RULE, ...changes });
    await put('a: all', {});
    await put('b: on the topic', { topics: only('ord*') });
    await put('c: on another topic', { topics: only('clicks') });
    await put('d: another group', { groups: only('billing') });
    await put('e: another cluster', { clusters: only('test') });
    await put('f: topics', { condition: { ...RULE.condition, metric: 'offline-partitions' } });
    await put('g: but this', { groups: { ...ALL, exclude: ['pay*'] } });
  });

  test.each([
    ['', 'abcdefg'],
    ['?cluster=prod', 'abcdfg'],
    ['?cluster=prod&group=payments', 'ab'],
    ['?cluster=test&group=billing', 'adeg'],
  ])('over what was asked for: %s', async (query, letters) => {
    const { items } = ruleListSchema.parse(await found(`/api/v1/rules${query}`));
    expect(items.map(({ name }) => name.charAt(0)).join('')).toBe(letters);
  });

  test('over a group of no cluster, or of one that may not be seen, are not told', async () => {
    expect(await get('/api/v1/rules?group=payments')).toMatchObject({
      status: 400,
      body: { errors: [{ parameter: 'group' }] },
    });
    install('test');
    expect(await get('/api/v1/rules?cluster=prod')).toMatchObject({ status: 404, body: { code: 'CLUSTER_NOT_FOUND' } });
    install();
  });
});

describe('what could not be delivered', () => {
  const overview = async (cluster: string) => clusterOverviewSchema.parse(await found(`/api/v1/clusters/${cluster}`));

  test('is counted on the overview of its cluster, for everybody, and listed for admins', async () => {
    const incidentId = randomUUID();
    await putAlerts(base.db, clusterId, { incidentId, at: new Date(T0) });
    expect(await overview('prod')).toMatchObject({ firing: 1, parkedDeliveries: 0 });
    await base.db.execute(`update delivery set state = 'parked', reason = '403 no' where incident_id = $1`, [
      incidentId,
    ]);
    expect(await overview('prod')).toMatchObject({ firing: 1, parkedDeliveries: 1 });
    expect(await overview('test')).toMatchObject({ firing: 0, parkedDeliveries: 0 });
    const parked = (cluster: string) => `/api/v1/deliveries?state=parked&cluster=${cluster}`;
    expect(await get(parked('prod'))).toMatchObject({ status: 403 });
    install('*', 'admin');
    expect(deliveryListSchema.parse(await found(parked('prod'))).items).toMatchObject([{ reason: '403 no' }]);
    expect(deliveryListSchema.parse(await found(parked('test'))).items).toEqual([]);
    expect(await get(parked('nowhere'))).toMatchObject({ status: 404, body: { code: 'CLUSTER_NOT_FOUND' } });
    install();
    await base.db.execute('truncate incident cascade');
  });
});

describe('incidents of a window', () => {
  const ids: string[] = [randomUUID(), randomUUID(), randomUUID()];
  beforeAll(async () => {
    // Each began a minute before it opened: 0 to 5, 10 to 15, and from 20 on.
    for (const [index, incidentId] of ids.entries()) {
      const opened = T0 + (index * 10 + 1) * MINUTE;
      await putAlerts(base.db, clusterId, { incidentId, at: new Date(opened) });
      const end = { kind: 'resolved' as const, incidentId, atMs: opened + 4 * MINUTE, why: 'recovered' as const };
      if (index < 2) await writeEnds(base.db, [end]);
    }
  });

  test.each([
    ['all of it', 0, 60, [2, 1, 0]],
    ['before the first', -10, -1, []],
    ['as the first begins', -10, 0, [0]],
    ['within one', 11, 12, [1]],
    ['as one ends', 15, 16, [1]],
    ['between two', 16, 19, []],
    ['while one lasts', 50, 60, [2]],
  ])('are those that lasted at some time of it: %s', async (_, from, to, expected) => {
    const at = (minutes: number) => new Date(T0 + minutes * MINUTE).toISOString();
    const query = new URLSearchParams({ cluster: 'prod', group: 'payments', from: at(from), to: at(to) });
    const { items } = incidentListSchema.parse(await found(`/api/v1/incidents?${query}`));
    expect(items.map(({ id }) => ids.indexOf(id))).toEqual(expected);
  });

  test('come page after page, by a cursor of that window alone', async () => {
    const path = '/api/v1/incidents?cluster=prod&group=payments&from=2026-11-23T13:00:00Z&limit=2';
    const first = await found(path);
    const second = await found(`${path}&cursor=${encodeURIComponent(first.nextCursor)}`);
    expect([...first.items, ...second.items].map(({ id }) => ids.indexOf(id))).toEqual([2, 1, 0]);
    const other = `/api/v1/incidents?cluster=prod&limit=2&cursor=${encodeURIComponent(first.nextCursor)}`;
    expect(await get(other)).toMatchObject({ status: 400, body: { code: 'CURSOR_INVALID' } });
  });
});
