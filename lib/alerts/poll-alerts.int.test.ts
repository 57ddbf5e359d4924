import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { acquireLease, type Lease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { createPollWriter, type PollWriter } from '#lib/history/writer.ts';
import type { ConsoleLinks } from './notice-of.ts';
import { PollAlerts } from './poll-alerts.ts';
import { type IncidentFilter, incidentPage } from './store/incident-lists.ts';
import { deleteRule, insertRule, updateRule } from './store/rules.ts';
import { pollAt, rule, seen } from './testing.ts';

const LINKS: ConsoleLinks = {
  incidents: (cluster) => `https://tidemark.test/clusters/${cluster}/alerts`,
  incident: (cluster, id) => `https://tidemark.test/clusters/${cluster}/alerts/${id}`,
  group: (cluster, group) => `https://tidemark.test/clusters/${cluster}/groups/${group}`,
};

let base: TestDatabase;
let cluster: string;
let clusters = 0;
let woken: number;

beforeAll(async () => {
  base = await createTestDatabase();
});
afterAll(() => base?.drop());
beforeEach(async () => {
  cluster = `alerts-${++clusters}`;
  woken = 0;
  await base.db.execute('delete from alert_rule');
  await base.db.execute('delete from destination');
});

/** A writer of polls with the alerts that belong to it: as an engine has them that has just started. */
async function started(): Promise<{ writer: PollWriter; lease: Lease }> {
  const writer = await createPollWriter(base.db, cluster, {
    companion: (clusterId) =>
      new PollAlerts({
        cluster,
        clusterId,
        intervalMs: 10_000,
        links: LINKS,
        newId: randomUUID,
        onDeliveries: () => woken++,
        log: { error: (fields, message) => console.error(message, fields) },
      }),
  });
  const lease = await acquireLease(base.db, { clusterId: writer.clusterId, holder: cluster, ttlMs: 60_000 });
  if (lease === null) throw new Error('no lease');
  return { writer, lease };
}
type Started = Awaited<ReturnType<typeof started>>;

/** Polls from one second to the other in which `payments` has this lag. */
async function poll({ writer, lease }: Started, from: number, to: number, lag: bigint): Promise<void> {
  for (let second = from; second <= to; second += 10) {
    expect((await writer.write(pollAt(second, [seen('payments', lag)]), lease)).outcome).toBe('written');
  }
}

const { id: _, name: __, version: ___, ...definition } = rule();
const makeRule = (changes: Partial<typeof definition> = {}, name = 'behind') =>
  insertRule(base.db, name, structuredClone({ ...definition, ...changes }) as never);

async function makeDestination(name: string): Promise<string> {
  const [row] = await base.db.query(
    `insert into destination (name, kind, settings) values ($1, 'webhook', '{}') returning id::text`,
    [name],
    z.object({ id: z.string() }),
  );
  return row?.id ?? '';
}

const incidents = (changes: Partial<IncidentFilter> = {}) =>
  incidentPage(base.db, { clusters: [cluster], state: 'all', group: null, after: null, limit: 10, ...changes });

const deliveryRow = z.object({ name: z.string(), event: z.string(), notice_id: z.string(), summary: z.string() });
const deliveries = () =>
  base.db.query(
    `select d.name, v.event, v.notice_id, v.notice ->> 'summary' as summary from delivery v
       join destination d on d.id = v.destination_id where v.notice ->> 'cluster' = $1 order by v.id`,
    [cluster],
    deliveryRow,
  );

const targetRow = z.object({ scope: z.string(), phase: z.string() });
const targets = ({ writer }: Started) =>
  base.db.query(
    `select scope, state ->> 'phase' as phase from alert_target where cluster_id = $1`,
    [writer.clusterId],
    targetRow,
  );

describe('an incident', () => {
  test('is there with the poll that opens it, told to each destination, and ended under the same id', async () => {
    await makeDestination('pager');
    await makeDestination('chat');
    await makeRule({ destinations: ['pager', 'chat', 'pager'] });
    const engine = await started();
    await poll(engine, 0, 10, 500n);
    expect(await incidents()).toEqual([]);
    expect(await targets(engine)).toMatchObject([{ phase: 'pending' }]);
    await poll(engine, 20, 20, 500n);
    const [open] = await incidents({ state: 'firing' });
    expect(open).toMatchObject({
      cluster,
      group: 'payments',
      rule: { name: 'behind', severity: 'error' },
      facts: { condition: 'lag 500, above 100', partition: 3, lag: '500' },
      resolvedAt: null,
    });
    expect(woken).toBe(1);
    await poll(engine, 30, 50, 0n);
    expect(await incidents()).toMatchObject([{ id: open?.id, resolution: 'recovered' }]);
    const noticeId = `tidemark-${open?.id}`;
    const where = `payments on ${cluster}`;
    expect(await deliveries()).toEqual([
      { name: 'pager', event: 'opened', notice_id: noticeId, summary: `${where}: lag 500, above 100` },
      { name: 'chat', event: 'opened', notice_id: noticeId, summary: `${where}: lag 500, above 100` },
      ...['pager', 'chat'].map((name) => ({
        name,
        event: 'resolved',
        notice_id: noticeId,
        summary: `${where}: resolved. It was lag 500, above 100`,
      })),
    ]);
  });

  test('comes back within ten minutes as the same, flapping', async () => {
    await makeRule();
    const engine = await started();
    await poll(engine, 0, 20, 500n);
    await poll(engine, 30, 50, 0n);
    await poll(engine, 60, 80, 700n);
    expect(await incidents()).toMatchObject([{ reopened: 1, resolvedAt: null, facts: { lag: '700' } }]);
    // More than that, and it is another one.
    await poll(engine, 90, 110, 0n);
    await poll(engine, 120, 710, 0n);
    await poll(engine, 720, 740, 800n);
    expect(await incidents()).toHaveLength(2);
    expect((await targets(engine)).map(({ phase }) => phase)).toEqual(['firing']);
  });

  test('is no more and no less after a restart, at whatever moment', async () => {
    await makeDestination('pager');
    await makeRule({ destinations: ['pager'] });
    for (let second = 0; second <= 40; second += 10) await poll(await started(), second, second, 500n);
    expect((await incidents()).map(({ openedAt }) => openedAt.toISOString())).toEqual(['2026-11-23T14:00:20.000Z']);
    for (let second = 50; second <= 90; second += 10) await poll(await started(), second, second, 0n);
    expect((await incidents()).map(({ resolvedAt }) => resolvedAt?.toISOString())).toEqual([
      '2026-11-23T14:01:10.000Z',
    ]);
    expect((await deliveries()).map(({ event }) => event)).toEqual(['opened', 'resolved']);
  });

  test('leaves nothing behind where its poll is not written', async () => {
    await makeRule();
    const engine = await started();
    await poll(engine, 0, 10, 500n);
    const broken = pollAt(20, [seen('payments', 500n)], {
      topics: [{ ...pollAt(20, []).topics[0], replicationFactor: 2 ** 40 } as never],
    });
    await expect(engine.writer.write(broken, engine.lease)).rejects.toThrow();
    expect(await incidents()).toEqual([]);
    await poll(engine, 30, 30, 500n);
    expect(await incidents()).toHaveLength(1);
  });
});

describe('a rule', () => {
  test('counts from the next poll on, and ends what it has open when it goes', async () => {
    const engine = await started();
    await poll(engine, 0, 10, 500n);
    const made = await makeRule();
    await poll(engine, 20, 40, 500n);
    expect(await incidents()).toMatchObject([{ resolution: null }]);
    await deleteRule(base.db, String(made.id));
    await poll(engine, 50, 50, 500n);
    expect(await incidents()).toMatchObject([{ resolution: 'rule-deleted' }]);
    expect(await targets(engine)).toEqual([]);
  });

  test('that is changed while no engine runs ends what it had open with the first poll after', async () => {
    const made = await makeRule();
    await poll(await started(), 0, 20, 500n);
    const changed = structuredClone({ ...definition, condition: { ...definition.condition, threshold: 400 } }) as never;
    await updateRule(base.db, String(made.id), { name: 'behind', definition: changed, beginsAnew: true });
    await poll(await started(), 30, 30, 500n);
    expect(await incidents()).toMatchObject([{ resolution: 'rule-changed' }]);
  });

  test('over names that Postgres cannot hold is judged like any other', async () => {
    await makeRule();
    const engine = await started();
    for (const second of [0, 10, 20]) {
      const odd = pollAt(second, [seen('pay\0ments\ud800', 500n)]);
      expect((await engine.writer.write(odd, engine.lease)).outcome).toBe('written');
    }
    expect(await incidents()).toMatchObject([{ group: 'pay\uFFFDments\uFFFD' }]);
  });
});

describe('many incidents of one rule', () => {
  const many = (count: number, lag: bigint) =>
    Array.from({ length: count }, (_, index) => seen(`group-${index}`, lag + BigInt(index)));
  async function during({ writer, lease }: Started, from: number, to: number, groups: ReturnType<typeof seen>[]) {
    for (let second = from; second <= to; second += 10) await writer.write(pollAt(second, groups), lease);
  }

  test('are told of together, as they change at most once a minute, and once when the last is over', async () => {
    await makeDestination('pager');
    await makeRule({ destinations: ['pager'] });
    const engine = await started();
    await during(engine, 0, 20, many(300, 500n));
    const [page] = await deliveries();
    expect(page).toMatchObject({
      event: 'opened',
      notice_id: expect.stringMatching(/^tidemark-storm-/),
      summary: `300 incidents of "behind" on ${cluster}; the worst: group-299, lag 799, above 100`,
    });
    // Two more, and 200 that are over: news, told a minute after the last.
    await during(engine, 30, 50, [...many(100, 500n), ...many(302, 500n).slice(300)]);
    expect(await deliveries()).toHaveLength(1);
    await during(engine, 60, 80, [...many(100, 500n), ...many(302, 500n).slice(300)]);
    expect((await deliveries()).map(({ event, summary }) => [event, summary.split(';')[0]])).toEqual([
      ['opened', `300 incidents of "behind" on ${cluster}`],
      ['updated', `102 incidents of "behind" on ${cluster}`],
    ]);
    await during(await started(), 90, 120, many(2, 0n));
    const all = await deliveries();
    expect(all.map(({ event }) => event)).toEqual(['opened', 'updated', 'resolved']);
    expect(new Set(all.map(({ notice_id }) => notice_id)).size).toBe(1);
    expect((await incidents({ limit: 1_000 })).filter(({ resolvedAt }) => resolvedAt === null)).toEqual([]);
  });

  test('five are told of by themselves, and the sixth within five minutes begins to be told together', async () => {
    await makeDestination('pager');
    await makeRule({ destinations: ['pager'] });
    const engine = await started();
    await during(engine, 0, 20, many(5, 500n));
    await during(engine, 30, 50, many(7, 500n));
    const ids = (await deliveries()).map(({ notice_id }) => notice_id.startsWith('tidemark-storm-'));
    expect(ids).toEqual([false, false, false, false, false, true]);
    await during(engine, 60, 90, many(7, 0n));
    expect((await deliveries()).filter(({ event }) => event === 'resolved')).toHaveLength(6);
  });
});

test('a rule that this version cannot read is no rule here, and keeps no poll from being written', async () => {
  await base.db.execute(
    `insert into alert_rule (name, definition) values ('of a later version', '{"metric": "vibes"}')`,
  );
  await makeRule();
  await poll(await started(), 0, 20, 500n);
  expect(await incidents()).toHaveLength(1);
});
