import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { madeBroker } from '#lib/history/testing.ts';
import { acknowledge } from './acknowledge.ts';
import { AlertBench } from './fixtures/alert-bench.ts';
import type { ConsoleLinks } from './notice-of.ts';
import type { Silence } from './silence.ts';
import { isHeldOpen } from './store/incident-lists.ts';
import { endSilence, insertSilence } from './store/silences.ts';
import { ALL, pollAt, SECOND, seen, silence, T0 } from './testing.ts';

let bench: AlertBench;
beforeAll(async () => {
  bench = await AlertBench.open();
});
afterAll(() => bench?.close());
beforeEach(() => bench.clear());

const LINKS: ConsoleLinks = { incidents: () => '', incident: () => '', group: () => '' };
const at = (second: number) => new Date(T0 + second * SECOND);

async function silenced(fromS: number, untilS: number, matchers: Partial<Silence['matchers']> = {}): Promise<void> {
  const { id: _, ...made } = silence({ cluster: bench.cluster }, matchers);
  const bounds = { startsAtMs: at(fromS).getTime(), endsAtMs: at(untilS).getTime() };
  await insertSilence(bench.base.db, { ...made, ...bounds });
}

describe('under a silence', () => {
  test('an incident opens and ends, and nobody is told, then or later', async () => {
    await bench.destination('pager');
    await bench.rule({ destinations: ['pager'] });
    await silenced(0, 3_600);
    const engine = await bench.started();
    await bench.poll(engine, 0, 30, 500n);
    expect(await bench.incidents()).toMatchObject([
      { resolvedAt: null, toldAt: null, muted: { by: 'silence', why: 'deploy', untilMs: at(3_600).getTime() } },
    ]);
    await bench.poll(engine, 40, 70, 0n);
    expect(await bench.incidents()).toMatchObject([{ resolution: 'recovered', toldAt: null }]);
    await bench.poll(engine, 3_590, 3_620, 0n);
    expect(await bench.deliveries()).toEqual([]);
  });

  test('what still fires as it ends is told then, as it is by then', async () => {
    await bench.destination('pager');
    await bench.rule({ destinations: ['pager'] });
    await silenced(0, 60);
    const engine = await bench.started();
    await bench.poll(engine, 0, 50, 500n);
    expect(await bench.deliveries()).toEqual([]);
    await bench.poll(engine, 60, 60, 900n);
    expect(await bench.deliveries()).toMatchObject([
      { event: 'opened', summary: `payments on ${bench.cluster}: lag 900, above 100` },
    ]);
    expect(await bench.incidents()).toMatchObject([{ toldAt: at(60), muted: null }]);
    await bench.poll(engine, 70, 90, 0n);
    expect(await bench.events()).toEqual(['opened', 'resolved']);
  });

  test('the same across a restart, and once somebody ends the silence early', async () => {
    await bench.destination('pager');
    await bench.rule({ destinations: ['pager'] });
    await silenced(0, 3_600);
    await bench.poll(await bench.started(), 0, 30, 500n);
    const engine = await bench.started();
    await bench.poll(engine, 40, 40, 500n);
    expect(await bench.deliveries()).toEqual([]);
    const [{ muted } = { muted: null }] = await bench.incidents();
    await endSilence(bench.base.db, muted?.id ?? '', at(45));
    await bench.poll(engine, 50, 50, 500n);
    expect(await bench.events()).toEqual(['opened']);
  });

  test('the end of what was told before is told all the same', async () => {
    await bench.destination('pager');
    await bench.rule({ destinations: ['pager'] });
    const engine = await bench.started();
    await bench.poll(engine, 0, 20, 500n);
    await silenced(25, 3_600);
    await bench.poll(engine, 30, 30, 500n);
    expect(await bench.incidents()).toMatchObject([{ muted: { by: 'silence' } }]);
    await bench.poll(engine, 40, 60, 0n);
    expect(await bench.events()).toEqual(['opened', 'resolved']);
  });

  test('what comes back under it within ten minutes keeps its notice, and is told of only if it outlasts it', async () => {
    await bench.destination('pager');
    await bench.rule({ destinations: ['pager'] });
    const engine = await bench.started();
    await bench.poll(engine, 0, 20, 500n);
    await bench.poll(engine, 30, 50, 0n);
    await silenced(55, 300);
    await bench.poll(engine, 60, 80, 500n);
    await bench.poll(engine, 90, 110, 0n);
    expect(await bench.events()).toEqual(['opened', 'resolved']);
    await bench.poll(engine, 120, 140, 500n);
    await bench.poll(engine, 300, 300, 500n);
    const all = await bench.deliveries();
    expect(all.map(({ event }) => event)).toEqual(['opened', 'resolved', 'opened']);
    expect(new Set(all.map(({ notice_id }) => notice_id)).size).toBe(1);
  });

  test('others are told of', async () => {
    await bench.destination('pager');
    await bench.rule({ destinations: ['pager'] });
    await silenced(0, 3_600, { groups: { include: ['payments'], exclude: [] } });
    await bench.poll(await bench.started(), 0, 20, [seen('payments', 500n), seen('orders', 500n)]);
    expect((await bench.deliveries()).map(({ summary }) => summary)).toEqual([
      `orders on ${bench.cluster}: lag 500, above 100`,
    ]);
  });

  test('over a topic nothing is muted of a whole group, wherever its lag is', async () => {
    await bench.destination('pager');
    await bench.rule({ destinations: ['pager'] });
    await silenced(0, 3_600, { topics: { include: ['orders'], exclude: [] } });
    await bench.poll(await bench.started(), 0, 20, 500n);
    expect(await bench.incidents()).toMatchObject([{ facts: { topic: 'orders' }, muted: null }]);
    expect(await bench.events()).toEqual(['opened']);
  });

  test('hundreds that outlast it are one page, not hundreds', async () => {
    await bench.destination('pager');
    await bench.rule({ destinations: ['pager'] });
    await silenced(0, 60);
    const engine = await bench.started();
    const many = Array.from({ length: 300 }, (_, index) => seen(`group-${index}`, 500n));
    await bench.poll(engine, 0, 50, many);
    expect(await bench.deliveries()).toEqual([]);
    await bench.poll(engine, 60, 60, many);
    expect(await bench.deliveries()).toMatchObject([
      { event: 'opened', notice_id: expect.stringMatching(/^tidemark-storm-/) },
    ]);
  });
});

