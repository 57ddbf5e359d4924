import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acquireLease, type Lease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { NOT_OBSERVED } from '#lib/history/contract.ts';
import { readNow, type StoredNow } from '#lib/history/read/now.ts';
import { readNewestSamples } from '#lib/history/read/tail.ts';
import { createPollWriter } from '#lib/history/writer.ts';
import {
  COMMITTED,
  type Content,
  fillCluster,
  joinGroup,
  LIVE,
  MANY,
  ORDERS,
  PAYMENTS,
} from '#lib/kafka/fixtures/contract-content.ts';
import { CLUSTER_NAME, type RestrictedKafka, startRestrictedKafka } from '#lib/kafka/fixtures/restricted-kafka.ts';
import { testCluster } from '#lib/kafka/testing.ts';
import { until } from '#scripts/local/wait.ts';
import { emptyMemory } from '../memory.ts';
import { Poller } from '../poller.ts';
import { testStorer } from '../testing.ts';

/** All that it committed is on the topic that may not be seen. */
const HIDDEN = 'contract hidden';
const BOTH = { classic: 'contract-both', consumer: 'contract-both-modern' } as const;
/** May not be described, and has committed on the topic that may be seen. */
const SECRET = 'secret';

/** Less than a broker makes clients wait, in all, that have spent their quota. */
const QUOTA_DEADLINE_MS = 1_500;

let restricted: RestrictedKafka;
let content: Content;
let database: TestDatabase;
let poller: Poller;
let impatient: Poller;
let lease: Lease;
const members: { close(force: true): Promise<void> }[] = [];

beforeAll(async () => {
  [restricted, database] = await Promise.all([startRestrictedKafka(), createTestDatabase()]);
  const { kafka, access, allow } = restricted;
  content = await fillCluster(
    kafka.brokers.map(({ host, port }) => ({ host, port })),
    ['classic'],
  );
  await content.kafka.commit(HIDDEN, PAYMENTS, [5n]);
  await content.kafka.commit(SECRET, ORDERS, [50n]);
  for (const protocol of ['classic', 'consumer'] as const) {
    const member = { group: BOTH[protocol], protocol, topics: [ORDERS, PAYMENTS] };
    members.push(await joinGroup([kafka.bootstrap], member));
  }
  await allow(
    { operation: 'DESCRIBE', resource: 'TOPIC', name: ORDERS },
    { operation: 'DESCRIBE', resource: 'GROUP', name: 'contract*' },
  );
  const writer = await createPollWriter(database.db, 'restricted');
  const taken = await acquireLease(database.db, { clusterId: writer.clusterId, holder: 'test', ttlMs: 600_000 });
  if (!taken) throw new Error('no lease');
  lease = taken;
  const cluster = testCluster([], { ...access, brokerDeadlineMs: 10_000, slowBeatMs: 1, permissionBeatMs: 1 });
  const polling = (brokerDeadlineMs: number) =>
    new Poller({
      cluster: { ...cluster, brokerDeadlineMs },
      storer: testStorer(writer, lease),
      memory: emptyMemory(),
      patienceMs: 0,
    });
  poller = polling(10_000);
  impatient = polling(QUOTA_DEADLINE_MS);
});
afterAll(async () => {
  await Promise.all([poller?.close(), impatient?.close()]);
  await Promise.all(members.map((member) => member.close(true)));
  await content?.close();
  await Promise.all([restricted?.stop(), database?.drop()]);
});

/** Polls until what is stored has come so far; permissions, settings and sizes arrive beside the polls. */
const pollUntil = (what: string, holds: (now: StoredNow) => boolean, by = poller) =>
  until(
    async () => {
      const report = await by.poll(Date.now(), 0);
      expect(report).toMatchObject({ error: null, write: { outcome: 'written' } });
      const now = await readNow(database.db, lease.clusterId);
      return now && holds(now) ? now : undefined;
    },
    { what, timeoutMs: 60_000 },
  );
const groupOf = (now: StoredNow, name: string) => now.groups.find(({ group }) => group === name);
const codesOf = ({ cluster }: StoredNow) => cluster.failures.map(({ code }) => code);
const messageOf = ({ cluster }: StoredNow) => cluster.failures[0]?.message ?? '';
const granting = (rest: string) => `kafka-acls --add --allow-principal User:alice --operation ${rest}`;

