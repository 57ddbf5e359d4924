import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NOT_OBSERVED } from '#lib/history/contract.ts';
import { until } from '#scripts/local/wait.ts';
import type { BrokerLink } from './broker-link.ts';
import { ClusterLinks } from './cluster-links.ts';
import { fetchCommits } from './commits.ts';
import { clusterConnector } from './connect/connector.ts';
import { findCoordinators } from './coordinators.ts';
import { emptyEnds, partitionsByLeader, readEnds } from './ends.ts';
import type { Outcome } from './failure.ts';
import { TestKafka } from './fixtures/test-kafka.ts';
import { describeGroups, listGroups } from './groups.ts';
import { describeLogDirs } from './log-dirs.ts';
import { readMetadata, type TopicMetadata } from './metadata.ts';
import { OFFSETS_TOPIC, offsetsPartitionOf } from './offsets-topic.ts';
import { describeQuorum } from './quorum.ts';
import { testBrokers, testCluster } from './testing.ts';
import { describeTopicConfigs } from './topic-configs.ts';
import { kafkaVersionOf } from './version-name.ts';

const TOPIC = 'reads-orders';
const GROUP = 'reads payments';
const DEADLINE_MS = 10_000;

let kafka: TestKafka;
let links: ClusterLinks;
let first: number;
let second: number;
let topic: TopicMetadata;

beforeAll(async () => {
  kafka = await TestKafka.of(testBrokers());
  [first = 0, second = first] = kafka.brokerIds;
  await kafka.createTopic(
    TOPIC,
    [
      [first, second],
      [second, first],
      [first, second],
    ],
    { 'retention.ms': '3600000' },
  );
  await kafka.append(first, TOPIC, 0, 20);
  await kafka.append(second, TOPIC, 1, 10);
  await kafka.deleteRecords(first, TOPIC, 0, 5n);
  await kafka.commit(GROUP, TOPIC, [7n, null, 0n]);
  links = new ClusterLinks({
    clientId: 'test',
    connector: clusterConnector(testCluster([], { brokerDeadlineMs: DEADLINE_MS })),
    bootstrap: testBrokers(),
    probeBackoffMaxMs: 1_000,
  });
  links.beginPoll(performance.now(), DEADLINE_MS);
  unwrap(await links.bootstrap());
  topic = await until(
    async () => unwrap(await readMetadata(linkTo(first), 'all-topics')).topics.find(({ name }) => name === TOPIC),
    { what: TOPIC, timeoutMs: DEADLINE_MS },
  );
});
afterAll(async () => {
  links?.endPoll();
  links?.close();
  await kafka?.deleteGroups([GROUP]);
  await kafka?.deleteTopics([TOPIC]);
  await kafka?.close();
});

function linkTo(brokerId: number): BrokerLink {
  const link = links.brokers.get(brokerId);
  if (!link) throw new Error(`no link to broker ${brokerId}`);
  return link;
}