test('a broker that is down mutes what cannot be read because of it, and its own page comes', async () => {
  await bench.destination('pager');
  const noData = { policy: 'alert' as const, afterSeconds: 20 };
  await bench.rule({ destinations: ['pager'], noData });
  const { condition } = await bench.rule(
    { destinations: ['pager'], condition: { ...CALM, metric: 'brokers-down', threshold: 0, forSeconds: 30 } },
    'brokers',
  );
  expect(condition.metric).toBe('brokers-down');
  const engine = await bench.started();
  const unread = Array.from({ length: 20 }, (_, index) => unreadOn(1, `group-${index}`));
  const down = (second: number, state: 'up' | 'down') =>
    pollAt(second, unread, { brokers: [{ ...pollAt(second, []).brokers[0], state } as never] });
  for (const second of [0, 10, 20, 30]) await engine.writer.write(down(second, 'down'), engine.lease);
  expect((await bench.deliveries()).map(({ summary }) => summary)).toEqual([
    `${bench.cluster}: 1 broker down, above 0`,
  ]);
  const muted = (await bench.incidents({ limit: 50 })).filter((incident) => incident.muted?.by === 'inhibition');
  expect(muted).toHaveLength(20);
  // The broker is back, and they still cannot be read: now it is said.
  await engine.writer.write(down(40, 'up'), engine.lease);
  const news = (await bench.deliveries()).slice(1);
  expect(news.map(({ event }) => event)).toEqual(['opened']);
  expect(news[0]?.summary).toContain('20 incidents of "behind"');
});
test('what cannot be read for another reason is told, though a broker is down', async () => {
  await hearsOfSilenceAndBrokers();
  const engine = await bench.started();
  const two = [unreadOn(1, 'payments'), unreadOn(2, 'orders')];
  const down = (second: number) =>
    pollAt(second, two, { brokers: [{ ...madeBroker(1, T0), state: 'down' }, madeBroker(2, T0)] });
  for (const second of [0, 10, 20]) await engine.writer.write(down(second), engine.lease);
  expect(await bench.deliveries()).toMatchObject([
    { event: 'opened', summary: `orders on ${bench.cluster}: nothing can be read of it, for want of broker 2` },
  ]);
  const muted = (await bench.incidents()).flatMap((one) => (one.muted === null ? [] : [[one.group, one.muted.why]]));
  expect(muted).toEqual([['payments', 'broker 1 down ("brokers" tells of that)']]);
});

