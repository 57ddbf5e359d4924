import { Consumer } from '@platformatic/kafka';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GroupPartition } from '#lib/api/schemas/groups.ts';
import { acquireLease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { createPollWriter } from '#lib/history/writer.ts';
import { TestKafka } from '#lib/kafka/fixtures/test-kafka.ts';
import { testBrokers, testCluster } from '#lib/kafka/testing.ts';
import { groupDetail } from '#lib/views/group-detail.ts';
import { GROUP_SETTINGS } from '#lib/views/testing.ts';
import { until } from '#scripts/local/wait.ts';
import { type CliRow, describeByCli } from './fixtures/kafka-cli.ts';
import { emptyMemory } from './memory.ts';
import { Poller } from './poller.ts';
import { testStorer } from './testing.ts';

const ORDERS = 'cli-orders';
const SHORT = 'cli-short';
const LONG = 'cli-'.padEnd(249, 'long');
const TOPICS = [ORDERS, SHORT, LONG];
/** Legal ids that break tables, paths, shells and pages. */
const STRANGE = [
  'cli/slash',
  'cli two words',
  'cli"double"',
  "cli'single'",
  '<b>cli</b>',
  'cli 🙂',
  '.',
  '..',
  '~x',
  '%2F',
  `cli${'g'.repeat(246)}`,
];
const MEMBERS = { classic: 'cli-classic', static: 'cli-static', consumer: 'cli-kip-848' };
const ODD = 'cli-odd';
const EXPIRED = 'cli-expired';
const GROUPS = [...STRANGE, ...Object.values(MEMBERS), ODD, EXPIRED];

const RECORDS = 100;
const INTERVAL_MS = 1_000;
/** "3 polls" of that interval, without the 30 s that operators get. */
const PATIENCE_MS = 0;
const THREE_POLLS_MS = 3 * INTERVAL_MS;

let kafka: TestKafka;
let database: TestDatabase;
let poller: Poller;
let clusterId: number;
let cli: CliRow[];
const consumers: Consumer[] = [];

beforeAll(async () => {
  [kafka, database] = await Promise.all([TestKafka.of(testBrokers()), createTestDatabase()]);
  const [a = 0, b = a, c = a] = kafka.brokerIds;
  await kafka.createTopic(ORDERS, [[a], [b], [c], [a]]);
  await kafka.createTopic(SHORT, [[a], [b]]);
  await kafka.createTopic(LONG, [[c]]);
  // The last partition of ORDERS stays empty.
  for (const [topic, leaders] of [
    [ORDERS, [a, b, c]],
    [SHORT, [a, b]],
    [LONG, [c]],
  ] as const) {
    await Promise.all(leaders.map((leader, partition) => kafka.append(leader, topic, partition, RECORDS)));
  }
  await commitStrange();
  await joinMembers();
  await kafka.commit(EXPIRED, ORDERS, [60n, 70n]);
  await kafka.commit(ODD, SHORT, [20n, 150n]);

  const writer = await createPollWriter(database.db, 'cli');
  clusterId = writer.clusterId;
  const lease = await acquireLease(database.db, { clusterId, holder: 'test', ttlMs: 600_000 });
  if (!lease) throw new Error('no lease');
  const cluster = testCluster(testBrokers(), { name: 'cli', pollIntervalMs: INTERVAL_MS, brokerDeadlineMs: 10_000 });
  poller = new Poller({ cluster, storer: testStorer(writer, lease), memory: emptyMemory(), patienceMs: PATIENCE_MS });
  const poll = () => poller.poll(Date.now(), 0);

  await poll();
  const firstAtMs = Date.now();
  await kafka.deleteOffsets(EXPIRED, ORDERS, [0]);
  await kafka.deleteRecords(a, SHORT, 0, 60n);
  cli = await describeByCli(
    testBrokers()
      .map(({ host, port }) => `${host}:${port}`)
      .join(','),
    GROUPS,
    TOPICS,
  );
  await new Promise((resolve) => setTimeout(resolve, firstAtMs + THREE_POLLS_MS - Date.now()));
  expect((await poll()).write?.outcome).toBe('written');
});
afterAll(async () => {
  await poller?.close();
  await Promise.all(consumers.map((consumer) => consumer.close(true)));
  await kafka?.deleteGroups(GROUPS);
  await kafka?.deleteTopics(TOPICS);
  await kafka?.close();
  await database?.drop();
});

/** As tools and assign()-only consumers commit: without joining. */
async function commitStrange(): Promise<void> {
  for (const [index, group] of STRANGE.entries()) {
    await kafka.commit(group, ORDERS, [BigInt(index), 100n, 99n, 0n]);
    await kafka.commit(group, LONG, [BigInt(10 * index)]);
  }
}

/** A live member each, that holds all of ORDERS and has committed on half of it. */
async function joinMembers(): Promise<void> {
  const base = { bootstrapBrokers: testBrokers().map(({ host, port }) => `${host}:${port}`), clientId: 'cli-test' };
  consumers.push(
    new Consumer({ ...base, groupId: MEMBERS.classic }),
    new Consumer({ ...base, groupId: MEMBERS.static, groupInstanceId: 'cli-instance' }),
    new Consumer({ ...base, groupId: MEMBERS.consumer, groupProtocol: 'consumer' }),
  );
  for (const consumer of consumers) {
    // Reads nothing: the topic is idle, and it begins at the end.
    const stream = await consumer.consume({ topics: [ORDERS], mode: 'latest', autocommit: false });
    stream.on('error', () => undefined);
    const commit = async () => {
      const offsets = [40n, 100n].map((offset, partition) => ({ topic: ORDERS, partition, offset, leaderEpoch: -1 }));
      await consumer.commit({ offsets });
      return true as const;
    };
    // A KIP-848 member commits once its coordinator has given it an epoch.
    await until(() => commit().catch(() => undefined), { what: `a commit of ${consumer.groupId}`, timeoutMs: 30_000 });
  }
}

/** What the page of a group shows. */
async function shown(group: string) {
  const detail = await groupDetail(database.db, clusterId, group, GROUP_SETTINGS);
  if (!detail) throw new Error(`${group} is not there`);
  return detail;
}
const partitionsOf = async (group: string): Promise<GroupPartition[]> => (await shown(group)).partitions;
const cliRow = (group: string, { topic, partition }: { topic: string; partition: number }) =>
  cli.find((row) => row.group === group && row.topic === topic && row.partition === partition);

describe('lag of idle partitions in state ok', () => {
  test.each(GROUPS)('of %j is what kafka-consumer-groups prints, for every one of them', async (group) => {
    const ok = (await partitionsOf(group)).filter(({ state }) => state === 'ok');
    expect(ok.length).toBe(STRANGE.includes(group) ? 5 : group === ODD ? 0 : group === EXPIRED ? 1 : 2);
    for (const ours of ok) {
      const theirs = cliRow(group, ours);
      expect([ours.committed, ours.end, ours.lag]).toEqual([theirs?.current, theirs?.end, theirs?.lag]);
      expect(ours.reason).toBeNull();
    }
    const committed = cli.filter((row) => row.group === group && row.current !== '-');
    const others = (await partitionsOf(group)).filter(
      ({ state, committed: position }) => state !== 'ok' && position !== null,
    );
    expect(committed).toHaveLength(ok.length + others.length);
  });

  test('adds up to the total of the group', async () => {
    for (const group of STRANGE) {
      const total = cli.filter((row) => row.group === group).reduce((sum, { lag }) => sum + BigInt(lag), 0n);
      expect((await shown(group)).lag).toBe(total.toString());
    }
  });
});

test('where the two differ, each row has its reason', async () => {
  const rows: Record<string, string | number | null>[] = [];
  for (const group of GROUPS) {
    for (const ours of await partitionsOf(group)) {
      if (ours.state === 'ok') continue;
      const theirs = cliRow(group, ours);
      rows.push({
        partition: `${group} ${ours.topic}-${ours.partition}`,
        'tool: current / end / lag': theirs ? `${theirs.current} / ${theirs.end} / ${theirs.lag}` : 'no row',
        state: ours.state,
        lag: ours.lagIsLastKnown ? `${ours.lag} (last known)` : ours.lag,
        reason: ours.reason,
      });
    }
  }
  console.table(rows);
  const noCommit = (group: string) => [
    [`${group} cli-orders-2`, '- / 100 / -', 'no-commit', null, 'never committed here: backlog up to 100'],
    [`${group} cli-orders-3`, '- / 0 / -', 'no-commit', null, 'never committed here: backlog up to 0'],
  ];
  expect(rows.map(Object.values)).toEqual([
    ...noCommit(MEMBERS.classic),
    ...noCommit(MEMBERS.static),
    ...noCommit(MEMBERS.consumer),
    [
      'cli-odd cli-short-0',
      '20 / 100 / 80',
      'truncated',
      '40',
      'up to 40 offsets deleted unread; if it returns with auto.offset.reset=latest it will also skip the remaining 40',
    ],
    ['cli-odd cli-short-1', '150 / 100 / -50', 'ahead', null, 'ahead of the log by 50: topic recreated or data lost'],
    [
      'cli-expired cli-orders-0',
      'no row',
      'expired',
      '40 (last known)',
      'position lost: the committed offset expired, the group restarts where auto.offset.reset says',
    ],
  ]);
});

describe('groups', () => {
  test.each([
    [MEMBERS.classic, 'classic', null],
    [MEMBERS.static, 'classic', 'cli-instance'],
    [MEMBERS.consumer, 'consumer', null],
  ])('%s is of type %s and shows its member with what it holds', async (group, type, instanceId) => {
    const { memberList, ...row } = await shown(group);
    expect(row).toMatchObject({ type, state: 'Stable', assignOnly: false, members: 1 });
    expect(memberList).toMatchObject([{ clientId: 'cli-test', instanceId, lag: '60' }]);
    expect(memberList[0]?.partitions).toEqual([{ topic: ORDERS, partitions: [0, 1, 2, 3] }]);
  });

  test('that never joined show as Empty, without members', async () => {
    expect(await shown('cli/slash')).toMatchObject({ state: 'Empty', members: 0, memberList: [] });
  });
});
