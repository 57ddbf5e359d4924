import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MarkPace } from '#lib/access/attempts/mark-pace.ts';
import type { Grant, Principal } from '#lib/access/principal.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { DAY_MS } from '#lib/history/hours.ts';
import { brokerNow, clusterNow, pollWrite, testStore } from '#lib/views/testing.ts';
import type { ApiContext } from './context.ts';
import type { Event } from './schemas/events.ts';
import {
  type AuditEntry,
  installContext,
  request,
  testAccess,
  testContext,
  testPrincipal,
  UNBOUNDED,
  watched,
} from './testing.ts';

const POLL_MS = Math.floor(Date.now() / 10_000) * 10_000 - 60_000;
const OPERATOR: Grant[] = [{ clusters: 'local', role: 'operator' }];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  const store = await testStore(database.db, 'local');
  await store.write(
    pollWrite({
      cluster: clusterNow({ pollId: POLL_MS, observedAtMs: POLL_MS, scheduledAtMs: POLL_MS }),
      brokers: [brokerNow(1)],
      topics: [],
    }),
  );
});
afterAll(() => database?.drop());

/** Sends a mark as this principal; what the audit log was told is in `rows`. */
async function send(
  body: unknown,
  {
    principal = testPrincipal(OPERATOR),
    headers = {},
    marks = UNBOUNDED.marks,
  }: { principal?: Principal; headers?: Record<string, string>; marks?: ApiContext['marks'] } = {},
) {
  const rows: AuditEntry[] = [];
  installContext(
    testContext(database.db, database.url, {
      access: testAccess({ ...principal, ambient: false }, rows),
      clusters: [watched('local'), watched('unpolled')],
      marks,
    }),
  );
  const response = await request('/api/v1/events', {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
  return {
    status: response.status,
    body: await response.json(),
    rows,
    retryAfter: response.headers.get('retry-after'),
  };
}
async function listed(search = ''): Promise<Event[]> {
  const answer = await request(`/api/v1/clusters/local/events?kind=deploy${search}`);
  return (await answer.json()).items;
}
const at = (secondsAgo: number) => new Date(POLL_MS - secondsAgo * 1000).toISOString();

describe('a deploy mark', () => {
  test('stands among the events, with its teller, beside those of a poll at the same instant', async () => {
    const made = await send({ cluster: 'local', title: ' shop 1.4.2 ', at: at(0), url: 'https://ci.example.com/42' });
    expect(made).toMatchObject({
      status: 200,
      body: { cluster: 'local', created: true, event: { kind: 'deploy', at: at(0), title: 'Deploy: shop 1.4.2' } },
    });
    expect(made.rows).toMatchObject([
      { row: 'intended', subject: { action: 'event.create', cluster: 'local', target: 'shop 1.4.2' } },
      { row: 'concluded', ended: { outcome: 'done', after: { created: true } } },
    ]);
    const [mark] = await listed();
    expect(mark).toEqual(made.body.event);
    expect(mark?.data).toMatchObject({ by: 'ada@example.com', url: 'https://ci.example.com/42', group: null });

    // The poll writes its own at that instant, before or after: neither takes the place of the other.
    await database.db.execute(
      `insert into event (cluster_id, at, ordinal, kind, severity, subjects, data)
       select id, $1, 0, 'topic-deleted', 'info', '{}', '{"topic":"orders"}' from cluster where name = 'local'`,
      [new Date(at(0))],
    );
    const all = await (await request(`/api/v1/clusters/local/events?limit=2`)).json();
    expect(all.items.map(({ kind }: Event) => kind)).toEqual(['topic-deleted', 'deploy']);
  });

  test('without an instant is of now', async () => {
    const before = Date.now();
    const { body } = await send({ cluster: 'local', title: 'now' });
    expect(Date.parse(body.event.at)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(body.event.at)).toBeLessThanOrEqual(Date.now());
  });

  test('of a group stands on the charts of that group alone, of a topic with the topic, of neither on all', async () => {
    await send({ cluster: 'local', title: 'all', at: at(10) });
    await send({ cluster: 'local', title: 'mine', at: at(11), group: 'a/b', topic: 'orders' });
    await send({ cluster: 'local', title: 'topical', at: at(12), topic: 'orders' });
    const titles = async (search: string) =>
      (await listed(`${search}&from=${at(12)}&to=${at(9)}`)).map(({ data }) => (data as { title: string }).title);
    expect(await titles('&group=a%2Fb&related=true')).toEqual(['all', 'mine']);
    expect(await titles('&group=other&related=true')).toEqual(['all']);
    expect(await titles('&group=a%2Fb')).toEqual(['mine']);
    expect(await titles('&topic=orders')).toEqual(['mine', 'topical']);
  });
});

describe('told twice', () => {
  test('the same instant and content is one mark; another title at that instant is another', async () => {
    const first = await send({ cluster: 'local', title: 'twice', at: at(20) });
    const again = await send({ cluster: 'local', title: 'twice', at: at(20) }, { principal: testPrincipal() });
    expect(again.body).toEqual({ ...first.body, created: false });
    const other = await send({ cluster: 'local', title: 'twice, b', at: at(20) });
    expect(other.body.created).toBe(true);
    expect(other.body.event.id).not.toBe(first.body.event.id);
  });

  test('the same Idempotency-Key is one mark whenever it is told, also many at once', async () => {
    const headers = { 'idempotency-key': 'run-42' };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => send({ cluster: 'local', title: 'k' }, { headers })),
    );
    expect(answers.filter(({ body }) => body.created)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body.event.id)).size).toBe(1);
  });

  test('the key of another teller is another key', async () => {
    const headers = { 'idempotency-key': 'run-43' };
    const other = testPrincipal(OPERATOR, { id: 'user-2' });
    expect((await send({ cluster: 'local', title: 'k' }, { headers })).body.created).toBe(true);
    expect((await send({ cluster: 'local', title: 'k' }, { headers, principal: other })).body.created).toBe(true);
  });

  test('a key for another title is refused', async () => {
    const headers = { 'idempotency-key': 'run-44' };
    await send({ cluster: 'local', title: 'one' }, { headers });
    const other = await send({ cluster: 'local', title: 'two' }, { headers });
    expect(other).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    expect(other.rows.at(-1)).toMatchObject({ ended: { outcome: 'failed', detail: 'IDEMPOTENCY_KEY_REUSED' } });
  });
});