test('what can be read again and is above is told, though the broker is still down', async () => {
  await hearsOfSilenceAndBrokers();
  const engine = await bench.started();
  const down = (second: number, group: ReturnType<typeof seen>) =>
    pollAt(second, [group], { brokers: [{ ...pollAt(second, []).brokers[0], state: 'down' } as never] });
  const unread = unreadOn(1, 'payments');
  for (const second of [0, 10, 20]) await engine.writer.write(down(second, unread), engine.lease);
  expect(await bench.incidents()).toMatchObject([{ muted: { by: 'inhibition' } }]);
  await engine.writer.write(down(30, seen('payments', 50_000n)), engine.lease);
  expect(await bench.deliveries()).toMatchObject([
    { event: 'opened', summary: `payments on ${bench.cluster}: lag 50,000, above 100` },
  ]);
});

/** A pager that is told of lag, or what cannot be read for 20 s, and of brokers that are down only long after that. */
async function hearsOfSilenceAndBrokers(): Promise<void> {
  await bench.destination('pager');
  await bench.rule({ destinations: ['pager'], noData: { policy: 'alert', afterSeconds: 20 } });
  const brokersDown = { ...CALM, metric: 'brokers-down' as const, threshold: 0, forSeconds: 600 };
  await bench.rule({ destinations: ['pager'], condition: brokersDown }, 'brokers');
}

/** A group of which nothing can be read, as its coordinator does not answer. */
const unreadOn = (broker: number, name: string) =>
  seen(name, null, {
    states: { unknown: 4 },
    knownPartitions: 0,
    coordinator: broker,
    failure: { code: 'NOT_READ', message: 'did not answer', brokerId: broker, sinceMs: null },
  });

const CALM = {
  operator: '>' as const,
  status: null,
  clearThreshold: 0,
  aggregation: 'group-sum' as const,
  commitGaps: 0,
};

describe('what is repeated', () => {
  const sawIt = { by: 'ada', note: null, at: at(0) };

  test('is said again as often as the rule has it, with what is so by then, until somebody acknowledges', async () => {
    await bench.destination('pager');
    await bench.rule({ destinations: ['pager'], repeatSeconds: 60 });
    let engine = await bench.started();
    await bench.poll(engine, 0, 70, 500n);
    expect(await bench.events()).toEqual(['opened']);
    await bench.poll(engine, 80, 80, 700n);
    await bench.poll(engine, 90, 130, 500n);
    expect((await bench.deliveries()).slice(1)).toMatchObject([
      { event: 'updated', summary: `payments on ${bench.cluster}: lag 700, above 100` },
    ]);
    engine = await bench.started();
    await bench.poll(engine, 140, 140, 500n);
    expect(await bench.events()).toEqual(['opened', 'updated', 'updated']);
    const [incident] = await bench.incidents();
    expect(await acknowledge(bench.base.db, incident?.id ?? '', sawIt, { links: LINKS, owners: [] })).toBe(true);
    await bench.poll(engine, 150, 300, 500n);
    expect(await bench.events()).toEqual(['opened', 'updated', 'updated', 'acknowledged']);
    await bench.poll(engine, 310, 330, 0n);
    expect(new Set((await bench.deliveries()).map(({ notice_id }) => notice_id)).size).toBe(1);
  });

  test('counts what was seen: neither a gap nor a clock that is set puts it off or brings it forward', async () => {
    await bench.destination('pager');
    await bench.rule({ destinations: ['pager'], repeatSeconds: 60 });
    await bench.poll(await bench.started(), 0, 40, 500n);
    // 20 s since it was told, 30 s of the gap count, and 10 are left.
    const engine = await bench.started();
    await bench.poll(engine, 1_000, 1_000, 500n);
    expect(await bench.events()).toEqual(['opened']);
    await bench.poll(engine, 1_010, 1_010, 500n);
    expect(await bench.events()).toEqual(['opened', 'updated']);
    // Set back by a quarter of an hour: the rest is told as if it had not been.
    await bench.poll(engine, 100, 150, 500n);
    expect(await bench.events()).toEqual(['opened', 'updated']);
    await bench.poll(engine, 160, 160, 500n);
    expect(await bench.events()).toEqual(['opened', 'updated', 'updated']);
  });

  test('is not said under a silence', async () => {
    await bench.destination('pager');
    await bench.rule({ destinations: ['pager'], repeatSeconds: 60 });
    const engine = await bench.started();
    await bench.poll(engine, 0, 20, 500n);
    await silenced(30, 300);
    await bench.poll(engine, 30, 290, 500n);
    expect(await bench.events()).toEqual(['opened']);
    await bench.poll(engine, 300, 300, 500n);
    expect(await bench.events()).toEqual(['opened', 'updated']);
  });
});

