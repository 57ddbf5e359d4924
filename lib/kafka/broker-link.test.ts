import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '#scripts/local/wait.ts';
import { BrokerLink } from './broker-link.ts';
import { type ClusterConnector, clusterConnector } from './connect/connector.ts';
import { readMetadata } from './metadata.ts';
import { testCluster } from './testing.ts';

const DEADLINE_MS = 80;
/** A busy machine runs timers late. */
const LATE_MS = 400;
const ask = (link: BrokerLink) => readMetadata(link, 'brokers-only');
const codeOf = async (answer: ReturnType<typeof ask>) => {
  const outcome = await answer;
  return outcome.ok ? 'ok' : outcome.failure.code;
};
/** What keeps the process awake; what earlier tests left may go meanwhile, so there can only be less later. */
const awake = (kind: string) => process.getActiveResourcesInfo().filter((active) => active === kind).length;

let silent: Server;
let port: number;
let accepted: Socket[];
let link: BrokerLink;
/** Connections that the link began to open. */
let opened: number;

/** A server that takes connections and never says a word. */
beforeEach(async () => {
  accepted = [];
  opened = 0;
  silent = createServer((socket) => {
    accepted.push(socket);
    socket.on('error', () => undefined);
    socket.resume();
  });
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  port = (silent.address() as AddressInfo).port;
  link = openLink();
});
afterEach(() => {
  link.close();
  for (const socket of accepted) socket.destroy();
  silent.close();
});

function openLink(): BrokerLink {
  const { create, explain } = clusterConnector(testCluster([], { brokerDeadlineMs: DEADLINE_MS }));
  const connector: ClusterConnector = {
    create(clientId, host) {
      opened++;
      return create(clientId, host);
    },
    explain,
  };
  return new BrokerLink(3, '127.0.0.1', port, { clientId: 'test', connector, probeBackoffMaxMs: 400 });
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; tookMs: number }> {
  const startedAt = performance.now();
  const result = await work();
  return { result, tookMs: performance.now() - startedAt };
}

/** Waits until the server has seen every connection of the link come and go. */
const untilDropped = () =>
  until(() => (accepted.length === opened && accepted.every(({ closed }) => closed) ? true : undefined), {
    what: 'the link to give up',
    timeoutMs: 5_000,
    everyMs: 5,
  });

describe('a broker that accepts and never answers', () => {
  test('costs one deadline for all requests together, and says which broker', async () => {
    link.beginPoll(0, DEADLINE_MS);
    const { result, tookMs } = await timed(() => Promise.all([ask(link), ask(link), ask(link)]));
    expect(tookMs).toBeGreaterThanOrEqual(DEADLINE_MS - 2);
    expect(tookMs).toBeLessThan(DEADLINE_MS + LATE_MS);
    for (const outcome of result) {
      expect(outcome).toEqual({
        ok: false,
        failure: {
          code: 'BROKER_TIMEOUT',
          brokerId: 3,
          message: `Tidemark got no answer from broker 3 at 127.0.0.1:${port} within 80 ms; it is asked again until it answers`,
        },
      });
    }
    expect(accepted).toHaveLength(1);
    await untilDropped();
    expect(await timed(() => ask(link))).toMatchObject({ result: { ok: false } });
  });

  test('costs nothing in the polls after: it is probed beside them, one connection at a time, ever more seldom', async () => {
    link.beginPoll(0, DEADLINE_MS);
    await ask(link);
    link.endPoll();
    const probedAt: number[] = [];
    for (let nowMs = 200; nowMs <= 2_600; nowMs += 200) {
      const before = opened;
      link.beginPoll(nowMs, DEADLINE_MS);
      const answer = ask(link);
      const settled = await Promise.race([answer, new Promise((resolve) => setImmediate(resolve, 'waits'))]);
      expect(settled).toMatchObject({ ok: false });
      link.endPoll();
      expect(opened - before).toBeLessThanOrEqual(1);
      if (opened > before) probedAt.push(nowMs);
      await untilDropped();
    }
    // Pauses double from the deadline to the longest allowed, 80 160 320 400 400, and end at the next poll.
    expect(probedAt).toEqual([200, 400, 600, 1_000, 1_400, 1_800, 2_200, 2_600]);
  });

  test('a poll that ends first gives up what is in flight, and holds it against nobody', async () => {
    link.beginPoll(0, 60_000);
    const left = timed(() => ask(link));
    await once(silent, 'connection');
    link.endPoll();
    expect((await left).tookMs).toBeLessThan(LATE_MS);
    link.beginPoll(1_000, DEADLINE_MS);
    expect(link.failure).toBeNull();
    expect(await codeOf(ask(link))).toBe('BROKER_TIMEOUT');
  });
});

