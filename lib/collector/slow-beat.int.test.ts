import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import type { ClusterLinks } from '#lib/kafka/cluster-links.ts';
import { clusterConnector } from '#lib/kafka/connect/connector.ts';
import { type GuardedKafka, startGuardedKafka } from '#lib/kafka/fixtures/guarded-kafka.ts';
import { TestKafka } from '#lib/kafka/fixtures/test-kafka.ts';
import { readMetadata, type TopicMetadata } from '#lib/kafka/metadata.ts';
import { testBrokers, testCluster } from '#lib/kafka/testing.ts';
import { nameTransactions } from '#lib/kafka/transactions.ts';
import { freePorts } from '#scripts/local/ports.ts';
import { startTcpProxy, type TcpProxy } from '#scripts/local/tcp-proxy.ts';
import { until } from '#scripts/local/wait.ts';
import { openLinks } from './links.ts';
import { type ClusterMemory, emptyMemory } from './memory.ts';
import { SlowBeat } from './slow-beat.ts';
import { rememberTopics } from './topic-identity.ts';

const SLOW_BEAT_MS = 60_000;
const DEADLINE_MS = 10_000;
/** Any instant will do: the beat is told the time. */
const START_MS = 1_000_000;
/** Later than a partition newly held back is asked about again, sooner than the next slow beat. */
const SOON_MS = START_MS + 10_000;
const NEXT_BEAT_MS = START_MS + SLOW_BEAT_MS;

const opened: SlowBeat[] = [];
const openedLinks: ClusterLinks[] = [];
const proxies: TcpProxy[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((beat) => beat.close()));
  for (const links of openedLinks.splice(0)) links.close();
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
});

function open(cluster: ClusterConfig): SlowBeat {
  const beat = new SlowBeat(cluster, clusterConnector(cluster));
  opened.push(beat);
  return beat;
}

const clusterAt = (brokers: { host: string; port: number }[]): ClusterConfig =>
  testCluster(brokers, { brokerDeadlineMs: DEADLINE_MS, slowBeatMs: SLOW_BEAT_MS });

async function openedTo(cluster: ClusterConfig): Promise<ClusterLinks> {
  const links = openLinks(cluster, clusterConnector(cluster));
  openedLinks.push(links);
  links.beginPoll(performance.now(), DEADLINE_MS);
  await links.bootstrap();
  return links;
}

/** What a poll of the cluster would know: its brokers, and of its topics these. */
async function memoryOf(cluster: ClusterConfig, topics: string[]): Promise<ClusterMemory> {
  const links = await openedTo(cluster);
  const memory = emptyMemory();
  for (const [brokerId, { host, port }] of links.brokers) knowBroker(memory, brokerId, host, port);
  const [teller] = links.brokers.values();
  const answer = teller && (await readMetadata(teller, 'all-topics'));
  if (!answer?.ok) throw new Error('no metadata');
  rememberTopics(memory, named(answer.value.topics, topics), START_MS);
  return memory;
}

const named = (all: TopicMetadata[], names: string[]) =>
  new Map(all.filter(({ name }) => names.includes(name)).map((topic) => [topic.name, topic]));

function knowBroker(memory: ClusterMemory, brokerId: number, host: string, port: number): void {
  memory.brokers.set(brokerId, { host, port, rack: null, state: 'up', stateSinceMs: 0, seenSinceMs: 0 });
}

function idOf(memory: ClusterMemory, name: string): string {
  const id = memory.topics.get(name)?.key.kafkaTopicId;
  if (id === undefined) throw new Error(`no topic ${name}`);
  return id;
}

describe('on three brokers', () => {
  const TOPIC = 'slow-beat-orders';
  const cluster = clusterAt(testBrokers());
  let kafka: TestKafka;
  let memory: ClusterMemory;

  beforeAll(async () => {
    kafka = await TestKafka.of(testBrokers());
    await kafka.createTopic(
      TOPIC,
      kafka.brokerIds.map((id) => [id]),
    );
    memory = await memoryOf(cluster, [TOPIC]);
  });
  afterAll(async () => {
    await kafka?.deleteTopics([TOPIC]);
    await kafka?.close();
  });

  test('a round reads settings and sizes; until the next slow beat nothing is left to read', async () => {
    const beat = open(cluster);
    await beat.tick(memory, [], START_MS);
    const { configs, brokerBytes, partitionBytes } = beat.result;
    expect(configs.get(idOf(memory, TOPIC))?.ok).toBe(true);
    expect([...brokerBytes.keys()].sort()).toEqual(kafka.brokerIds.toSorted());
    expect([...(partitionBytes.get(idOf(memory, TOPIC))?.keys() ?? [])].sort()).toEqual(kafka.brokerIds.toSorted());
    expect(beat.tick(memory, [], NEXT_BEAT_MS - 1)).toBeNull();
    expect(beat.tick(memory, [], NEXT_BEAT_MS)).not.toBeNull();
  });

  test('a broker that is gone is dialled no more, and its sizes go with it', async () => {
    // No bootstrap address answers, which would lead past the proxies.
    const [refused = 0] = await freePorts(1);
    const beat = open(clusterAt([{ host: '127.0.0.1', port: refused }]));
    const known: ClusterMemory = { ...memory, brokers: new Map() };
    for (const [brokerId, { port }] of memory.brokers) {
      const proxy = await startTcpProxy({ targetPort: port ?? 0 });
      proxies.push(proxy);
      knowBroker(known, brokerId, '127.0.0.1', proxy.port);
    }
    await beat.tick(known, [], START_MS);
    expect(beat.result.brokerBytes.size).toBe(3);
    const [goneId = 0] = known.brokers.keys();
    known.brokers.delete(goneId);
    for (const proxy of proxies) proxy.disconnect();
    let nowMs = START_MS;
    // That a connection has ended reaches the beat a moment later.
    await until(
      async () => {
        nowMs += SLOW_BEAT_MS;
        await beat.tick(known, [], nowMs);
        return proxies.slice(1).every(({ accepted }) => accepted === 2) || undefined;
      },
      { what: 'the others to be dialled again', timeoutMs: DEADLINE_MS },
    );
    await beat.tick(known, [], nowMs + SLOW_BEAT_MS);
    expect(proxies[0]?.accepted).toBe(1);
    expect([...beat.result.brokerBytes.keys()]).not.toContain(goneId);
    expect([...(beat.result.partitionBytes.get(idOf(memory, TOPIC))?.keys() ?? [])]).not.toContain(goneId);
  });

  test('that all moved away are found again in the same round', async () => {
    const beat = open(cluster);
    const ports = await freePorts(memory.brokers.size);
    const yesterday: ClusterMemory = { ...memory, brokers: new Map() };
    [...memory.brokers.keys()].forEach((brokerId, index) => {
      knowBroker(yesterday, brokerId, '127.0.0.1', ports[index] ?? 0);
    });
    await beat.tick(yesterday, [], START_MS);
    expect(beat.result.configs.get(idOf(memory, TOPIC))?.ok).toBe(true);
    expect(beat.result.brokerBytes.size).toBe(3);
  });
});

