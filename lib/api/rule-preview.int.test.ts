import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { PreviewPlace } from '#lib/alerts/preview/part.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { type Committed, pollOf, testHistory } from '#lib/history/read/testing.ts';
import { madeGroup } from '#lib/history/testing.ts';
import { encodePlace } from './preview-cursor.ts';
import { type RulePreviewInput, rulePreviewSchema } from './schemas/rule-preview.ts';
import {
  type AuditEntry,
  installContext,
  request,
  testAccess,
  testContext,
  testPrincipal,
  watched,
} from './testing.ts';

const BEGIN = Date.UTC(2026, 10, 23, 14);
const NOW = new Date(BEGIN + 600_000);
let base: TestDatabase;
let rows: AuditEntry[];

beforeAll(async () => {
  base = await createTestDatabase();
  const { writer, lease } = await testHistory(base.db).newCluster();
  for (let poll = 0; poll < 30; poll++) {
    const lag = poll >= 5 && poll < 15 ? 500n : 0n;
    const committed: Committed = { payments: { orders: [1_000n - lag] }, calm: { orders: [1_000n] } };
    const made = pollOf(BEGIN + poll * 10_000, { orders: [[0n, 1_000n]] }, committed);
    await writer.write(
      { ...made, groups: ['calm', 'payments'].map((name) => madeGroup(name, ['orders'], 0n, 1)) },
      lease,
    );
  }
});
afterAll(() => base?.drop());
beforeEach(() => install());

function install(principal = testPrincipal(), clusters = ['cluster-1', 'other'].map(watched)): void {
  rows = [];
  installContext(testContext(base.db, base.url, { access: testAccess(principal, rows), clusters, now: () => NOW }));
}

const ASKED: RulePreviewInput = {
  cluster: 'cluster-1',
  days: 1,
  condition: { metric: 'lag', threshold: 100, forSeconds: 30 },
  keepFiringSeconds: 30,
};
async function ask(changes: Record<string, unknown> = {}) {
  const response = await request('/api/v1/rules/preview', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...ASKED, ...changes }),
  });
  return { status: response.status, body: await response.json() };
}
async function preview(changes: Record<string, unknown> = {}) {
  const { status, body } = await ask(changes);
  expect(status, inspect(body, { depth: 9 })).toBe(200);
  return rulePreviewSchema.parse(body);
}

test('says when the rule would have fired, and leaves nothing in the audit log', async () => {
  const second = (at: number) => new Date(BEGIN + at * 1000).toISOString();
  expect(await preview()).toEqual({
    unavailable: null,
    from: second(0),
    to: NOW.toISOString(),
    over: 'groups',
    groups: 2,
    looked: 2,
    reached: null,
    next: null,
    doubts: ['losses-not-seen'],
    targets: [
      {
        group: 'payments',
        topic: null,
        broker: null,
        count: 1,
        seconds: 100,
        firings: [{ since: second(50), firedAt: second(80), resolvedAt: second(180), worst: 500 }],
      },
    ],
  });
  expect(rows).toEqual([]);
});

test('keeps firing for as long as the rule would, where that is left out: three polls of the slowest of its clusters', async () => {
  install(testPrincipal(), [{ ...watched('cluster-1'), pollIntervalMs: 60_000 }, watched('other')]);
  const endOf = async (changes: Record<string, unknown>) => {
    const { targets } = await preview({ keepFiringSeconds: undefined, ...changes });
    return targets[0]?.firings[0]?.resolvedAt ?? null;
  };
  expect(await endOf({})).toBeNull();
  expect(await endOf({ clusters: { include: ['other'] } })).toBe(new Date(BEGIN + 210_000).toISOString());
});

test('goes on after a group, or in the middle of one', async () => {
  const after = (place: PreviewPlace) => ({ after: encodePlace(place) });
  const calm = after({ after: 'calm', within: null });
  expect(await preview(calm)).toMatchObject({ groups: 2, looked: 1, targets: [{ group: 'payments' }] });
  const last = after({ after: 'payments', within: null });
  expect(await preview(last)).toMatchObject({ groups: 2, looked: 0, targets: [], next: null });
  const worst = { condition: { ...ASKED.condition, aggregation: 'worst-partition' } };
  const saved = { state: null, open: null };
  const within = { group: 'payments', topic: null, atMs: BEGIN + 100_000, saved };
  const rest = await preview({ ...worst, ...after({ after: 'calm', within }) });
  expect(rest.targets[0]?.firings[0]).toMatchObject({ since: new Date(BEGIN + 100_000).toISOString() });
});

test('of the worst partition, of time, and of the cluster', async () => {
  const condition = { ...ASKED.condition, aggregation: 'worst-partition' };
  expect(await preview({ condition })).toMatchObject({ looked: 2, targets: [{ group: 'payments', count: 1 }] });
  const time = { metric: 'time-lag', threshold: 1, forSeconds: 10, commitGaps: 1 };
  expect(await preview({ condition: time })).toMatchObject({ doubts: ['time-lag-from-ends', 'commit-gaps-of-now'] });
  const data = { metric: 'no-data', threshold: 60, forSeconds: 0 };
  expect(await preview({ condition: data })).toMatchObject({ over: 'cluster', groups: 0, targets: [] });
});

test('says why there is none', async () => {
  const condition = { metric: 'offline-partitions', threshold: 0, forSeconds: 0 };
  expect(await preview({ condition })).toMatchObject({ unavailable: 'changes-only', groups: 0 });
  expect(await preview({ cluster: 'other' })).toMatchObject({ unavailable: 'no-history' });
});

test.each([
  [{ condition: { metric: 'lag', forSeconds: 30 } }, 'condition.threshold'],
  [{ condition: { ...ASKED.condition, clearThreshold: 200 } }, 'condition.clearThreshold'],
  [{ days: 8 }, 'days'],
  [{ after: 'calm' }, 'after'],
  [{ groups: { include: [] } }, 'groups.include'],
  [{ name: 'no' }, 'body'],
])('refuses at the field: %j', async (changes, parameter) => {
  const { status, body } = await ask(changes);
  expect([status, body.errors?.[0]?.parameter]).toEqual([400, parameter]);
});

test('is for whoever may see the cluster', async () => {
  install(testPrincipal([{ role: 'viewer', clusters: 'other' }]));
  expect(await ask()).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  install(testPrincipal([{ role: 'viewer', clusters: 'cluster-*' }]));
  expect(await ask()).toMatchObject({ status: 200 });
});
