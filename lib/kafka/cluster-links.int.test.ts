import { afterEach, describe, expect, test } from 'vitest';
import type { BrokerAddress } from '#lib/config/broker-address.ts';
import { freePorts } from '#scripts/local/ports.ts';
import { startTcpProxy, type TcpProxy } from '#scripts/local/tcp-proxy.ts';
import { ClusterLinks } from './cluster-links.ts';
import { clusterConnector } from './connect/connector.ts';
import { readMetadata } from './metadata.ts';
import { testBrokers, testCluster } from './testing.ts';

const DEADLINE_MS = 2_000;
const opened: ClusterLinks[] = [];
const proxies: TcpProxy[] = [];

afterEach(async () => {
  for (const links of opened.splice(0)) links.close();
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
});

function open(bootstrap: BrokerAddress[]): ClusterLinks {
  const connector = clusterConnector(testCluster([], { brokerDeadlineMs: DEADLINE_MS }));
  const links = new ClusterLinks({ clientId: 'test', connector, bootstrap, probeBackoffMaxMs: 1_000 });
  opened.push(links);
  links.beginPoll(0, DEADLINE_MS);
  return links;
}

async function silentAddress(): Promise<BrokerAddress> {
  const [broker] = testBrokers();
  const proxy = await startTcpProxy({ targetPort: broker?.port ?? 0 });
  proxy.hold();
  proxies.push(proxy);
  return { host: '127.0.0.1', port: proxy.port };
}

async function refusedAddress(): Promise<BrokerAddress> {
  const [port = 0] = await freePorts(1);
  return { host: '127.0.0.1', port };
}

async function timed<T>(work: Promise<T>): Promise<{ result: T; tookMs: number }> {
  const startedAt = performance.now();
  const result = await work;
  return { result, tookMs: performance.now() - startedAt };
}

describe('the bootstrap addresses', () => {
  test('are asked at the same time: the first answer counts, a silent one is not waited for', async () => {
    const links = open([await silentAddress(), await refusedAddress(), ...testBrokers()]);
    const { result, tookMs } = await timed(links.bootstrap());
    expect(result.ok).toBe(true);
    expect(tookMs).toBeLessThan(DEADLINE_MS / 2);
    const ports = [...links.brokers.values()].map(({ port }) => port).sort();
    expect(ports).toEqual(
      testBrokers()
        .map(({ port }) => port)
        .sort(),
    );
  });

  test('that all fail say so, each with its reason, within one deadline', async () => {
    const silent = await silentAddress();
    const refused = await refusedAddress();
    const { result, tookMs } = await timed(open([silent, refused]).bootstrap());
    expect(result).toMatchObject({ ok: false, failure: { brokerId: null } });
    const message = result.ok ? '' : result.failure.message;
    expect(message).toContain(`no bootstrap address answers`);
    expect(message).toContain(`127.0.0.1:${silent.port} within ${DEADLINE_MS} ms`);
    expect(message).toContain(`127.0.0.1:${refused.port}`);
    expect(tookMs).toBeLessThan(DEADLINE_MS + 500);
  });
});

describe('links to brokers', () => {
  const here = (brokerId: number, port: number) => ({ brokerId, host: '127.0.0.1', port, rack: null });

  test('stay while the address stays, and are replaced when it changes', async () => {
    const [broker] = testBrokers();
    const [other = 0] = await freePorts(1);
    const links = open([]);
    links.adopt([here(1, broker?.port ?? 0)]);
    const first = links.brokers.get(1);
    links.adopt([here(1, broker?.port ?? 0)]);
    expect(links.brokers.get(1)).toBe(first);
    links.adopt([here(1, other)]);
    expect(links.brokers.get(1)).not.toBe(first);
    expect(first?.failure?.code).toBe('LINK_CLOSED');
  });

  test('met in the middle of a poll have the deadline of that poll', async () => {
    const links = open([]);
    links.adopt([here(1, (await silentAddress()).port)]);
    const link = links.brokers.get(1);
    const { result, tookMs } = await timed(
      link ? readMetadata(link, 'brokers-only') : Promise.reject(new Error('no link')),
    );
    expect(result).toMatchObject({ ok: false, failure: { code: 'BROKER_TIMEOUT', brokerId: 1 } });
    expect(tookMs).toBeGreaterThanOrEqual(DEADLINE_MS - 5);
  });

  test('of brokers that are gone are closed and forgotten', () => {
    const links = open([]);
    links.adopt([here(1, 1), here(2, 2)]);
    const gone = links.brokers.get(2);
    links.forget([2, 7]);
    expect([...links.brokers.keys()]).toEqual([1]);
    expect(gone?.failure?.code).toBe('LINK_CLOSED');
  });

  test('are not opened any more after the end', () => {
    const links = open([]);
    links.close();
    links.adopt([here(1, 1)]);
    expect(links.brokers.size).toBe(0);
  });
});