describe('an acknowledgement', () => {
  const sawIt = { by: 'ada', note: 'on it', at: at(25) };

  test('is told to whoever was told, once', async () => {
    await bench.destination('pager');
    await bench.rule({ destinations: ['pager'] });
    const engine = await bench.started();
    await bench.poll(engine, 0, 20, 500n);
    const [incident] = await bench.incidents();
    expect(await acknowledge(bench.base.db, incident?.id ?? '', sawIt, { links: LINKS, owners: [] })).toBe(true);
    expect(await acknowledge(bench.base.db, incident?.id ?? '', sawIt, { links: LINKS, owners: [] })).toBe(false);
    expect(await bench.events()).toEqual(['opened', 'acknowledged']);
    await bench.poll(engine, 30, 60, 0n);
    expect(await acknowledge(bench.base.db, incident?.id ?? '', sawIt, { links: LINKS, owners: [] })).toBe(false);
    expect(await bench.events()).toEqual(['opened', 'acknowledged', 'resolved']);
  });

  test('lets go what was held open by records that were deleted unread', async () => {
    await bench.destination('pager');
    await bench.rule({ destinations: ['pager'] });
    const engine = await bench.started();
    const lost = [seen('payments', 0n, { states: { ok: 3, truncated: 1 } })];
    await bench.poll(engine, 0, 20, 500n);
    const ack = async (second: number) => {
      const [incident] = await bench.incidents();
      const seenAt = { ...sawIt, at: at(second) };
      return acknowledge(bench.base.db, incident?.id ?? '', seenAt, { links: LINKS, owners: [] });
    };
    // That is about the lag; nothing is lost yet.
    expect(await ack(25)).toBe(true);
    await bench.poll(engine, 30, 120, lost);
    const isHeld = async () =>
      Promise.all((await bench.incidents({ state: 'firing' })).map((incident) => isHeldOpen(bench.base.db, incident)));
    expect(await isHeld()).toEqual([true]);
    expect(await ack(125)).toBe(true);
    await bench.poll(engine, 130, 140, lost);
    expect(await isHeld()).toEqual([false]);
    expect(await ack(145)).toBe(false);
    await bench.poll(engine, 150, 150, lost);
    expect(await bench.incidents()).toMatchObject([{ resolution: 'recovered' }]);
    expect(await bench.events()).toEqual(['opened', 'acknowledged', 'acknowledged', 'resolved']);
  });

  test('of what nobody was told of is told to nobody', async () => {
    await bench.destination('pager');
    await bench.rule({ destinations: ['pager'] });
    await silenced(0, 3_600, { rules: ALL });
    await bench.poll(await bench.started(), 0, 20, 500n);
    const [incident] = await bench.incidents();
    expect(await acknowledge(bench.base.db, incident?.id ?? '', sawIt, { links: LINKS, owners: [] })).toBe(true);
    expect(await bench.deliveries()).toEqual([]);
  });

  test('of one of a storm is told once each of it has one', async () => {
    await bench.destination('pager');
    await bench.rule({ destinations: ['pager'] });
    const many = Array.from({ length: 6 }, (_, index) => seen(`group-${index}`, 500n));
    await bench.poll(await bench.started(), 0, 20, many);
    const ids = (await bench.incidents()).map(({ id }) => id);
    for (const id of ids.slice(1)) await acknowledge(bench.base.db, id, sawIt, { links: LINKS, owners: [] });
    expect(await bench.events()).toEqual(['opened']);
    await acknowledge(bench.base.db, ids[0] ?? '', sawIt, { links: LINKS, owners: [] });
    expect(await bench.events()).toEqual(['opened', 'acknowledged']);
  });
});