describe('a principal that may see half of the topics, and the groups of one team', () => {
  let first: StoredNow;
  beforeAll(async () => {
    first = await pollUntil('the first poll', () => true);
  });

  test('is polled: what it may see is exact', () => {
    expect(first.cluster.reachable).toBe(true);
    expect(first.topics.map(({ topic }) => topic.name)).toEqual([ORDERS]);
    expect(groupOf(first, COMMITTED)).toMatchObject({ lag: 40n, knownPartitions: 2, failure: null });
    expect(groupOf(first, LIVE.classic)).toMatchObject({ lag: 60n, members: 1, failure: null });
    expect(MANY.filter((group) => groupOf(first, group)?.lag !== 50n)).toEqual([]);
  });

  test('hears once, with the first poll, what is lacking, what that hides, and how to grant it', () => {
    expect(codesOf(first)).toEqual(['INCOMPLETE_PERMISSIONS']);
    const commands = [
      'Describe --cluster',
      "Describe --topic '*'",
      "Describe --group '*'",
      "DescribeConfigs --topic '*'",
    ];
    for (const command of commands) expect(messageOf(first)).toContain(granting(command));
    expect(messageOf(first)).toContain('topics that were not granted by name');
  });

  test('learns of a group that committed on hidden topics alone that this is not known, rather than none', () => {
    expect(groupOf(first, HIDDEN)).toMatchObject({
      lag: null,
      failure: { code: 'COMMITS_MAY_BE_HIDDEN', message: expect.stringContaining(granting("Describe --topic '*'")) },
    });
  });

  test('learns which hidden topic the members of a classic group read', () => {
    const grant = granting(`Describe --topic ${PAYMENTS}`);
    expect(groupOf(first, BOTH.classic)).toMatchObject({
      state: 'Stable',
      lag: 60n,
      members: 1,
      failure: { code: 'TOPIC_AUTHORIZATION_FAILED', message: expect.stringContaining(grant) },
    });
  });

  test('learns why a group of the consumer protocol shows no members: one topic hides them all', () => {
    expect(groupOf(first, BOTH.consumer)).toMatchObject({
      state: 'Stable',
      lag: 60n,
      members: null,
      failure: { code: 'TOPIC_AUTHORIZATION_FAILED', message: expect.stringContaining('hides them all') },
    });
  });

  test('is not told of sizes and controller, which are unknown rather than 0', async () => {
    expect(first.brokers.map(({ logDirBytes }) => logDirBytes)).toEqual([null]);
    expect(first.cluster.controller).toBeNull();
    const read = await pollUntil('the refusal of settings', ({ topics }) => topics[0]?.failure != null);
    expect(read.brokers.map(({ logDirBytes }) => logDirBytes)).toEqual([null]);
    const grant = granting(`DescribeConfigs --topic ${ORDERS}`);
    expect(read.topics[0]).toMatchObject({ retentionMs: null, failure: { message: expect.stringContaining(grant) } });
  });
});

test('granted the cluster, it sees every group by name, and what to grant to see into one', async () => {
  await restricted.allow({ operation: 'DESCRIBE', resource: 'CLUSTER', name: CLUSTER_NAME });
  const now = await pollUntil('the controller and the sizes', ({ cluster, brokers }) => {
    return cluster.controller !== null && brokers[0]?.logDirBytes != null;
  });
  expect(groupOf(now, SECRET)).toMatchObject({
    lag: null,
    failure: {
      code: 'GROUP_AUTHORIZATION_FAILED',
      message: expect.stringContaining(granting(`Describe --group ${SECRET}`)),
    },
  });
  await pollUntil('the notice without the cluster', (seen) => !messageOf(seen).includes('on the cluster'));
});

test('a topic that may not be seen any more stays, as unknown, and nothing of it is stored as gone', async () => {
  const describeOrders = { operation: 'DESCRIBE', resource: 'TOPIC', name: ORDERS } as const;
  await restricted.takeBack(describeOrders);
  const now = await pollUntil('the refusal', ({ topics }) => topics[0]?.failure?.message.includes('Describe') === true);
  expect(now.topics[0]?.failure?.message).toContain(granting(`Describe --topic ${ORDERS}`));
  expect(groupOf(now, COMMITTED)).toMatchObject({ lag: null, knownPartitions: 0, states: { unknown: 2 } });
  const subscription = now.subscriptions.find(({ group }) => group === COMMITTED);
  for (const { reason } of subscription?.exceptions ?? []) expect(reason).toContain(`Describe on topic ${ORDERS}`);
  const samples = await readNewestSamples(database.db, lease.clusterId);
  const committed = samples?.subscriptions.find(({ group }) => group === COMMITTED)?.committed;
  expect(new Set(committed)).toEqual(new Set([NOT_OBSERVED]));
  await restricted.allow(describeOrders);
  await pollUntil('its lag again', (seen) => groupOf(seen, COMMITTED)?.lag === 40n);
});

test('the commands of the notice, given only where the brokers are, make it whole', async () => {
  const now = await pollUntil('the notice', (seen) => codesOf(seen).includes('INCOMPLETE_PERMISSIONS'));
  const commands = messageOf(now).split('To grant it: ')[1]?.split('; ') ?? [];
  expect(commands).toHaveLength(3);
  const { java, jars, bootstrap } = restricted.kafka;
  const tool = `"${java}" -XX:TieredStopAtLevel=1 -cp "${join(jars, '*')}" org.apache.kafka.tools.AclCommand`;
  const shell = `kafka_acls() { ${tool} --bootstrap-server ${bootstrap} "$@"; }`;
  const script = commands.map((command) => command.replace('kafka-acls', 'kafka_acls')).join(' && ');
  await promisify(execFile)('sh', ['-c', `${shell}; ${script}`]);
  const whole = await pollUntil('a poll without failures', ({ cluster, topics }) => {
    return cluster.failures.length === 0 && topics.every(({ failure }) => failure === null);
  });
  expect(whole.groups.filter(({ failure }) => failure !== null)).toEqual([]);
  expect(groupOf(whole, SECRET)).toMatchObject({ lag: 50n });
  expect(groupOf(whole, BOTH.consumer)).toMatchObject({ members: 1, lag: 60n });
  expect(whole.topics.map(({ topic }) => topic.name)).toEqual(expect.arrayContaining([ORDERS, PAYMENTS]));
});

test('a quota that is spent is waited for, and shown as that rather than as a broker that does not answer', async () => {
  await pollUntil('a whole poll', ({ cluster }) => cluster.failures.length === 0, impatient);
  await restricted.limitRequests('tidemark-collector', 0.01);
  const slowed = await pollUntil(
    'polls that wait longer than their deadline',
    ({ cluster }) => cluster.health.throttleMs > 0 && cluster.health.durationMs > QUOTA_DEADLINE_MS,
    impatient,
  );
  expect(slowed.cluster).toMatchObject({ reachable: true, failures: [] });
  expect(slowed.brokers.map(({ state }) => state)).toEqual(['up']);
  expect(groupOf(slowed, COMMITTED)).toMatchObject({ failure: null, knownPartitions: 3 });
});