function unwrap<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.failure.code}: ${outcome.failure.message}`);
  return outcome.value;
}

test('the bootstrap addresses lead to every broker, each by its own address', () => {
  expect([...links.brokers.keys()].sort()).toEqual(kafka.brokerIds.sort());
  expect([...links.brokers.values()].every(({ failure }) => failure === null)).toBe(true);
});

test('metadata has the topic id, and partitions in order with leader, epoch, replicas and ISR', () => {
  expect(topic).toMatchObject({ internal: false, failure: null });
  expect(topic.topicId).toMatch(/^[0-9a-f-]{36}$/);
  expect(topic.partitions.map(({ partition, leader }) => [partition, leader])).toEqual([
    [0, first],
    [1, second],
    [2, first],
  ]);
  expect(topic.partitions[0]).toMatchObject({ replicas: [first, second], offlineReplicas: [] });
  expect(topic.partitions[0]?.leaderEpoch).toBeGreaterThanOrEqual(0);
});

describe('ends', () => {
  const read = async (asked: TopicMetadata) => {
    const ends = new Map([[TOPIC, emptyEnds(asked.partitions.length)]]);
    const byLeader = partitionsByLeader([asked]);
    await Promise.all([...byLeader].map(([leader, wanted]) => readEnds(linkTo(leader), wanted, ends)));
    const found = ends.get(TOPIC);
    if (!found) throw new Error('asked for');
    return found;
  };

  test('are log start, high watermark and last stable offset of every leader, with the instant they were read', async () => {
    const beforeMs = Date.now();
    const { logStart, highWatermark, lastStable, readAtMs, failures } = await read(topic);
    expect([...logStart]).toEqual([5n, 0n, 0n]);
    expect([...highWatermark]).toEqual([20n, 10n, 0n]);
    expect([...lastStable]).toEqual([20n, 10n, 0n]);
    expect(readAtMs.every((at) => at >= beforeMs && at <= Date.now())).toBe(true);
    expect(failures.size).toBe(0);
  });

  test('of a partition asked of the wrong broker are missing with the reason, the others are there', async () => {
    const wrong = topic.partitions.map((one) => (one.partition === 1 ? { ...one, leader: first } : one));
    const { highWatermark, failures } = await read({ ...topic, partitions: wrong });
    expect([...highWatermark]).toEqual([20n, NOT_OBSERVED, 0n]);
    expect([...failures]).toEqual([[1, expect.objectContaining({ code: 'NOT_LEADER_OR_FOLLOWER', brokerId: first })]]);
  });

  test('asked under a leader epoch that is over, or to come, are refused rather than answered by the wrong leader', async () => {
    const later = topic.partitions.map((one) => ({ ...one, leaderEpoch: one.leaderEpoch + 5 }));
    const { highWatermark, failures } = await read({ ...topic, partitions: later });
    expect([...highWatermark]).toEqual([NOT_OBSERVED, NOT_OBSERVED, NOT_OBSERVED]);
    expect([...failures.values()].map(({ code }) => code)).toEqual(Array(3).fill('UNKNOWN_LEADER_EPOCH'));
  });

  test('of a partition without a leader are asked of nobody', () => {
    const offline = topic.partitions.map((one) => ({ ...one, leader: one.partition === 2 ? null : one.leader }));
    const asked = [...partitionsByLeader([{ ...topic, partitions: offline }]).values()].flat();
    expect(asked.flatMap(({ partitions }) => partitions.map(({ partitionIndex }) => partitionIndex)).sort()).toEqual([
      0, 1,
    ]);
  });

  test('of a topic that is gone are missing with the reason', async () => {
    const gone = { ...topic, name: 'reads-gone', partitions: topic.partitions.slice(0, 1) };
    const ends = new Map([['reads-gone', emptyEnds(1)]]);
    await readEnds(linkTo(first), partitionsByLeader([gone]).get(first) ?? [], ends);
    expect(ends.get('reads-gone')?.failures.get(0)?.code).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  });
});

describe('groups', () => {
  test('are coordinated by the leader of their partition of the offsets topic', async () => {
    const groupIds = [
      GROUP,
      'reads-emoji 🙂',
      'reads-ÿ',
      ...Array.from({ length: 20 }, (_, index) => `reads-${index}`),
    ];
    const { topics } = unwrap(await readMetadata(linkTo(first), 'all-topics'));
    const partitions = topics.find(({ name }) => name === OFFSETS_TOPIC)?.partitions ?? [];
    const found = await findCoordinators(linkTo(second), groupIds);
    expect(partitions.length).toBeGreaterThan(1);
    for (const groupId of groupIds) {
      const leader = partitions[offsetsPartitionOf(groupId, partitions.length)]?.leader;
      expect([groupId, found.get(groupId)]).toEqual([groupId, { ok: true, value: leader }]);
    }
  });

  test('are listed by their coordinator, with type and state', async () => {
    const coordinator = await kafka.coordinatorOf(GROUP);
    const listed = unwrap(await listGroups(linkTo(coordinator)));
    expect(listed.failure).toBeNull();
    expect(listed.groups).toContainEqual({ groupId: GROUP, type: 'classic', protocolType: '', state: 'Empty' });
  });

  test('have their commits at their coordinator: those there are, many groups in one request', async () => {
    const link = linkTo(await kafka.coordinatorOf(GROUP));
    const before = link.stats.requests;
    const commits = await fetchCommits(link, [GROUP, 'reads unheard-of']);
    expect(link.stats.requests - before).toBe(1);
    const [ours] = unwrap(commits.get(GROUP) ?? { ok: true, value: [] });
    const offsets = ours?.partitions.map(({ partitionIndex, committedOffset }) => [partitionIndex, committedOffset]);
    expect(offsets?.sort()).toEqual([
      [0, 7n],
      [2, 0n],
    ]);
  });

  test('asked of a broker that does not coordinate them are refused, each by itself', async () => {
    const coordinator = await kafka.coordinatorOf(GROUP);
    const other = kafka.brokerIds.find((id) => id !== coordinator) ?? 0;
    const commits = await fetchCommits(linkTo(other), [GROUP]);
    expect(commits.get(GROUP)).toMatchObject({ ok: false, failure: { code: 'NOT_COORDINATOR', brokerId: other } });
  });

  test('that a coordinator does not know are Dead without members, not an error', async () => {
    const described = await describeGroups(linkTo(await kafka.coordinatorOf(GROUP)), 'classic', [GROUP]);
    expect(described.get(GROUP)).toMatchObject({ ok: true, value: { state: 'Empty', members: [] } });
    const name = 'reads unheard-of';
    const unknown = await describeGroups(linkTo(await kafka.coordinatorOf(name)), 'classic', [name]);
    expect(unknown.get(name)).toMatchObject({ ok: true, value: { state: 'Dead', members: [] } });
  });
});

test('the quorum names its leader, and every voter with its lag', async () => {
  const quorum = unwrap(await describeQuorum(linkTo(first)));
  expect(quorum.voters.map(({ id }) => id)).toContain(quorum.leaderId);
  expect(quorum.voters.find(({ id }) => id === quorum.leaderId)?.lag).toBe(0n);
  expect(quorum.leaderEpoch).toBeGreaterThan(0);
});

test('configurations are all there, with their source; of an unknown topic there is the reason', async () => {
  const configs = await describeTopicConfigs(linkTo(first), [TOPIC, 'reads-gone']);
  const ours = unwrap(configs.get(TOPIC) ?? { ok: true, value: [] });
  expect(ours.find(({ name }) => name === 'retention.ms')).toEqual({
    name: 'retention.ms',
    value: '3600000',
    source: 'DYNAMIC_TOPIC_CONFIG',
    isDefault: false,
    sensitive: false,
  });
  expect(ours.find(({ name }) => name === 'min.insync.replicas')).toMatchObject({ isDefault: true });
  expect(configs.get('reads-gone')).toMatchObject({ ok: false, failure: { code: 'UNKNOWN_TOPIC_OR_PARTITION' } });
});

test('log directories have the bytes of every replica on the broker', async () => {
  const logs = unwrap(await describeLogDirs(linkTo(first)));
  const ours = logs.partitionBytes.get(TOPIC);
  expect([...(ours?.keys() ?? [])].sort()).toEqual([0, 1, 2]);
  expect(ours?.get(0)).toBeGreaterThan(0n);
  expect(logs.totalBytes).toBeGreaterThanOrEqual(ours?.get(0) ?? 0n);
  expect(logs.failures).toEqual([]);
});

test('the version of the cluster is read from its features', () => {
  expect(kafkaVersionOf([...links.brokers.values()])).toMatch(/^\d\.\d\+?$/);
});
