import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTcpProxy, type TcpProxy } from '#scripts/local/tcp-proxy.ts';
import { until } from '#scripts/local/wait.ts';
import { type Api, type ApiVersion, version } from './api-versions.ts';
import { BrokerLink } from './broker-link.ts';
import { clusterConnector } from './connect/connector.ts';
import { listGroups } from './groups.ts';
import { readMetadata } from './metadata.ts';
import { testBrokers, testCluster } from './testing.ts';

const DEADLINE_MS = 400;
let proxy: TcpProxy;
let link: BrokerLink;
let nowMs: number;

beforeEach(async () => {
  const [broker] = testBrokers();
  proxy = await startTcpProxy({ targetPort: broker?.port ?? 0 });
  const connector = clusterConnector(testCluster([], { brokerDeadlineMs: DEADLINE_MS }));
  link = new BrokerLink(1, '127.0.0.1', proxy.port, { clientId: 'test', connector, probeBackoffMaxMs: 1_000 });
  nowMs = 0;
});
afterEach(async () => {
  link.close();
  await proxy.close();
});

/** One poll that asks for the brokers; 'ok' or the code of what failed, and the time it took. */
async function poll(): Promise<{ outcome: string; tookMs: number }> {
  nowMs += 1_000;
  link.beginPoll(nowMs, DEADLINE_MS);
  const startedAt = performance.now();
  const answer = await readMetadata(link, 'brokers-only');
  const tookMs = performance.now() - startedAt;
  link.endPoll();
  return { outcome: answer.ok ? 'ok' : answer.failure.code, tookMs };
}

const outcomeOf = async (work: Promise<{ ok: true } | { ok: false; failure: { code: string } }>) => {
  const result = await work;
  return result.ok ? 'ok' : result.failure.code;
};

/** An api that is answered without the network, or fails as its reader would. */
const madeApi = <Out>(send: ApiVersion<null, Out>['send']): Api<null, Out> => ({
  key: 3,
  name: 'Made',
  versions: [{ version: 9, send }],
});

