import type { Consumer } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GroupPartition } from '#lib/api/schemas/groups.ts';
import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import { acquireLease, type Lease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { readNow } from '#lib/history/read/now.ts';
import { createPollWriter, type PollWriter } from '#lib/history/writer.ts';
import { type GuardedKafka, startGuardedKafka } from '#lib/kafka/fixtures/guarded-kafka.ts';
import {
  alterTopic,
  batchesOf,
  onlyTheFirst,
  openTransaction,
  type Written,
  write,
} from '#lib/kafka/fixtures/log-states.ts';
import { testCluster } from '#lib/kafka/testing.ts';
import { STATUS_RULES } from '#lib/lag/status/rules.ts';
import { groupDetail } from '#lib/views/group-detail.ts';
import { kafkaClient } from '#scripts/demo/kafka-client.ts';
import { until } from '#scripts/local/wait.ts';
import { type ClusterMemory, emptyMemory } from './memory.ts';
import { Poller } from './poller.ts';
import { FLOW_RULES, testStorer } from './testing.ts';
import { warmMemory } from './warm-start.ts';

const INTERVAL_MS = 500;
const HOUR_MS = 3_600_000;
const BROKER = 1;

/** What a partition of a group must show, by how it came there. The group of a row has only this partition of this topic. */
interface Row {
  produced: string;
  group: string;
  topic: string;
  partition?: number;
  expected: [state: GroupPartition['state'], lag: string | null, reason: string | RegExp | null];
}

const TABLE: Row[] = [
  {
    produced: 'commit of 40, 100 records',
    group: 'ok',
    topic: 'plain',
    expected: ['ok', '60', null],
  },
  {
    produced: 'member, no commit on this partition',
    group: 'half',
    topic: 'wide',
    partition: 1,
    expected: ['no-commit', null, 'never committed here: backlog up to 20'],
  },
  {
    produced: 'commit taken away by the broker',
    group: 'expired',
    topic: 'plain',
    expected: [
      'expired',
      '60',
      'position lost: the committed offset expired, the group restarts where auto.offset.reset says',
    ],
  },
  {
    produced: 'commit, then members that subscribe to another topic',
    group: 'half',
    topic: 'left',
    expected: ['inactive', '10', 'no longer consumed: no member subscribes to this topic; its offsets can be deleted'],
  },
  {
    produced: 'commit of 150, 100 records',
    group: 'ahead',
    topic: 'plain',
    expected: ['ahead', null, 'ahead of the log by 50: topic recreated or data lost'],
  },
  {
    produced: 'commit of 4, then 10 records deleted by retention.ms',
    group: 'retention',
    topic: 'retained',
    expected: [
      'truncated',
      '10',
      'up to 6 offsets deleted unread; if it returns with auto.offset.reset=latest it will also skip the remaining 10',
    ],
  },
  {
    produced: 'commit of 4, then DeleteRecords up to 10 on a topic that keeps everything',
    group: 'purged',
    topic: 'kept',
    expected: ['truncated', '10', '6 offsets removed before the group read them'],
  },
  {
    produced: 'the same on a topic that is compacted',
    group: 'compacted',
    topic: 'compacted',
    expected: ['truncated', '10', '6 offsets removed before the group read them'],
  },
  {
    produced: 'commit at a transaction of 5 that stays open',
    group: 'open',
    topic: 'open',
    expected: [
      'open-transaction',
      '5',
      /^5 messages behind an open transaction since \S+Z by producer \d+ \(transactional id open-writer\); if that producer is dead, end it with: kafka-transactions\.sh .*abort --topic open --partition 0 --start-offset 0$/,
    ],
  },
  {
    produced: 'the same, one marker before it',
    group: 'behind-marker',
    topic: 'again',
    expected: ['open-transaction', '5', /^5 messages behind an open transaction since .* --start-offset 6$/],
  },
  {
    produced: 'a read_committed group that committed past it',
    group: 'isolation',
    topic: 'open',
    expected: ['ok', '0', 'isolation setting looks wrong: it reads past the last stable offset'],
  },
  {
    produced: 'commit after the last record, then a marker',
    group: 'marker',
    topic: 'marked',
    expected: ['ok', '0', 'nothing left to read: only 1 transaction marker'],
  },
  {
    produced: 'commit before a transaction of 5 that was aborted',
    group: 'aborted',
    topic: 'aborted',
    expected: ['ok', '0', 'nothing left to read: only 1 transaction marker, 5 aborted records'],
  },
  {
    produced: 'commit before 5 records that compaction took away',
    group: 'gap',
    topic: 'gap',
    expected: ['ok', '0', 'nothing left to read: only 1 transaction marker, 5 offsets that were compacted away'],
  },
  {
    produced: 'commit before a transaction of 5 that was committed',
    group: 'committed',
    topic: 'marked',
    expected: ['ok', '6', null],
  },
  {
    produced: 'commit before a marker on a topic without Read',
    group: 'assumed',
    topic: 'secret',
    expected: [
      'ok',
      '0',
      'nothing left to read, it is assumed: 1 offset is likely a transaction marker; grant Read on this topic to be sure',
    ],
  },
  {
    produced: 'members that leave a partition to nobody',
    group: 'unassigned',
    topic: 'wide',
    partition: 1,
    expected: ['ok', '12', 'in nobody’s assignment: no member reads it'],
  },
];
const MARKER_ROWS = TABLE.filter(({ expected }) => expected[2]?.toString().startsWith('nothing left'));

let kafka: GuardedKafka;
let database: TestDatabase;
let writer: PollWriter;
let lease: Lease;
let cluster: ClusterConfig;
let poller: Poller;
let secret: Written;
let isStopped = false;
const open: Written[] = [];
const consumers: Consumer[] = [];

beforeAll(async () => {
  [kafka, database] = await Promise.all([
    startGuardedKafka({
      'log.retention.check.interval.ms': '500',
      'log.initial.task.delay.ms': '500',
      'log.cleaner.backoff.ms': '500',
    }),
    createTestDatabase(),
  ]);
  cluster = testCluster([kafka.address], {
    name: 'states',
    pollIntervalMs: INTERVAL_MS,
    brokerDeadlineMs: 5_000,
    slowBeatMs: 1_000,
    readCommittedGroups: ['isolation'],
    inactiveAfterMs: 1_000,
    openTransactionAfterMs: 1_000,
    unassignedAfterMs: 1_000,
  });
  await createTopics();
  await produce();
  writer = await createPollWriter(database.db, cluster.name);
  const acquired = await acquireLease(database.db, { clusterId: writer.clusterId, holder: 'test', ttlMs: HOUR_MS });
  if (!acquired) throw new Error('no lease');
  lease = acquired;
  poller = begin(emptyMemory());
  await poll();
  await change();
});
afterAll(async () => {
  await poller?.close();
  await stopKafka();
  await database?.drop();
});

/** Ends the clients while the broker still answers them, then the broker; once. */
async function stopKafka(): Promise<void> {
  if (isStopped || !kafka) return;
  isStopped = true;
  await Promise.all(consumers.map((consumer) => consumer.disconnect()));
  await Promise.all(open.map((transaction) => transaction.abort()));
  await kafka.stop();
}

const begin = (memory: ClusterMemory) =>
  new Poller({ cluster, storer: testStorer(writer, lease), memory, patienceMs: 0 });
const poll = () => poller.poll(Date.now(), 0);
const commit = (group: string, topic: string, ...offsets: (bigint | null)[]) =>
  kafka.client.commit(group, topic, offsets);

async function createTopics(): Promise<void> {
  const create = (name: string, partitions = 1, configs: Record<string, string> = {}) =>
    kafka.client.createTopic(
      name,
      Array.from({ length: partitions }, () => [BROKER]),
      configs,
    );
  await Promise.all([
    create('plain'),
    create('wide', 2),
    create('left'),
    create('retained', 1, { 'retention.ms': String(HOUR_MS), 'segment.ms': '1000' }),
    create('kept', 1, { 'retention.ms': '-1' }),
    create('compacted', 1, { 'retention.ms': String(HOUR_MS) }),
    create('open'),
    create('again'),
    create('marked'),
    create('aborted'),
    create('gap', 1, { 'cleanup.policy': 'compact', 'segment.ms': '100', 'min.cleanable.dirty.ratio': '0.01' }),
    create('secret'),
  ]);
}

/** What is there before the first poll. */
async function produce(): Promise<void> {
  const client = kafkaClient([`${kafka.address.host}:${kafka.address.port}`], 'states-test');
  const producer = client.producer();
  await producer.connect();
  const nowMs = Date.now();
  await Promise.all([
    write(producer, 'plain', 100, nowMs),
    ...['left', 'kept', 'compacted'].map((topic) => write(producer, topic, 20, nowMs)),
    kafka.client.append(BROKER, 'wide', 0, 20),
    kafka.client.append(BROKER, 'wide', 1, 20),
    write(producer, 'retained', 10, nowMs - 2 * HOUR_MS),
  ]);
  await write(producer, 'retained', 10, nowMs);
  await producer.disconnect();
  await commit('ok', 'plain', 40n);
  await commit('ahead', 'plain', 150n);
  await commit('expired', 'plain', 40n);
  await commit('half', 'left', 10n);
  await commit('half', 'wide', 10n);
  await commit('unassigned', 'wide', 20n, 8n);
  await commit('retention', 'retained', 4n);
  await commit('purged', 'kept', 4n);
  await commit('compacted', 'compacted', 4n);

  open.push(await openTransaction(client, 'open', 5));
  await commit('open', 'open', 0n);
  await commit('isolation', 'open', 5n);
  await (await openTransaction(client, 'again', 5)).commit();
  open.push(await openTransaction(client, 'again', 5));
  await commit('behind-marker', 'again', 5n);
  await (await openTransaction(client, 'marked', 5)).commit();
  await commit('marker', 'marked', 5n);
  await commit('committed', 'marked', 0n);
  await (await openTransaction(client, 'aborted', 5)).abort();
  await commit('aborted', 'aborted', 0n);
  await emptyByCompaction(await openTransaction(client, 'gap', 5));
  await commit('gap', 'gap', 0n);
  secret = await openTransaction(client, 'secret', 5);
  await commit('assumed', 'secret', 5n);
  await kafka.grant('secret', ['DESCRIBE', 'WRITE']);

  const half = client.consumer({ groupId: 'half' });
  const unassigned = client.consumer({ groupId: 'unassigned', partitionAssigners: [onlyTheFirst] });
  for (const consumer of [half, unassigned]) {
    consumers.push(consumer);
    await consumer.connect();
    await consumer.subscribe({ topic: 'wide' });
    const joined = new Promise((resolve) => consumer.on('consumer.group_join', resolve));
    await consumer.run({ autoCommit: false, eachMessage: async () => undefined });
    await joined;
  }
}

/** A marker written later than segment.ms begins a segment of its own, so that the cleaner may empty the one before. */
async function emptyByCompaction(transaction: Written): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 300));
  await transaction.abort();
  const connection = await kafka.client.connectionTo(BROKER);
  await until(
    async () =>
      (await batchesOf(connection, 'gap')).every((batch) => batch.control || batch.recordCount === 0) || undefined,
    { what: 'the cleaner to take the aborted records away', timeoutMs: 60_000 },
  );
}

