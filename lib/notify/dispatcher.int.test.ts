import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { until } from '#scripts/local/wait.ts';
import type { DestinationKind } from './configs.ts';
import { deliveryPage, type LoggedDelivery, redeliver } from './delivery-log.ts';
import { Dispatcher, type DispatcherOptions } from './dispatcher.ts';
import { madeNotice } from './fixtures/made-notice.ts';
import { answer, Receiver } from './fixtures/receiver.ts';
import type { NoticeEvent } from './notice.ts';
import { PAUSE_MS } from './rates.ts';
import { claimDeliveries, recordAttempt } from './store.ts';
import type { Verdict } from './verdict.ts';

const KEY = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const PATIENCE = { timeoutMs: 20_000 };

let base: TestDatabase;
let receiver: Receiver;
let running: Dispatcher[];
let destinations = 0;

beforeAll(async () => {
  base = await createTestDatabase();
});
afterAll(() => base?.drop());
beforeEach(async () => {
  running = [];
  receiver = await Receiver.start();
  await base.db.execute('delete from delivery');
});
afterEach(async () => {
  await Promise.all(running.map((dispatcher) => dispatcher.stop()));
  await receiver.close();
});

function start(changes: Partial<DispatcherOptions> = {}): Dispatcher {
  const dispatcher = new Dispatcher({
    database: base.db,
    secretsOf: async () => JSON.stringify({ secrets: [KEY] }),
    allowedAddresses: ['127.0.0.0/8'],
    sendTimeoutMs: 1_000,
    lookIntervalMs: 20,
    // Of the first pause the shortest.
    random: () => 0,
    log: { warn: (fields, message) => console.error(message, fields) },
    ...changes,
  });
  running.push(dispatcher);
  return dispatcher;
}

const idRow = z.object({ id: z.string() });

async function destination(url = receiver.url(), kind: DestinationKind = 'webhook'): Promise<string> {
  const [row] = await base.db.query(
    'insert into destination (name, kind, settings) values ($1, $2, $3) returning id::text',
    [`${kind}-${++destinations}`, kind, JSON.stringify({ url })],
    idRow,
  );
  return row?.id ?? '';
}

async function put(destinationId: string, noticeId: string, ...events: NoticeEvent[]): Promise<void> {
  for (const event of events) {
    await base.db.execute('insert into delivery (destination_id, notice_id, event, notice) values ($1, $2, $3, $4)', [
      destinationId,
      noticeId,
      event,
      JSON.stringify(madeNotice({ id: noticeId, event })),
    ]);
  }
}

const log = (): Promise<LoggedDelivery[]> =>
  deliveryPage(base.db, { destinationId: null, state: null, cluster: null, before: null, limit: 1_000 }).then((page) =>
    page.toReversed(),
  );
const settled = (count: number, state: LoggedDelivery['state'] = 'delivered') =>
  until(
    async () => {
      const deliveries = await log();
      return deliveries.filter((one) => one.state === state).length === count ? deliveries : undefined;
    },
    { what: `${count} deliveries ${state}`, ...PATIENCE },
  );
const told = () => receiver.received.map(({ body }) => z.object({ type: z.string() }).parse(JSON.parse(body)).type);

