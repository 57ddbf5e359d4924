import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestKafka } from '#lib/kafka/fixtures/test-kafka.ts';
import { testBrokers, testCluster } from '#lib/kafka/testing.ts';
import { startTcpProxy, type TcpProxy } from '#scripts/local/tcp-proxy.ts';
import { openLinks } from './links.ts';
import { observe } from './observe.ts';

const TOPIC = 'observe-orders';
const GROUP = 'observe-payments';
const DEADLINE_MS = 10_000;

let kafka: TestKafka;
const proxies: TcpProxy[] = [];
const links = openLinks(testCluster(testBrokers(), { brokerDeadlineMs: DEADLINE_MS }), 'test');
const look = (turn: number) =>
  observe({ links, knownGroups: new Map(), knownTopics: new Map(), deadlineMs: DEADLINE_MS, turn });

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
