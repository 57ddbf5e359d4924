import { afterEach, expect, test } from 'vitest';
import { clusterConnector } from '#lib/kafka/connect/connector.ts';
import { testBrokers, testCluster } from '#lib/kafka/testing.ts';
import { freePorts } from '#scripts/local/ports.ts';
import { startTcpProxy, type TcpProxy } from '#scripts/local/tcp-proxy.ts';
import { until } from '#scripts/local/wait.ts';
import type { BrokerMemory } from './memory.ts';
import { QuorumBeat } from './quorum-beat.ts';

const cluster = testCluster(testBrokers(), { brokerDeadlineMs: 5_000 });
const opened: QuorumBeat[] = [];
const proxies: TcpProxy[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((beat) => beat.close()));
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
});

function open(bootstrapBrokers = cluster.bootstrapBrokers): QuorumBeat {
  const beat = new QuorumBeat({ ...cluster, bootstrapBrokers }, clusterConnector(cluster));
  opened.push(beat);
  return beat;
}

/** Brokers 1, 2, ... at these ports, as the polls know them. */
const at = (ports: number[]) =>
  new Map(
    ports.map((port, index): [number, BrokerMemory] => [
      index + 1,
      { host: '127.0.0.1', port, rack: null, state: 'up', stateSinceMs: 0, seenSinceMs: 0 },
    ]),
  );

test('the controller is known before the polls know a broker', async () => {
  const beat = open();
  await beat.tick(new Map());
  expect(beat.latest).toMatchObject({ kind: 'kraft', quorum: { leaderId: expect.any(Number) } });
});

test('brokers that all moved away are found again in the same turn', async () => {
  const beat = open();
  await beat.tick(at(await freePorts(3)));
  expect(beat.latest).toMatchObject({ kind: 'kraft' });
});

test('where one broker refuses, another is asked in the same turn', async () => {
  const [refusing = 0] = await freePorts(1);
  const [broker] = testBrokers();
  const beat = open();
  await beat.tick(at([refusing, broker?.port ?? 0]));
  expect(beat.latest).toMatchObject({ kind: 'kraft' });
});

test('a broker that is gone is asked no more', async () => {
  const [broker] = testBrokers();
  for (const _ of [1, 2]) proxies.push(await startTcpProxy({ targetPort: broker?.port ?? 0 }));
  const ports = proxies.map(({ port }) => port);
  // No bootstrap address answers, which would lead past the proxies.
  const [refused = 0] = await freePorts(1);
  const beat = open([{ host: '127.0.0.1', port: refused }]);
  const known = at(ports);
  for (const _ of ports) await beat.tick(known);
  expect(proxies.map(({ accepted }) => accepted)).toEqual([1, 1]);
  known.delete(1);
  for (const proxy of proxies) proxy.disconnect();
  // That a connection has ended reaches the beat a moment later.
  await until(
    async () => {
      await beat.tick(known);
      return proxies[1]?.accepted === 2 || undefined;
    },
    { what: 'the other to be dialled again', timeoutMs: cluster.brokerDeadlineMs },
  );
  for (const _ of ports) await beat.tick(known);
  expect(proxies[0]?.accepted).toBe(1);
});