describe('a delivery', () => {
  test('arrives, and its attempt is in the log', async () => {
    await put(await destination(), 'n1', 'opened');
    start();
    expect(await settled(1)).toMatchObject([
      {
        event: 'opened',
        reason: null,
        attempts: [{ attempt: 1, status: 200, outcome: 'delivered', detail: '200 ok' }],
      },
    ]);
    expect(receiver.received).toHaveLength(1);
  });

  test('is tried again under the same id until it is taken, and what follows waits', async () => {
    let failures = 2;
    receiver.answering = (response) =>
      answer(failures-- > 0 ? 500 : 200, 'ok')(response, receiver.received[0] as never);
    await put(await destination(), 'n1', 'opened', 'resolved');
    start();
    const [opened] = await settled(2);
    expect(opened?.attempts.map(({ outcome }) => outcome)).toEqual(['delivered', 'retry', 'retry']);
    expect(told()).toEqual(['incident.opened', 'incident.opened', 'incident.opened', 'incident.resolved']);
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect([new Set(ids.slice(0, 3)).size, new Set(ids).size]).toEqual([1, 2]);
  });

  test('that is refused for good is parked with the reason, with all behind it, and goes on by hand', async () => {
    receiver.answering = answer(400, 'no such key');
    await put(await destination(), 'n1', 'opened', 'resolved');
    start();
    const [parked, waiting] = await settled(1, 'parked');
    expect(parked).toMatchObject({ state: 'parked', reason: '400 no such key' });
    expect(waiting?.state).toBe('waiting');
    receiver.answering = answer(200);
    expect(await redeliver(base.db, parked?.id ?? '')).toBe(true);
    await settled(2);
    expect(told()).toEqual(['incident.opened', 'incident.opened', 'incident.resolved']);
  });

  test('to a destination whose secrets nobody can open is parked', async () => {
    await put(await destination(), 'n1', 'opened');
    start({ secretsOf: async () => null });
    expect((await settled(1, 'parked'))[0]?.reason).toContain('enter them anew');
    expect(receiver.received).toEqual([]);
  });

  test('waits as long as the destination asks for', async () => {
    let first = true;
    receiver.answering = (response, received) => {
      answer(first ? 429 : 200, '', { 'retry-after': '2' })(response, received);
      first = false;
    };
    await put(await destination(), 'n1', 'opened');
    start();
    const [delivery] = await settled(1);
    const [last, before] = delivery?.attempts.map(({ at }) => new Date(at).getTime()) ?? [];
    expect((last ?? 0) - (before ?? 0)).toBeGreaterThanOrEqual(1_990);
  });
});

