import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClusterLinks } from '#lib/kafka/cluster-links.ts';
import { clusterConnector } from '#lib/kafka/connect/connector.ts';
import { TestKafka } from '#lib/kafka/fixtures/test-kafka.ts';
import { testBrokers, testCluster } from '#lib/kafka/testing.ts';
import { freePorts } from '#scripts/local/ports.ts';
import { startTcpProxy, type TcpProxy } from '#scripts/local/tcp-proxy.ts';
import { openLinks } from './links.ts';
import { observe } from './observe.ts';

const TOPIC = 'observe-orders';
const GROUP = 'observe-payments';
const DEADLINE_MS = 10_000;

let kafka: TestKafka;
const proxies: TcpProxy[] = [];
const cluster = testCluster(testBrokers(), { brokerDeadlineMs: DEADLINE_MS });
const links = openLinks(cluster, clusterConnector(cluster));
const look = (turn: number) =>
  observe({
    links,
    knownGroups: new Map(),
    knownTopics: new Map(),
    kafkaClusterId: null,
    deadlineMs: DEADLINE_MS,
    turn,
  });

beforeAll(async () => {
  kafka = await TestKafka.of(testBrokers());
  await kafka.createTopic(
    TOPIC,
    kafka.brokerIds.map((id) => [id]),
  );
  await kafka.commit(
    GROUP,
    TOPIC,
    kafka.brokerIds.map(() => 0n),
  );
});
afterAll(async () => {
  links.close();
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await kafka?.deleteGroups([GROUP]);
  await kafka?.deleteTopics([TOPIC]);
  await kafka?.close();
});

test('whoever tells the topics, each poll sees the same', async () => {
  for (const turn of [0, 1, 2, 3]) {
    const seen = await look(turn);
    expect(seen).toMatchObject({ reachable: true, listingComplete: true, failures: [] });
    expect(seen.topics?.get(TOPIC)?.partitions.map(({ leader }) => leader)).toEqual(kafka.brokerIds);
    expect([...(seen.ends.get(TOPIC)?.highWatermark ?? [])]).toEqual(kafka.brokerIds.map(() => 0n));
    const group = seen.groups.find(({ groupId }) => groupId === GROUP);
    expect(group).toMatchObject({ listed: true, type: 'classic', state: 'Empty', commits: { ok: true } });
  }
});

test('brokers that all move to other addresses during a poll are followed in that poll', async () => {
  await look(0);
  for (const [brokerId, { port }] of links.brokers) {
    const proxy = await startTcpProxy({ targetPort: port });
    proxies.push(proxy);
    // Metadata will name the addresses proper, so to the poll these are the ones of yesterday.
    links.adopt([{ brokerId, host: '127.0.0.1', port: proxy.port, rack: null }]);
  }
  const seen = await look(1);
  expect(proxies.map(({ accepted }) => accepted)).toEqual(proxies.map(() => 1));
  expect(seen).toMatchObject({ reachable: true, listingComplete: true, failures: [] });
  expect(seen.brokers.map(({ failure }) => failure)).toEqual(seen.brokers.map(() => null));
  expect(seen.groups.find(({ groupId }) => groupId === GROUP)?.commits?.ok).toBe(true);
  expect([...(seen.ends.get(TOPIC)?.highWatermark ?? [])]).toEqual(kafka.brokerIds.map(() => 0n));
});

test('brokers whose addresses all refuse are found again through the bootstrap addresses, in that poll', async () => {
  await look(0);
  const ids = [...links.brokers.keys()];
  const closed = await freePorts(ids.length);
  links.adopt(ids.map((brokerId, index) => ({ brokerId, host: '127.0.0.1', port: closed[index] ?? 0, rack: null })));
  const seen = await look(1);
  expect(seen).toMatchObject({ reachable: true, listingComplete: true, failures: [] });
  expect(seen.topics?.get(TOPIC)?.partitions.map(({ leader }) => leader)).toEqual(kafka.brokerIds);
});

test('a bootstrap address that answers, and gives addresses of which none does, is said to do just that', async () => {
  const [broker] = testBrokers();
  const [closed = 0] = await freePorts(1);
  if (!broker) throw new Error('no broker');
  const entrance = await startTcpProxy({ targetPort: broker.port });
  proxies.push(entrance);
  const connector = clusterConnector(testCluster([], { brokerDeadlineMs: DEADLINE_MS }));
  // As behind a firewall: only the entrance can be reached from here.
  const create: typeof connector.create = (clientId, host) => {
    const connection = connector.create(clientId, host);
    const connect = connection.connect.bind(connection);
    connection.connect = (to: string, port: number) => connect(to, port === entrance.port ? port : closed);
    return connection;
  };
  const outside = new ClusterLinks({
    clientId: 'test',
    connector: Object.assign(Object.create(connector), { create }),
    bootstrap: [{ host: '127.0.0.1', port: entrance.port }],
    probeBackoffMaxMs: 1_000,
  });
  const input = {
    links: outside,
    knownGroups: new Map(),
    knownTopics: new Map(),
    kafkaClusterId: null,
    deadlineMs: DEADLINE_MS,
    turn: 0,
  };
  const seen = await observe(input);
  outside.close();
  expect(seen.reachable).toBe(false);
  expect(seen.failures[0]).toMatchObject({ code: 'ADVERTISED_UNREACHABLE', brokerId: null });
  for (const { host, port } of testBrokers()) expect(seen.failures[0]?.message).toContain(`${host}:${port}`);
});
