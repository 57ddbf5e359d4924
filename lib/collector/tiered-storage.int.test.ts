import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acquireLease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { createPollWriter } from '#lib/history/writer.ts';
import { clusterConnector } from '#lib/kafka/connect/connector.ts';
import { partitionsByLeader, readLocalStarts } from '#lib/kafka/ends.ts';
import { startTieredKafka, type TieredKafka } from '#lib/kafka/fixtures/tiered-kafka.ts';
import { testCluster } from '#lib/kafka/testing.ts';
import { groupDetail } from '#lib/views/group-detail.ts';
import { topicDetail } from '#lib/views/topic-detail.ts';
import { until } from '#scripts/local/wait.ts';
import { openLinks } from './links.ts';
import { emptyMemory } from './memory.ts';
import { Poller } from './poller.ts';
import { FLOW_RULES, testStorer } from './testing.ts';

const TIERED = 'tiered';
const PLAIN = 'plain';
const BROKER = 1;

let kafka: TieredKafka;
let database: TestDatabase;
let poller: Poller;
let clusterId: number;

beforeAll(async () => {
  [kafka, database] = await Promise.all([startTieredKafka(), createTestDatabase()]);
  const remote = { 'remote.storage.enable': 'true', 'local.retention.ms': '500', 'segment.ms': '500' };
  await kafka.client.createTopic(TIERED, [[BROKER]], { ...remote, 'file.delete.delay.ms': '100' });
  await kafka.client.createTopic(PLAIN, [[BROKER]]);
  await kafka.client.append(BROKER, TIERED, 0, 10);
  await kafka.client.append(BROKER, PLAIN, 0, 10);
  await kafka.client.commit('replay', TIERED, [4n]);
  await kafka.client.commit('replay', PLAIN, [4n]);
  const cluster = testCluster([kafka.address], { name: 'tiered', slowBeatMs: 1, brokerDeadlineMs: 5_000 });
  const writer = await createPollWriter(database.db, cluster.name);
  clusterId = writer.clusterId;
  const lease = await acquireLease(database.db, { clusterId, holder: 'test', ttlMs: 600_000 });
  if (!lease) throw new Error('no lease');
  poller = new Poller({ cluster, storer: testStorer(writer, lease), memory: emptyMemory(), patienceMs: 0 });
}, 60_000);
afterAll(async () => {
  await poller?.close();
  await Promise.all([kafka?.stop(), database?.drop()]);
});

async function shown() {
  await poller.poll(Date.now(), 0);
  const group = await groupDetail(database.db, clusterId, 'replay', { readCommitted: false, flowRules: FLOW_RULES });
  const topic = await topicDetail(database.db, clusterId, TIERED);
  return {
    lag: group?.lag,
    tiered: group?.partitions.find((one) => one.topic === TIERED),
    plain: group?.partitions.find((one) => one.topic === PLAIN),
    partition: topic?.partitionList[0],
    reader: topic?.groupList.find((one) => one.group === 'replay'),
  };
}

describe('on a broker that moves old segments to remote storage', () => {
  test('a group before the local log start has lost nothing: it reads from remote storage', async () => {
    expect((await shown()).tiered).toMatchObject({ state: 'ok', committed: '4', lag: '6' });
    // A segment closes when a record comes after its time; from then on it is uploaded, and deleted here.
    await kafka.client.append(BROKER, TIERED, 0, 10);
    const seen = await until(
      async () => {
        const now = await shown();
        return now.tiered?.reason == null ? undefined : now;
      },
      { what: 'the log to begin later on the disk of its leader', timeoutMs: 45_000 },
    );
    const localStart = BigInt(seen.partition?.localLogStart ?? -1);
    expect(localStart).toBeGreaterThanOrEqual(10n);
    expect(seen.partition).toMatchObject({ logStart: '0', highWatermark: '20' });
    expect(seen.tiered).toMatchObject({
      state: 'ok',
      lag: '16',
      reason: `reads from remote storage: its next record is before the local log start ${localStart}`,
    });
    expect(seen.lag).toBe('22');
    expect(seen.reader).toMatchObject({ lag: '16', status: 'OK', remotePartitions: 1 });
    expect(seen.plain).toMatchObject({ state: 'ok', lag: '6', reason: null });
  });

  test('a log that is all here begins here where it begins', async () => {
    const cluster = testCluster([kafka.address]);
    const links = openLinks(cluster, clusterConnector(cluster));
    links.beginPoll(performance.now(), 5_000);
    await links.bootstrap();
    const [link] = links.brokers.values();
    const partition = { partition: 0, leader: BROKER, leaderEpoch: -1, replicas: [1], isr: [1], offlineReplicas: [] };
    const plain = { name: PLAIN, topicId: null, internal: false, partitions: [partition], failure: null };
    const asked = partitionsByLeader([plain]).get(BROKER) ?? [];
    expect(link && (await readLocalStarts(link, asked))).toEqual([
      { topic: PLAIN, partition: 0, leader: BROKER, offset: 0n },
    ]);
    links.close();
  });
});