describe('many deliveries', () => {
  test('a destination that hangs holds up no other', async () => {
    const slow = await Receiver.start();
    slow.answering = () => {};
    const toSlow = await destination(slow.url());
    for (let notice = 0; notice < 40; notice++) await put(toSlow, `slow-${notice}`, 'opened');
    const to = await destination();
    start({ sendTimeoutMs: 60_000 });
    await until(() => Promise.resolve(slow.received.length >= 4 || undefined), { what: 'the slow ones', ...PATIENCE });
    const began = Date.now();
    for (let notice = 0; notice < 20; notice++) await put(to, `quick-${notice}`, 'opened');
    await settled(20);
    expect(Date.now() - began).toBeLessThan(50_000);
    await slow.close();
  }, 60_000);

  test('by several processes: each once, in order', async () => {
    const to = await destination();
    for (let notice = 0; notice < 30; notice++) await put(to, `n${notice}`, 'opened', 'updated', 'resolved');
    for (let process = 0; process < 3; process++) start();
    await settled(90);
    expect(receiver.received).toHaveLength(90);
    const byNotice = Map.groupBy(
      receiver.received,
      ({ body }) => (JSON.parse(body) as { data: { id: string } }).data.id,
    );
    for (const [, received] of byNotice) {
      expect(received.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual([
        'incident.opened',
        'incident.updated',
        'incident.resolved',
      ]);
    }
  });

  test('what a process had in hand as it died another sends, under the same id', async () => {
    await put(await destination(), 'n1', 'opened');
    // It took it, and nothing was ever heard of it again.
    await base.db.execute(`update delivery set claimed_until = now() + interval '300 milliseconds'`);
    start();
    await settled(1);
    expect(receiver.received).toHaveLength(1);
  });
});

describe('no faster than a channel takes it', () => {
  const toPager = (changes: Partial<DispatcherOptions> = {}) =>
    start({ secretsOf: async () => JSON.stringify({ routingKey: 'a'.repeat(32) }), ...changes });
  const eventSchema = z.object({ dedup_key: z.string(), event_action: z.string() });
  const events = () => receiver.received.map(({ body }) => eventSchema.parse(JSON.parse(body)));
  beforeEach(() => {
    receiver.answering = answer(202);
  });

  test('by several processes together, in order, with nothing lost', async () => {
    const to = await destination(receiver.url(), 'pagerduty');
    for (const notice of ['a', 'b', 'c']) await put(to, notice, 'opened', 'updated', 'resolved');
    const began = Date.now();
    for (let process = 0; process < 3; process++) toPager();
    await settled(9);
    // Between the first and the last are eight pauses, whoever sends.
    expect(Date.now() - began).toBeGreaterThanOrEqual(8 * PAUSE_MS.pagerduty);
    const byNotice = Map.groupBy(events(), ({ dedup_key }) => dedup_key);
    expect([...byNotice.keys()].toSorted()).toEqual(['a', 'b', 'c']);
    for (const [, told] of byNotice) {
      expect(told.map(({ event_action }) => event_action)).toEqual(['trigger', 'trigger', 'resolve']);
    }
  });

  test('which holds up no other destination', async () => {
    const slow = await destination(receiver.url(), 'pagerduty');
    await base.db.execute(`update destination set next_free_at = now() + interval '1 hour' where id = $1`, [slow]);
    await put(slow, 'waits', 'opened');
    await put(await destination(receiver.url(), 'pagerduty'), 'goes', 'opened');
    toPager();
    await settled(1);
    expect(events().map(({ dedup_key }) => dedup_key)).toEqual(['goes']);
    expect((await log()).map(({ state }) => state)).toEqual(['waiting', 'delivered']);
  });

  test('and nothing else, once it says that it is too much', async () => {
    const to = await destination(receiver.url(), 'pagerduty');
    const arrivals: number[] = [];
    receiver.answering = (response, received) => {
      arrivals.push(Date.now());
      answer(arrivals.length === 1 ? 429 : 202, '', { 'retry-after': '2' })(response, received);
    };
    await put(to, 'first', 'opened');
    toPager();
    await until(async () => (await log())[0]?.attempts[0], { what: 'the answer 429', ...PATIENCE });
    await put(to, 'second', 'opened');
    await settled(2);
    const [refused = 0, next = 0] = arrivals;
    expect(next - refused).toBeGreaterThanOrEqual(1_990);
  });
});

describe('why a group lags', () => {
  const causes = () =>
    receiver.received.map(({ body }) => {
      const { type, data } = JSON.parse(body);
      return [type, data.incidents[0].cause];
    });

  test('is found out before the first attempt, kept for the next, and not for what is over', async () => {
    const id = await destination();
    await put(id, 'tidemark-1', 'opened', 'resolved');
    let asked = 0;
    let isUp = false;
    receiver.answering = (response) => {
      response.writeHead(isUp ? 200 : 500).end();
      isUp = true;
    };
    start({ explain: async ({ event }) => `${event}, asked ${++asked}` });
    await settled(2);
    expect(causes()).toEqual([
      ['incident.opened', 'opened, asked 1'],
      ['incident.opened', 'opened, asked 1'],
      ['incident.resolved', null],
    ]);
  });

  test('keeps no page back: not where it fails, nor where it takes long', async () => {
    const failing = await destination();
    await put(failing, 'tidemark-1', 'opened');
    const warned: string[] = [];
    start({
      explain: () => Promise.reject(new Error('no')),
      log: { warn: (_, message) => void warned.push(message) },
    });
    await settled(1);
    expect(causes()).toEqual([['incident.opened', null]]);
    expect(warned).toEqual(['nobody can say why a group lags; its page goes without']);
    await running.pop()?.stop();
    await put(failing, 'tidemark-2', 'opened');
    start({ explain: () => new Promise(() => undefined) });
    await settled(2);
    expect(causes()).toHaveLength(2);
  });
});

test('an attempt whose claim somebody else has by now is not put down', async () => {
  const id = await destination();
  await put(id, 'tidemark-1', 'opened');
  const taken = () => claimDeliveries(base.db, { limit: 1, forMs: 1, busy: [] });
  const [first] = await taken();
  await base.db.execute('update destination set next_free_at = now()');
  const second = await until(async () => (await taken())[0], { what: 'the claim to run out', ...PATIENCE });
  const verdict: Verdict = { outcome: 'delivered', status: 200, detail: '200', retryAfterMs: null };
  const made = { id: second.id, attempt: 1, at: new Date(), durationMs: 1, verdict, retryInMs: null };
  await recordAttempt(base.db, { ...made, claim: first?.claim ?? '' });
  expect((await log()).map(({ state }) => state)).toEqual(['waiting']);
  await recordAttempt(base.db, { ...made, claim: second.claim });
  expect((await log()).map(({ state, attempts }) => [state, attempts.length])).toEqual([['delivered', 1]]);
});

test('what waited for days behind another is tried as long as any', async () => {
  const id = await destination();
  await put(id, 'tidemark-1', 'resolved');
  await base.db.execute("update delivery set created_at = now() - interval '3 days'");
  let isUp = false;
  receiver.answering = (response) => {
    response.writeHead(isUp ? 200 : 500).end();
    isUp = true;
  };
  start();
  expect((await settled(1)).map(({ attempts }) => attempts.length)).toEqual([2]);
});