describe('on a cluster with permissions', () => {
  const OPEN = 'guarded-open';
  const SETTINGS_DENIED = 'guarded-settings';
  const RECORDS_DENIED = 'guarded-records';
  let guarded: GuardedKafka;
  let cluster: ClusterConfig;
  let memory: ClusterMemory;

  beforeAll(async () => {
    guarded = await startGuardedKafka();
    cluster = clusterAt([guarded.address]);
    for (const name of [OPEN, SETTINGS_DENIED, RECORDS_DENIED]) await guarded.client.createTopic(name, [[1]]);
    await guarded.grant(SETTINGS_DENIED, ['READ', 'WRITE']);
    await guarded.grant(RECORDS_DENIED, ['DESCRIBE', 'DESCRIBE_CONFIGS', 'WRITE']);
    memory = await memoryOf(cluster, [OPEN, SETTINGS_DENIED, RECORDS_DENIED]);
  }, 60_000);
  afterAll(() => guarded?.stop());

  test('settings that are refused say what to grant, and are asked for again with the next slow beat', async () => {
    const beat = open(cluster);
    await beat.tick(memory, [], START_MS);
    expect(beat.result.configs.get(idOf(memory, OPEN))?.ok).toBe(true);
    expect(beat.result.configs.get(idOf(memory, SETTINGS_DENIED))).toEqual({
      ok: false,
      failure: {
        code: 'TOPIC_AUTHORIZATION_FAILED',
        message: `no permission: grant DescribeConfigs on topic ${SETTINGS_DENIED}`,
        brokerId: null,
        grants: [{ operation: 'DescribeConfigs', on: { resource: 'topic', name: SETTINGS_DENIED } }],
      },
    });
    expect(beat.tick(memory, [], SOON_MS)).toBeNull();
    await guarded.grant(SETTINGS_DENIED, ['DESCRIBE_CONFIGS']);
    await beat.tick(memory, [], NEXT_BEAT_MS);
    expect(beat.result.configs.get(idOf(memory, SETTINGS_DENIED))?.ok).toBe(true);
  });

  test('a transaction is named; one on a topic that may not be read is asked for again with the next slow beat', async () => {
    const heldBack = [OPEN, RECORDS_DENIED].map((topic) => ({ topic, partition: 0, leader: 1 }));
    const denied = heldBack.slice(1);
    const transaction = await guarded.openTransaction('guarded-payments', [OPEN, RECORDS_DENIED]);
    const beat = open(cluster);
    await beat.tick(memory, heldBack, START_MS);
    const named = { topic: OPEN, startOffset: 0n, transactionalId: 'guarded-payments' };
    expect([...beat.result.transactions]).toEqual([
      [`${OPEN}/0`, expect.objectContaining(named)],
      [`${RECORDS_DENIED}/0`, null],
    ]);
    expect(beat.tick(memory, heldBack, SOON_MS)).toBeNull();
    await guarded.grant(RECORDS_DENIED, ['READ']);
    await beat.tick(memory, denied, NEXT_BEAT_MS);
    expect([...beat.result.transactions.values()]).toEqual([
      expect.objectContaining({ topic: RECORDS_DENIED, transactionalId: 'guarded-payments' }),
    ]);
    await transaction.abort();
  });

  test('of no producer no transaction is named, and no broker is asked', async () => {
    const transaction = await guarded.openTransaction('guarded-other', [OPEN]);
    const links = await openedTo(cluster);
    const before = links.requests;
    expect(await nameTransactions([...links.brokers.values()], [])).toEqual(new Map());
    expect(links.requests).toBe(before);
    await transaction.abort();
  });
});