describe('while the versions of a broker are still asked for', () => {
  test('a second request waits for them instead of taking the broker for one that speaks nothing', async () => {
    proxy.delay(100);
    link.beginPoll(0, 5_000);
    const first = readMetadata(link, 'brokers-only');
    await until(() => (proxy.accepted === 1 ? true : undefined), {
      what: 'the connection',
      timeoutMs: 2_000,
      everyMs: 5,
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    const second = listGroups(link);
    expect(await outcomeOf(first)).toBe('ok');
    expect(await outcomeOf(second)).toBe('ok');
    expect(proxy.accepted).toBe(1);
  });
});

describe('a connection that the other side ends', () => {
  test('between polls, as a broker does after connections.max.idle.ms, is replaced without a failed poll', async () => {
    expect((await poll()).outcome).toBe('ok');
    for (let turn = 0; turn < 3; turn++) {
      proxy.disconnect();
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect((await poll()).outcome).toBe('ok');
    }
    expect(proxy.accepted).toBe(4);
  });

  test('with a request in flight fails that poll at once, and heals in the next', async () => {
    expect((await poll()).outcome).toBe('ok');
    proxy.hold();
    const broken = poll();
    await new Promise((resolve) => setTimeout(resolve, 20));
    proxy.disconnect();
    expect((await broken).outcome).toBe('BROKER_CLOSED_CONNECTION');
    expect((await broken).tookMs).toBeLessThan(DEADLINE_MS / 2);
    await proxy.pass();
    expect((await poll()).outcome).toBe('ok');
  });

  test('and that is refused from then on fails every poll at once, and heals in the first that is let in', async () => {
    expect((await poll()).outcome).toBe('ok');
    await proxy.refuse();
    for (let turn = 0; turn < 3; turn++) {
      const { outcome, tookMs } = await poll();
      // The first may still meet the old connection at the moment of its end.
      expect(outcome).toMatch(turn === 0 ? /^BROKER_(UNREACHABLE|CLOSED_CONNECTION)$/ : 'BROKER_UNREACHABLE');
      expect(tookMs).toBeLessThan(DEADLINE_MS / 2);
    }
    await proxy.pass();
    expect((await poll()).outcome).toBe('ok');
  });
});

describe('a broker that falls silent', () => {
  test('costs one deadline once, and answers again in the poll after a probe that came through', async () => {
    expect((await poll()).outcome).toBe('ok');
    proxy.hold();
    const missed = await poll();
    expect(missed.outcome).toBe('BROKER_TIMEOUT');
    expect(missed.tookMs).toBeLessThan(DEADLINE_MS + 400);
    const next = await poll();
    expect(next.outcome).toBe('BROKER_TIMEOUT');
    expect(next.tookMs).toBeLessThan(DEADLINE_MS / 2);
    await proxy.pass();
    const healed = await until(async () => ((await poll()).outcome === 'ok' ? true : undefined), {
      what: 'an answer after the silence',
      timeoutMs: 5_000,
      everyMs: 50,
    });
    expect(healed).toBe(true);
  });

  test('whose old answers come late is not thereby alive, and its new connection is not confused', async () => {
    expect((await poll()).outcome).toBe('ok');
    proxy.delay(DEADLINE_MS + 200);
    expect((await poll()).outcome).toBe('BROKER_TIMEOUT');
    expect((await poll()).outcome).toBe('BROKER_TIMEOUT');
    await new Promise((resolve) => setTimeout(resolve, DEADLINE_MS + 300));
    expect((await poll()).outcome).toBe('BROKER_TIMEOUT');
    await proxy.pass();
    await until(async () => ((await poll()).outcome === 'ok' ? true : undefined), {
      what: 'an answer after the slowness',
      timeoutMs: 5_000,
      everyMs: 50,
    });
    for (let turn = 0; turn < 5; turn++) expect((await poll()).outcome).toBe('ok');
  });

  test('is given the time that it said a quota would cost', async () => {
    expect((await poll()).outcome).toBe('ok');
    link.beginPoll(nowMs + 1_000, DEADLINE_MS);
    const throttled = await link.request(
      madeApi(async () => ({ throttleTimeMs: 1_500 })),
      null,
    );
    expect(throttled.ok).toBe(true);
    proxy.delay(DEADLINE_MS + 300);
    expect(await outcomeOf(readMetadata(link, 'brokers-only'))).toBe('ok');
    expect(link.stats.throttleMs).toBe(1_500);
  });
});

describe('one request that goes wrong', () => {
  test('because its answer cannot be read leaves the others alone', async () => {
    link.beginPoll(0, DEADLINE_MS);
    const unreadable = version(
      9,
      async () => ({}),
      (): { throttleTimeMs?: number } => {
        throw new RangeError('beyond the end');
      },
    );
    const odd = link.request({ key: 3, name: 'Odd', versions: [unreadable] }, null);
    const plain = listGroups(link);
    expect(await odd).toMatchObject({ ok: false, failure: { code: 'ANSWER_UNREADABLE', brokerId: 1 } });
    expect(await outcomeOf(plain)).toBe('ok');
    expect(link.failure).toBeNull();
    expect(proxy.accepted).toBe(1);
  });

  test('because the broker does not know it, leaves the others alone', async () => {
    link.beginPoll(0, DEADLINE_MS);
    const unknown = { ...madeApi(async () => ({})), key: 9_999 };
    expect(await outcomeOf(link.request(unknown, null))).toBe('UNSUPPORTED_VERSION');
    expect(await outcomeOf(link.supports(unknown))).toBe('UNSUPPORTED_VERSION');
    expect(await outcomeOf(listGroups(link))).toBe('ok');
  });
});

test('knows the newest version both sides speak', async () => {
  link.beginPoll(0, DEADLINE_MS);
  const api = madeApi(async () => ({}));
  expect(await link.supports(api)).toEqual({ ok: true, value: 9 });
  expect(link.versions?.ranges.get(3)?.max).toBeGreaterThanOrEqual(12);
  expect(link.versions?.features.get('metadata.version')).toBeGreaterThan(0);
});