/** What happens between the polls. */
async function change(): Promise<void> {
  const connection = await kafka.client.connectionTo(BROKER);
  await kafka.client.deleteOffsets('expired', 'plain', [0]);
  await kafka.client.deleteRecords(BROKER, 'kept', 0, 10n);
  // A compacted topic takes no DeleteRecords, so it becomes one after that.
  await kafka.client.deleteRecords(BROKER, 'compacted', 0, 10n);
  await alterTopic(connection, 'compacted', 'cleanup.policy', 'compact');
  await secret.commit();
}

async function got({ group, topic, partition = 0 }: Row): Promise<GroupPartition | undefined> {
  const settings = { readCommitted: cluster.readCommittedGroups.includes(group), flowRules: FLOW_RULES };
  const detail = await groupDetail(database.db, writer.clusterId, group, settings);
  return detail?.partitions.find((one) => one.topic === topic && one.partition === partition);
}

const isAsExpected = ({ expected: [state, lag, reason] }: Row, shown: GroupPartition | undefined): boolean =>
  shown !== undefined &&
  shown.state === state &&
  shown.lag === lag &&
  (reason instanceof RegExp ? reason.test(shown.reason ?? '') : shown.reason === reason);

describe('each state of a position', () => {
  test('is produced on a real broker, and recognised', async () => {
    const look = async () => {
      await poll();
      const shown = await Promise.all(TABLE.map(got));
      return { shown, all: TABLE.every((row, index) => isAsExpected(row, shown[index])) };
    };
    const begun = Date.now();
    let looked = await look();
    while (!looked.all && Date.now() - begun < 60_000) {
      await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
      looked = await look();
    }
    console.table(
      TABLE.map(({ produced, expected: [state, lag] }, index) => ({
        produced,
        expected: `${state} ${lag}`,
        got: `${looked.shown[index]?.state} ${looked.shown[index]?.lag}`,
        reason: looked.shown[index]?.reason,
      })),
    );
    TABLE.forEach(({ produced, expected: [state, lag, reason] }, index) => {
      const shown = looked.shown[index];
      expect([produced, shown?.state, shown?.lag]).toEqual([produced, state, lag]);
      if (reason instanceof RegExp) expect(shown?.reason).toMatch(reason);
      else expect(shown?.reason).toBe(reason);
    });
  });

  test('a look is taken once: the polls after it send no further request for it', async () => {
    const checks = async () => {
      await poll();
      await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
      await poll();
      return (await readNow(database.db, writer.clusterId))?.cluster.health.checkRequests;
    };
    expect(await checks()).toBe(0);
  });

  test('a restart shows the same with its first poll, without a new look', async () => {
    await poller.close();
    const memory = await warmMemory(database.db, {
      clusterId: writer.clusterId,
      windowMs: 60_000,
      nowMs: Date.now(),
      flowRules: FLOW_RULES,
      isReadCommitted: (group) => cluster.readCommittedGroups.includes(group),
      statusRules: () => STATUS_RULES,
    });
    poller = begin(memory);
    await poll();
    for (const row of MARKER_ROWS) {
      const { state, lag, reason } = (await got(row)) ?? {};
      expect([row.produced, state, lag, reason]).toEqual([row.produced, ...row.expected]);
    }
  });

  test('unknown: the broker is gone, the last lag stays and says so', async () => {
    await stopKafka();
    await poll();
    const shown = await got({
      produced: 'broker stopped',
      group: 'ok',
      topic: 'plain',
      expected: ['unknown', '60', null],
    });
    expect(shown).toMatchObject({ state: 'unknown', lag: '60', lagIsLastKnown: true });
    expect(shown?.reason).toContain(`nothing accepts connections at ${kafka.address.host}:${kafka.address.port}`);
  });
});
