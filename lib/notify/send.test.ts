import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rangesOf } from './address-guard.ts';
import type { Destination } from './destination.ts';
import { answer, Receiver } from './fixtures/receiver.ts';
import { type SendOptions, send } from './send.ts';
import { nextAttemptMs, RETRY_FOR_MS, RETRY_STEPS_MS, verdictOf } from './verdict.ts';

const LOOPBACK = rangesOf(['127.0.0.0/8']);
const OPTIONS: SendOptions = { timeoutMs: 5_000, allowed: LOOPBACK };
const SECRET_URL = 'https://hooks.test/services/T0/B0/secret';
const CHAT: Destination = { kind: 'slack', name: 'chat', config: { url: SECRET_URL } };
const NOW = new Date('2026-11-23T14:00:00.000Z');

let receiver: Receiver;
beforeAll(async () => {
  receiver = await Receiver.start();
});
afterAll(() => receiver?.close());

const post = (url = receiver.url(), options: Partial<SendOptions> = {}) =>
  send({ url, headers: { 'content-type': 'application/json' }, body: '{"a":1}' }, { ...OPTIONS, ...options });
const judged = async (sent: ReturnType<typeof post>) => verdictOf(await sent, CHAT, NOW);

/** A server that does this with a connection. */
async function rawServer(onBytes: (end: (text: string) => void, reset: () => void) => void) {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () =>
      onBytes(
        (text) => socket.end(text),
        () => socket.resetAndDestroy(),
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

describe('what is answered', () => {
  test('the request arrives whole, once', async () => {
    receiver.answering = answer(200, 'ok');
    expect(await judged(post())).toMatchObject({ outcome: 'delivered', status: 200 });
    expect(receiver.received.at(-1)).toMatchObject({ path: '/hook', body: '{"a":1}' });
  });

  test.each([
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
    [400, 'parked'],
    [403, 'parked'],
    [404, 'parked'],
    [301, 'parked'],
    [307, 'parked'],
    [204, 'parked'],
  ])('%d is %s', async (status, outcome) => {
    receiver.answering = answer(status, '', { location: receiver.url('/elsewhere') });
    const before = receiver.received.length;
    expect(await judged(post())).toMatchObject({ outcome, status });
    expect(receiver.received.length).toBe(before + 1);
  });

  test.each([
    ['7', 7_000],
    ['Mon, 23 Nov 2026 14:02:00 GMT', 120_000],
    ['Mon, 23 Nov 2026 13:00:00 GMT', 0],
    ['999999999', 86_400_000],
    ['soon', null],
  ])('Retry-After: %s', async (header, expected) => {
    receiver.answering = answer(429, '', { 'retry-after': header });
    expect((await judged(post())).retryAfterMs).toBe(expected);
  });

  test('is kept in short, on one line, without what nobody may read', async () => {
    receiver.answering = answer(403, `no ${SECRET_URL}\nfor\u0007you ${'x'.repeat(100_000)}`);
    const { detail } = await judged(post());
    expect(detail).toMatch(/^403 no \[secret\] for you x+…$/);
    expect(detail.length).toBeLessThanOrEqual(300);
  });
});

describe('what is not answered', () => {
  test('in time', async () => {
    receiver.answering = () => {};
    expect(await judged(post(undefined, { timeoutMs: 50 }))).toMatchObject({
      outcome: 'retry',
      status: null,
      detail: 'no answer within 0.05 s',
    });
  });

  test('to the end in time', async () => {
    receiver.answering = (response) => response.writeHead(200).write('o');
    expect(await judged(post(undefined, { timeoutMs: 100 }))).toMatchObject({ outcome: 'retry', status: null });
  });

  test('since nobody listens', async () => {
    const gone = await Receiver.start();
    const url = gone.url();
    await gone.close();
    expect(await judged(post(url))).toMatchObject({ outcome: 'retry', detail: expect.stringContaining('refused') });
  });

  test('since the connection is reset', async () => {
    const server = await rawServer((_, reset) => reset());
    expect(await judged(post(server.url))).toMatchObject({
      outcome: 'retry',
      detail: expect.stringContaining('reset'),
    });
    server.close();
  });

  test('half way', async () => {
    const server = await rawServer((end) => end('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhal'));
    expect(await judged(post(server.url))).toMatchObject({ outcome: 'retry', status: null });
    server.close();
  });

  test('in HTTP', async () => {
    const server = await rawServer((end) => end('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(await judged(post(server.url))).toMatchObject({ outcome: 'retry', detail: 'what it answered is no HTTP' });
    server.close();
  });

  test('by TLS', async () => {
    const { outcome, detail } = await judged(post(receiver.url().replace('http:', 'https:')));
    expect([outcome, detail.slice(0, 35)]).toEqual(['retry', 'its certificate or TLS is not right']);
  });

  test('by a name that is not known', async () => {
    const failing = ((_name: string, _options: unknown, callback: (error: Error) => void) =>
      callback(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }))) as never;
    expect(await judged(post('http://nowhere.test/', { resolve: failing }))).toMatchObject({
      outcome: 'retry',
      detail: 'its name is not known (DNS)',
    });
  });
});

describe('addresses inside', () => {
  /** Resolves every name to these, one after the other. */
  const resolving = (...addresses: string[]): NonNullable<SendOptions['resolve']> => {
    let turn = 0;
    return ((_name: string, _options: unknown, callback: (error: null, found: object[]) => void) => {
      const address = addresses[Math.min(turn++, addresses.length - 1)] ?? '';
      callback(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
    }) as never;
  };

  test.each([
    'http://127.0.0.1:1/',
    'http://2130706433:1/',
    'http://0x7f.1:1/',
    'http://[::1]:1/',
    'http://[::ffff:127.0.0.1]:1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1/',
  ])('%s is refused, for good', async (url) => {
    expect(await judged(post(url, { allowed: rangesOf([]) }))).toMatchObject({
      outcome: 'parked',
      detail: expect.stringContaining('TIDEMARK_ALERT_ALLOWED_ADDRESSES'),
    });
  });

  test('a name that leads there is refused as it is connected to', async () => {
    const before = receiver.received.length;
    const url = `http://harmless.test:${receiver.port}/`;
    for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '169.254.169.254', 'fd00::1']) {
      const options = { allowed: rangesOf([]), resolve: resolving(address) };
      expect(await judged(post(url, options))).toMatchObject({ outcome: 'parked' });
    }
    expect(receiver.received.length).toBe(before);
  });

  test('a name that leads elsewhere the second time is looked up once, and connected to as it was looked at', async () => {
    receiver.answering = answer(200, 'ok');
    const url = `http://rebinding.test:${receiver.port}/`;
    const resolve = resolving('127.0.0.1', '169.254.169.254');
    expect(await judged(post(url, { resolve }))).toMatchObject({ outcome: 'delivered' });
    expect(await judged(post(url, { resolve }))).toMatchObject({ outcome: 'parked' });
  });
});

describe('when it is tried again', () => {
  test.each(RETRY_STEPS_MS.map((step, index) => [index + 1, step]))(
    'after attempt %d: about %d ms',
    (attempts, step) => {
      expect(nextAttemptMs(attempts, 0, 0, null)).toBeCloseTo(0.8 * step);
      expect(nextAttemptMs(attempts, 0, 0.5, null)).toBeCloseTo(step);
      expect(nextAttemptMs(attempts, 0, 0.999_999, null)).toBeCloseTo(1.2 * step, -1);
    },
  );

  test('hourly until a day is over, and not before the destination wants it', () => {
    expect(nextAttemptMs(20, RETRY_FOR_MS - 1, 0.5, null)).toBe(3_600_000);
    expect(nextAttemptMs(20, RETRY_FOR_MS, 0.5, null)).toBeNull();
    expect(nextAttemptMs(1, 0, 0.5, 60_000)).toBe(60_000);
  });
});
