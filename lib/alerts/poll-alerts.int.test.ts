import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { madeBroker } from '#lib/history/testing.ts';
import { until } from '#scripts/local/wait.ts';
import { AlertBench, definition } from './fixtures/alert-bench.ts';
import { readPending } from './store/pending.ts';
import { deleteRule, updateRule } from './store/rules.ts';
import { pollAt, seen, T0 } from './testing.ts';

let bench: AlertBench;
beforeAll(async () => {
  bench = await AlertBench.open();
});
afterAll(() => bench?.close());
beforeEach(() => bench.clear());

describe('an incident', () => {
  test('is there with the poll that opens it, told to each destination, and ended under the same id', async () => {
    await bench.destination('pager');
    await bench.destination('chat');
    await bench.rule({ destinations: ['pager', 'chat', 'pager'] });
    const engine = await bench.started();
    await bench.poll(engine, 0, 10, 500n);
    expect(await bench.incidents()).toEqual([]);
    expect(await bench.targets(engine)).toMatchObject([{ phase: 'pending' }]);
    await bench.poll(engine, 20, 20, 500n);
    const [open] = await bench.incidents({ state: 'firing' });
    expect(open).toMatchObject({
      group: 'payments',
      rule: { name: 'behind', severity: 'error' },
      facts: { condition: 'lag 500, above 100', partition: 3, lag: '500' },
      resolvedAt: null,
    });
    expect(bench.woken).toBe(1);
    await bench.poll(engine, 30, 50, 0n);
    expect(await bench.incidents()).toMatchObject([{ id: open?.id, resolution: 'recovered' }]);
    const noticeId = `tidemark-${open?.id}`;
    const where = `payments on ${bench.cluster}`;
    expect(await bench.deliveries()).toEqual([
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
    await bench.rule();
    const engine = await bench.started();
    await bench.poll(engine, 0, 20, 500n);
    await bench.poll(engine, 30, 50, 0n);
    await bench.poll(engine, 60, 80, 700n);
    expect(await bench.incidents()).toMatchObject([{ reopened: 1, resolvedAt: null, facts: { lag: '700' } }]);
    // More than that, and it is another one.
    await bench.poll(engine, 90, 110, 0n);
    await bench.poll(engine, 120, 710, 0n);
    await bench.poll(engine, 720, 740, 800n);
    expect(await bench.incidents()).toHaveLength(2);
    expect((await bench.targets(engine)).map(({ phase }) => phase)).toEqual(['firing']);
  });

  test('is no more and no less after a restart, at whatever moment', async () => {
    await bench.destination('pager');
    await bench.rule({ destinations: ['pager'] });
    for (let second = 0; second <= 40; second += 10) await bench.poll(await bench.started(), second, second, 500n);
    expect((await bench.incidents()).map(({ openedAt }) => openedAt.toISOString())).toEqual([
      '2026-11-23T14:00:20.000Z',
    ]);
    for (let second = 50; second <= 90; second += 10) await bench.poll(await bench.started(), second, second, 0n);
    expect((await bench.incidents()).map(({ resolvedAt }) => resolvedAt?.toISOString())).toEqual([
      '2026-11-23T14:01:10.000Z',
    ]);
    expect((await bench.deliveries()).map(({ event }) => event)).toEqual(['opened', 'resolved']);
  });

  test('leaves nothing behind where its poll is not written', async () => {
    await bench.rule();
    const engine = await bench.started();
    await bench.poll(engine, 0, 10, 500n);
    const broken = pollAt(20, [seen('payments', 500n)], {
      topics: [{ ...pollAt(20, []).topics[0], replicationFactor: 2 ** 40 } as never],
    });
    await expect(engine.writer.write(broken, engine.lease)).rejects.toThrow();
    expect(await bench.incidents()).toEqual([]);
    await bench.poll(engine, 30, 30, 500n);
    expect(await bench.incidents()).toHaveLength(1);
  });
});

describe('a rule', () => {
  test('counts from the next poll on, and ends what it has open when it goes', async () => {
    const engine = await bench.started();
    await bench.poll(engine, 0, 10, 500n);
    const made = await bench.rule();
    await bench.poll(engine, 20, 40, 500n);
    expect(await bench.incidents()).toMatchObject([{ resolution: null }]);
    await deleteRule(bench.base.db, String(made.id));
    await bench.poll(engine, 50, 50, 500n);
    expect(await bench.incidents()).toMatchObject([{ resolution: 'rule-deleted' }]);
    expect(await bench.targets(engine)).toEqual([]);
  });

  test('that is changed while no engine runs ends what it had open with the first poll after', async () => {
    const made = await bench.rule();
    await bench.poll(await bench.started(), 0, 20, 500n);
    const changed = structuredClone({ ...definition, condition: { ...definition.condition, threshold: 400 } }) as never;
    await updateRule(bench.base.db, String(made.id), { name: 'behind', definition: changed, beginsAnew: true });
    await bench.poll(await bench.started(), 30, 30, 500n);
    expect(await bench.incidents()).toMatchObject([{ resolution: 'rule-changed' }]);
  });

  test('that is called otherwise, or is worse than it was, says so of what it has open', async () => {
    await bench.destination('pager');
    const made = await bench.rule({ destinations: ['pager'] });
    const engine = await bench.started();
    await bench.poll(engine, 0, 20, 500n);
    const changed = { ...definition, destinations: ['pager'], severity: 'critical', labels: { team: 'pay' } } as never;
    await updateRule(bench.base.db, String(made.id), { name: 'far behind', definition: changed, beginsAnew: false });
    await bench.poll(engine, 30, 50, 0n);
    expect(await bench.incidents()).toMatchObject([
      { rule: { name: 'far behind', severity: 'critical', labels: { team: 'pay' } }, resolution: 'recovered' },
    ]);
    // What is over stays as it was, and what comes back does so as it is called by then.
    await updateRule(bench.base.db, String(made.id), { name: 'else', definition: changed, beginsAnew: false });
    await bench.poll(engine, 60, 60, 0n);
    expect(await bench.incidents()).toMatchObject([{ rule: { name: 'far behind' } }]);
    await bench.poll(engine, 70, 90, 500n);
    expect(await bench.incidents()).toMatchObject([{ rule: { name: 'else' }, reopened: 1, resolvedAt: null }]);
  });

  test('that is changed while a poll opens an incident by it says so of that, too', async () => {
    const made = await bench.rule();
    const engine = await bench.started();
    await bench.poll(engine, 0, 10, 500n);
    const changed = { ...definition, severity: 'critical' } as never;
    const released = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    // The poll has read the rules, and waits for this before it writes.
    const holding = bench.base.db.transaction(async (sql) => {
      await sql.execute('lock table incident in exclusive mode');
      held.resolve();
      await released.promise;
    });
    await held.promise;
    const opening = bench.poll(engine, 20, 20, 500n);
    const waiting = `select 1 as one from pg_locks where not granted and relation = 'incident'::regclass`;
    await until(async () => (await bench.base.db.query(waiting, [], z.object({ one: z.int() })))[0], {
      what: 'the poll to wait',
      timeoutMs: 30_000,
    });
    await updateRule(bench.base.db, String(made.id), { name: 'far behind', definition: changed, beginsAnew: false });
    released.resolve();
    await Promise.all([holding, opening]);
    expect(await bench.incidents()).toMatchObject([{ rule: { name: 'behind' } }]);
    await bench.poll(engine, 30, 30, 500n);
    expect(await bench.incidents()).toMatchObject([{ rule: { name: 'far behind', severity: 'critical' } }]);
  });

  test('over names that Postgres cannot hold is judged like any other', async () => {
    await bench.rule();
    const engine = await bench.started();
    for (const second of [0, 10, 20]) {
      const odd = pollAt(second, [seen('pay\0ments\ud800', 500n)]);
      expect((await engine.writer.write(odd, engine.lease)).outcome).toBe('written');
    }
    expect(await bench.incidents()).toMatchObject([{ group: 'pay\uFFFDments\uFFFD' }]);
  });
});

test('each broker that is down is an incident by itself, over a restart', async () => {
  await bench.destination('pager');
  const condition = { metric: 'broker-down' as const, threshold: 15, clearThreshold: 0, forSeconds: 0 };
  await bench.rule({ condition: { ...definition.condition, ...condition }, destinations: ['pager'] });
  const down = (brokerId: number) => ({ ...madeBroker(brokerId, T0), state: 'down' as const });
  for (const [second, brokers] of [
    [10, [madeBroker(1, T0), down(2)]],
    [20, [madeBroker(1, T0), down(2)]],
    [30, [down(1), down(2)]],
    [40, [madeBroker(1, T0), down(2)]],
    [60, [madeBroker(1, T0), down(2)]],
  ] as const) {
    const { writer, lease } = await bench.started();
    await writer.write(pollAt(second, [], { brokers: [...brokers] }), lease);
  }
  expect((await bench.deliveries()).map(({ event, summary }) => [event, summary])).toEqual([
    ['opened', `broker 2 on ${bench.cluster}: down for 20 s, above 15 s`],
    ['opened', `broker 1 on ${bench.cluster}: down for 30 s, above 15 s`],
    ['resolved', `broker 1 on ${bench.cluster}: resolved. It was down for 30 s, above 15 s`],
  ]);
  expect(await bench.incidents({ state: 'firing' })).toMatchObject([{ broker: 2, group: null, topic: null }]);
});

test('rebalances before a restart count after it', async () => {
  const condition = { metric: 'rebalances' as const, threshold: 3, clearThreshold: 3, forSeconds: 0 };
  await bench.rule({ condition: { ...definition.condition, ...condition } });
  const event = { kind: 'group-rebalanced', severity: 'info' as const, groups: ['payments'], topics: [], brokers: [] };
  const rebalanced = { ...event, gapSinceMs: null, data: { group: 'payments', rebalances: 2 } };
  for (const second of [0, 10]) {
    const { writer, lease } = await bench.started();
    expect(await bench.incidents()).toEqual([]);
    await writer.write(pollAt(second, [seen('payments', 5n)], { events: [rebalanced] }), lease);
  }
  expect(await bench.incidents()).toMatchObject([
    { facts: { condition: 'rebalanced at least 4 times in the last hour, above 3' } },
  ]);
});

test('what holds and does not fire yet is told, with when it would', async () => {
  await bench.rule({}, 'slow');
  const engine = await bench.started();
  await bench.poll(engine, 0, 10, [seen('payments', 500n), seen('calm', 5n)]);
  const { targets, count } = await readPending(bench.base.db, [bench.cluster], 10);
  expect(count).toBe(1);
  expect(targets).toMatchObject([
    { cluster: bench.cluster, group: 'payments', topic: null, rule: { name: 'slow', severity: 'error' } },
  ]);
  expect(targets.map(({ since, firesAt }) => [since, firesAt])).toEqual([[new Date(T0), new Date(T0 + 20_000)]]);
  expect(await readPending(bench.base.db, ['another'], 10)).toEqual({ targets: [], count: 0 });
  await bench.poll(engine, 20, 20, [seen('payments', 500n)]);
  expect(await readPending(bench.base.db, [bench.cluster], 10)).toEqual({ targets: [], count: 0 });
});

describe('many incidents of one rule', () => {
  const many = (count: number, lag: bigint) =>
    Array.from({ length: count }, (_, index) => seen(`group-${index}`, lag + BigInt(index)));

  test('are told of together, as they change at most once a minute, and once when the last is over', async () => {
    await bench.destination('pager');
    await bench.rule({ destinations: ['pager'] });
    const engine = await bench.started();
    await bench.poll(engine, 0, 20, many(300, 500n));
    const [page] = await bench.deliveries();
    expect(page).toMatchObject({
      event: 'opened',
      notice_id: expect.stringMatching(/^tidemark-storm-/),
      summary: `300 incidents of "behind" on ${bench.cluster}; the worst: group-299, lag 799, above 100`,
    });
    // Two more, and 200 that are over: news, told a minute after the last.
    await bench.poll(engine, 30, 50, [...many(100, 500n), ...many(302, 500n).slice(300)]);
    expect(await bench.deliveries()).toHaveLength(1);
    await bench.poll(engine, 60, 80, [...many(100, 500n), ...many(302, 500n).slice(300)]);
    expect((await bench.deliveries()).map(({ event, summary }) => [event, summary.split(';')[0]])).toEqual([
      ['opened', `300 incidents of "behind" on ${bench.cluster}`],
      ['updated', `102 incidents of "behind" on ${bench.cluster}`],
    ]);
    await bench.poll(await bench.started(), 90, 120, many(2, 0n));
    const all = await bench.deliveries();
    expect(all.map(({ event }) => event)).toEqual(['opened', 'updated', 'resolved']);
    expect(new Set(all.map(({ notice_id }) => notice_id)).size).toBe(1);
    expect((await bench.incidents({ limit: 1_000 })).filter(({ resolvedAt }) => resolvedAt === null)).toEqual([]);
  });

  test('that come back right after all were over are told of at once, not only when their next change is due', async () => {
    await bench.destination('pager');
    await bench.rule({ destinations: ['pager'] });
    const engine = await bench.started();
    await bench.poll(engine, 0, 20, many(50, 500n));
    await bench.poll(engine, 30, 50, many(50, 0n));
    await bench.poll(engine, 55, 75, many(50, 500n));
    await bench.poll(engine, 80, 100, many(50, 0n));
    const all = await bench.deliveries();
    expect(all.map(({ event }) => event)).toEqual(['opened', 'resolved', 'opened', 'resolved']);
    expect(new Set(all.map(({ notice_id }) => notice_id)).size).toBe(1);
  });

  test('are told of by a clock that was set back, too', async () => {
    await bench.destination('pager');
    await bench.rule({ destinations: ['pager'] });
    const engine = await bench.started();
    const storm = (count: number) => Array.from({ length: count }, (_, index) => seen(`group-${index}`, 500n));
    await bench.poll(engine, 7_200, 7_220, storm(7));
    expect(await bench.events()).toEqual(['opened']);
    await bench.poll(engine, 3_600, 3_620, storm(8));
    expect(await bench.events()).toEqual(['opened', 'updated']);
  });

  test('five are told of by themselves, and the sixth within five minutes begins to be told together', async () => {
    await bench.destination('pager');
    await bench.rule({ destinations: ['pager'] });
    const engine = await bench.started();
    await bench.poll(engine, 0, 20, many(5, 500n));
    await bench.poll(engine, 30, 50, many(7, 500n));
    const ids = (await bench.deliveries()).map(({ notice_id }) => notice_id.startsWith('tidemark-storm-'));
    expect(ids).toEqual([false, false, false, false, false, true]);
    await bench.poll(engine, 60, 90, many(7, 0n));
    expect((await bench.deliveries()).filter(({ event }) => event === 'resolved')).toHaveLength(6);
  });
});

test('a rule that this version cannot read is no rule here, and keeps no poll from being written', async () => {
  await bench.base.db.execute(
    `insert into alert_rule (name, definition) values ('of a later version', '{"metric": "vibes"}')`,
  );
  await bench.rule();
  await bench.poll(await bench.started(), 0, 20, 500n);
  expect(await bench.incidents()).toHaveLength(1);
});

test('who is named by the rule only once an incident is open is told then, and hears its end', async () => {
  const made = await bench.rule();
  const engine = await bench.started();
  await bench.poll(engine, 0, 30, 500n);
  expect(await bench.incidents()).toMatchObject([{ toldAt: null, noticeId: null }]);
  await bench.destination('pager');
  const named = structuredClone({ ...definition, destinations: ['pager'] }) as never;
  await updateRule(bench.base.db, String(made.id), { name: 'behind', definition: named, beginsAnew: false });
  await bench.poll(engine, 40, 40, 500n);
  expect(await bench.events()).toEqual(['opened']);
  await bench.poll(engine, 50, 80, 0n);
  expect(await bench.events()).toEqual(['opened', 'resolved']);
});

test('what nobody was told of has no end to be told, whoever is named by then', async () => {
  const made = await bench.rule();
  const engine = await bench.started();
  await bench.poll(engine, 0, 20, 500n);
  await bench.poll(engine, 30, 50, 0n);
  await bench.destination('pager');
  const named = structuredClone({ ...definition, destinations: ['pager'] }) as never;
  await updateRule(bench.base.db, String(made.id), { name: 'behind', definition: named, beginsAnew: false });
  await bench.poll(engine, 60, 60, 0n);
  expect(await bench.deliveries()).toEqual([]);
});