describe('a port that nobody listens on', () => {
  test('fails at once and is tried again in every poll', async () => {
    silent.close();
    for (const nowMs of [0, 1, 2]) {
      link.beginPoll(nowMs, 5_000);
      const { result, tookMs } = await timed(() => codeOf(ask(link)));
      expect(result).toBe('BROKER_UNREACHABLE');
      expect(tookMs).toBeLessThan(LATE_MS);
      expect(await codeOf(ask(link))).toBe('BROKER_UNREACHABLE');
      link.endPoll();
    }
  });

  test('that a silent broker has become is reported as such after one probe', async () => {
    link.beginPoll(0, DEADLINE_MS);
    expect(await codeOf(ask(link))).toBe('BROKER_TIMEOUT');
    silent.close();
    link.beginPoll(1_000, 5_000);
    expect(await codeOf(ask(link))).toBe('BROKER_TIMEOUT');
    const next = async () => {
      link.beginPoll(1_001, 5_000);
      return (await codeOf(ask(link))) === 'BROKER_UNREACHABLE' || undefined;
    };
    await until(next, { what: 'the refusal', timeoutMs: 5_000, everyMs: 5 });
    expect(opened).toBe(3);
  });
});

describe('a broker that hangs up', () => {
  test('while connecting fails the requests at once, and is tried again in the next poll', async () => {
    silent.on('connection', (socket) => socket.destroy());
    for (const nowMs of [0, 1]) {
      link.beginPoll(nowMs, 5_000);
      const { result, tookMs } = await timed(() => Promise.all([codeOf(ask(link)), codeOf(ask(link))]));
      expect(new Set(result).size).toBe(1);
      expect(result[0]).toMatch(/BROKER_CLOSED_CONNECTION|SASL_REQUIRED/);
      expect(tookMs).toBeLessThan(LATE_MS);
      link.endPoll();
    }
    expect(accepted).toHaveLength(2);
  });

  test('with garbage instead of an answer fails the requests at once', async () => {
    silent.on('connection', (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    link.beginPoll(0, DEADLINE_MS);
    const { result, tookMs } = await timed(() => codeOf(ask(link)));
    expect(result).not.toBe('ok');
    expect(tookMs).toBeLessThan(DEADLINE_MS + LATE_MS);
  });
});

describe('closing a link', () => {
  test('ends requests in flight at once, and the later ones too', async () => {
    link.beginPoll(0, 60_000);
    const inFlight = timed(() => codeOf(ask(link)));
    await once(silent, 'connection');
    link.close();
    expect(await inFlight).toMatchObject({ result: 'LINK_CLOSED' });
    expect((await inFlight).tookMs).toBeLessThan(LATE_MS);
    expect(await codeOf(ask(link))).toBe('LINK_CLOSED');
    link.beginPoll(1_000, DEADLINE_MS);
    expect(await codeOf(ask(link))).toBe('LINK_CLOSED');
    expect(accepted).toHaveLength(1);
  });

  test('before the connection stands leaves neither socket nor timer', async () => {
    const before = [awake('Timeout'), awake('TCPSocketWrap'), awake('TCPConnectWrap')];
    link.beginPoll(0, 60_000);
    const inFlight = codeOf(ask(link));
    link.close();
    expect(await inFlight).toBe('LINK_CLOSED');
    const asBefore = () =>
      ['Timeout', 'TCPSocketWrap', 'TCPConnectWrap'].every((kind, index) => awake(kind) <= (before[index] ?? 0));
    await until(() => asBefore() || undefined, { what: 'sockets and timers to go', timeoutMs: 1_000, everyMs: 5 });
  });

  test('during a probe ends the probe, and no new connection is opened', async () => {
    link.beginPoll(0, DEADLINE_MS);
    await ask(link);
    await untilDropped();
    const timers = awake('Timeout');
    link.beginPoll(1_000, 60_000);
    await once(silent, 'connection');
    link.close();
    await untilDropped();
    expect(awake('Timeout')).toBeLessThanOrEqual(timers);
    expect(accepted).toHaveLength(2);
  });
});

test('a request outside of a poll is a mistake of ours', async () => {
  await expect(ask(link)).rejects.toThrow('beginPoll');
});