describe('refused', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['no title', { title: undefined }, 'title'],
    ['an empty title', { title: '  ' }, 'title'],
    ['a long title', { title: 'x'.repeat(201) }, 'title'],
    ['two lines', { title: 'a\nb' }, 'title'],
    ['a script for a URL', { url: 'javascript:alert(1)' }, 'url'],
    ['a file for a URL', { url: 'file:///etc/passwd' }, 'url'],
    ['half a URL', { url: 'ci.example.com/42' }, 'url'],
    ['a long URL', { url: `https://ci.example.com/${'x'.repeat(2000)}` }, 'url'],
    ['no instant', { at: 'yesterday' }, 'at'],
    ['an instant before all that is kept', { at: new Date(Date.now() - 401 * DAY_MS).toISOString() }, 'at'],
    ['an instant far ahead', { at: new Date(Date.now() + 3_600_000).toISOString() }, 'at'],
    ['a long group', { group: 'g'.repeat(1001) }, 'group'],
  ])('%s', async (_, change, parameter) => {
    const { status, body, rows } = await send({ cluster: 'local', title: 'x', ...change });
    expect(status).toBe(400);
    expect(body.errors).toEqual([expect.objectContaining({ parameter })]);
    expect(rows).toEqual([]);
  });

  test('of a viewer, and of an operator elsewhere, whether that cluster exists or not', async () => {
    for (const [grants, cluster] of [
      [[{ clusters: '*', role: 'viewer' }], 'local'],
      [OPERATOR, 'unpolled'],
      [OPERATOR, 'nowhere'],
    ] as [Grant[], string][]) {
      const { status, body, rows } = await send({ cluster, title: 'x' }, { principal: testPrincipal(grants) });
      expect([status, body.code]).toEqual([403, 'FORBIDDEN']);
      expect(rows).toMatchObject([{ row: 'refused', code: 'FORBIDDEN' }]);
    }
  });

  test('a cluster that is not configured, or was never polled', async () => {
    const principal = testPrincipal();
    expect(await send({ cluster: 'nowhere', title: 'x' }, { principal })).toMatchObject({ status: 404 });
    expect(await send({ cluster: 'unpolled', title: 'x' }, { principal })).toMatchObject({ status: 503 });
  });
});

describe('very many of one teller', () => {
  const at3 = () => new MarkPace({ perMinute: 3 });

  test('are refused after some, with when to try again, and are one row of the audit log', async () => {
    const marks = at3();
    const answers = [];
    for (let n = 0; n < 6; n++) answers.push(await send({ cluster: 'local', title: `many ${n}` }, { marks }));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429, 429]);
    expect(answers[3]?.body).toMatchObject({ code: 'TOO_MANY_MARKS' });
    expect(Number(answers[3]?.retryAfter)).toBeGreaterThan(0);
    expect(answers.slice(3).map(({ rows }) => rows.length)).toEqual([1, 0, 0]);
    expect(answers[3]?.rows).toMatchObject([
      { row: 'refused', code: 'TOO_MANY_MARKS', subject: { action: 'event.create' } },
    ]);
  });

  test('keep no other from it', async () => {
    const marks = at3();
    for (let n = 0; n < 5; n++) await send({ cluster: 'local', title: `many ${n}` }, { marks });
    const principal = testPrincipal(OPERATOR, { id: 'user-2' });
    expect(await send({ cluster: 'local', title: 'other' }, { marks, principal })).toMatchObject({ status: 200 });
  });

  test('that may not be made at all count nothing', async () => {
    const marks = at3();
    for (let n = 0; n < 5; n++) await send({ cluster: 'nowhere', title: 'x' }, { marks });
    expect(await send({ cluster: 'local', title: 'after' }, { marks })).toMatchObject({ status: 200 });
  });
});

describe('a token for events', () => {
  const token = (use: Principal['use']) => testPrincipal(OPERATOR, { kind: 'token', id: 't1', name: 'pipeline', use });

  test('may do this', async () => {
    const { body } = await send({ cluster: 'local', title: 'by a token' }, { principal: token('events') });
    expect(body.event.data.by).toBe('pipeline');
  });
  test('one for metrics may not', async () => {
    expect((await send({ cluster: 'local', title: 'x' }, { principal: token('metrics') })).status).toBe(403);
  });
});
