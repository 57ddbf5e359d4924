import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { groupNow, pollWrite, testStore, topicNow } from '#lib/views/testing.ts';
import { groupSlug } from './group-slug.ts';
import { problemSchema } from './schemas/common.ts';
import { installContext, request, testContext } from './testing.ts';

const base = '/api/v1/clusters/local';
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  installContext(testContext(database.db, database.url));
  const store = await testStore(database.db, 'local');
  const topics = [topicNow('orders', 1), topicNow('payments', 1)];
  await store.write(pollWrite({ topics, groups: [groupNow('payments'), groupNow('shipping')] }));
});

afterAll(() => database.drop());

const json = async (path: string) => {
  const response = await request(path);
  expect(response.status, path).toBe(200);
  return response.json();
};

const cursorOf = async (list: string) => {
  const { nextCursor } = await json(list);
  expect(nextCursor).not.toBeNull();
  return nextCursor;
};

test.each([
  ['an unknown cluster', '/api/v1/clusters/nope', 404, 'CLUSTER_NOT_FOUND'],
  ['an unknown cluster, deeper', '/api/v1/clusters/nope/groups/x/lag', 404, 'CLUSTER_NOT_FOUND'],
  ['a cluster with NUL', '/api/v1/clusters/%00', 404, 'CLUSTER_NOT_FOUND'],
  ['a cluster with HTML', '/api/v1/clusters/%3Cscript%3E', 404, 'CLUSTER_NOT_FOUND'],
  ['a cluster called __proto__', '/api/v1/clusters/__proto__', 404, 'CLUSTER_NOT_FOUND'],
  ['an unknown group', `${base}/groups/nope`, 404, 'GROUP_NOT_FOUND'],
  ['an unknown encoded group', `${base}/groups/${groupSlug('no/pe')}`, 404, 'GROUP_NOT_FOUND'],
  ['a group that does not decode', `${base}/groups/~x`, 400, 'INVALID_PARAMETER'],
  ['a group that is no UTF-8', `${base}/groups/~_w`, 400, 'INVALID_PARAMETER'],
  ['a group of 20,000 characters', `${base}/groups/${'x'.repeat(20_000)}`, 404, 'GROUP_NOT_FOUND'],
  ['the lag of an unknown group', `${base}/groups/nope/lag`, 404, 'GROUP_NOT_FOUND'],
  ['an unknown topic', `${base}/topics/nope`, 404, 'TOPIC_NOT_FOUND'],
  ['a topic with spaces and quotes', `${base}/topics/a%20%22b%22`, 404, 'TOPIC_NOT_FOUND'],
  ['the history of an unknown topic', `${base}/topics/nope/history`, 404, 'TOPIC_NOT_FOUND'],
  ['an unknown path', '/api/v1/nope', 404, 'ROUTE_NOT_FOUND'],
  ['an unknown version', '/api/v7/clusters', 404, 'ROUTE_NOT_FOUND'],
  ['an unknown parameter', `${base}/groups?page=2`, 400, 'INVALID_PARAMETER'],
  ['an unknown sort', `${base}/groups?sort=age`, 400, 'INVALID_PARAMETER'],
  ['a sort of another list', `${base}/topics?sort=lag`, 400, 'INVALID_PARAMETER'],
  ['an unknown status', `${base}/groups?status=bad`, 400, 'INVALID_PARAMETER'],
  ['a limit that is none', `${base}/groups?limit=many`, 400, 'INVALID_PARAMETER'],
  ['a limit of a million', `${base}/groups?limit=1000000`, 400, 'INVALID_PARAMETER'],
  ['a malformed cursor', `${base}/groups?cursor=abc`, 400, 'CURSOR_INVALID'],
  ['an empty cursor', `${base}/topics?cursor=`, 400, 'CURSOR_INVALID'],
  ['a malformed time', `${base}/groups/payments/lag?from=yesterday`, 400, 'INVALID_PARAMETER'],
  [
    'from after to',
    `${base}/groups/payments/lag?from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z`,
    400,
    'INVALID_PARAMETER',
  ],
  ['a year of history', `${base}/topics/orders/history?from=2025-01-01T00:00:00Z`, 400, 'INVALID_PARAMETER'],
  ['a million points', `${base}/groups/payments/lag?points=1000000`, 400, 'INVALID_PARAMETER'],
  ['one point', `${base}/topics/orders/history?points=1`, 400, 'INVALID_PARAMETER'],
  ['an unknown grouping', `${base}/groups/payments/lag?by=member`, 400, 'INVALID_PARAMETER'],
  ['minutes', `${base}/groups/payments/lag?unit=minutes`, 400, 'INVALID_PARAMETER'],
  ['events of an unknown cluster', '/api/v1/clusters/nope/events', 404, 'CLUSTER_NOT_FOUND'],
  ['an unknown kind of event', `${base}/events?kind=earthquake`, 400, 'INVALID_PARAMETER'],
  ['a broker that is no number', `${base}/events?broker=kafka-3`, 400, 'INVALID_PARAMETER'],
  [
    'events until before they begin',
    `${base}/events?from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z`,
    400,
    'INVALID_PARAMETER',
  ],
  ['related to what', `${base}/events?group=payments&related=yes`, 400, 'INVALID_PARAMETER'],
  ['a cursor of no events', `${base}/events?cursor=abc`, 400, 'CURSOR_INVALID'],
  ['a stream of an unknown cluster', '/api/v1/stream?cluster=nope', 404, 'CLUSTER_NOT_FOUND'],
  ['a parameter of health', '/api/health?verbose=1', 400, 'INVALID_PARAMETER'],
])('%s', async (_case, path, status, code) => {
  const response = await request(path);
  const problem = problemSchema.strict().parse(await response.json());
  expect(problem).toMatchObject({ status, code });
  expect(response.status).toBe(status);
  expect(problem.detail.length).toBeGreaterThan(10);
  if (status === 400) expect(problem.errors?.length).toBeGreaterThan(0);
});

test('a cursor of another list, sort, search or filter is refused', async () => {
  const cursor = await cursorOf(`${base}/groups?limit=1`);
  for (const list of ['topics?', 'groups?sort=name&', 'groups?search=a&', 'groups?status=STALLED&']) {
    const response = await request(`${base}/${list}cursor=${cursor}`);
    expect(await response.json()).toMatchObject({ status: 400, code: 'CURSOR_INVALID' });
  }
});

test.each(['%', '_', '\\', "'", '"; drop table group_now; --', '%00', '🙂', '%F0%9F', '<b>', 'x'.repeat(249)])(
  'a search for %j is a search',
  async (search) => {
    const encoded = search.startsWith('%0') || search.startsWith('%F') ? search : encodeURIComponent(search);
    await json(`${base}/groups?search=${encoded}`);
    await json(`${base}/topics?search=${encoded}`);
  },
);
