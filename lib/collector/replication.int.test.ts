import { produceV11 } from '@platformatic/kafka';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import type { TopicPartitionNow } from '#lib/history/contract.ts';
import { reassign } from '#lib/kafka/fixtures/reassign.ts';
import { TestKafka } from '#lib/kafka/fixtures/test-kafka.ts';
import { testCluster } from '#lib/kafka/testing.ts';
import { REPLICATION_STATES } from '#lib/replication/state.ts';
import { type LocalKafka, startKafka } from '#scripts/local/kafka.ts';
import { type TemporaryFolder, temporaryFolder } from '#scripts/local/temporary-folder.ts';
import { Collector } from './collector.ts';
import { PollWatch, type WatchedPoll } from './fixtures/poll-watch.ts';

/** Replicated three times, of which all three must be in sync. */
const STRICT = 'replication-strict';
/** On broker 3 alone. */
const SINGLE = 'replication-single';
/** On broker 1 alone, to be moved to brokers 2 and 3, of which the third is away. */
const MOVED = 'replication-moved';
/** On broker 1 alone, to be moved to broker 3, which is away; two must be in sync where there are two. */
const STUCK = 'replication-stuck';
const GROUP = 'replication-readers';
const START_WITHIN_MS = 120_000;
const PATIENCE_MS = 60_000;
const ALL = -1;
const RECORDS = 20;
const COMMITTED = 10;
const UNSEEN = 5;

let folder: TemporaryFolder;
let local: LocalKafka;
let kafka: TestKafka;
let database: TestDatabase;
let watch: PollWatch;
let collector: Collector;

beforeAll(async () => {
  folder = temporaryFolder('replication');
  [local, database] = await Promise.all([
    startKafka({
      dir: folder.path,
      overrides: { 'broker.session.timeout.ms': '3000', 'broker.heartbeat.interval.ms': '500' },
    }),
    createTestDatabase(),
  ]);
  kafka = new TestKafka(new Map(local.brokers.map(({ id, host, port }) => [id, { host, port }])));
  await kafka.createTopic(STRICT, [[1, 2, 3]], { 'min.insync.replicas': '3' });
  await kafka.createTopic(SINGLE, [[3]]);
  await kafka.createTopic(MOVED, [[1]]);
  await kafka.createTopic(STUCK, [[1]]);
  await kafka.append(1, STRICT, 0, RECORDS);
  await kafka.commit(GROUP, STRICT, [BigInt(COMMITTED)]);
  await kafka.commit(GROUP, SINGLE, [0n]);
  watch = new PollWatch(database.db, 'replication');
  collector = new Collector({
    cluster: testCluster(local.brokers, { name: 'replication', pollIntervalMs: 1_000, brokerDeadlineMs: 900 }),
    database: database.db,
    holder: 'replication-test',
    patienceMs: 30_000,
    leaseMinTtlMs: 3_000,
    onPoll: watch.onPoll,
    log: { info: () => undefined, warn: () => undefined, error: (fields, message) => console.error(message, fields) },
  });
}, START_WITHIN_MS);

afterAll(async () => {
  await collector?.stop();
  await kafka?.close();
  await Promise.all(local?.brokers.map((broker) => broker.kill()) ?? []);
  await database?.drop();
  folder?.remove();
}, PATIENCE_MS);

const topicIn = ({ now }: WatchedPoll, name: string) => now.topics.find(({ topic }) => topic.name === name);
function partitionIn(
  poll: WatchedPoll,
  topic: string,
): (TopicPartitionNow & { state: string | undefined }) | undefined {
  const [only] = topicIn(poll, topic)?.partitions ?? [];
  return only && { ...only, state: REPLICATION_STATES[only.rank] };
}
const stateIn = (poll: WatchedPoll, topic: string) => partitionIn(poll, topic)?.state;
const subscriptionIn = ({ now }: WatchedPoll, topicName = STRICT) =>
  now.subscriptions.find(({ group, topic }) => group === GROUP && topic.name === topicName);
const firstWith = (what: string, sinceMs: number, condition: (poll: WatchedPoll) => boolean) =>
  watch.first(what, sinceMs, PATIENCE_MS, condition);

test('with all brokers there nothing is wrong', async () => {
  const poll = await firstWith('the settings of the strict topic', 0, (one) => topicIn(one, STRICT)?.minIsr === 3);
  expect([STRICT, SINGLE, MOVED].map((topic) => stateIn(poll, topic))).toEqual(['ok', 'ok', 'ok']);
  expect(partitionIn(poll, STRICT)).not.toHaveProperty('reason');
});

describe('while broker 3 is away', () => {
  let sinceMs: number;
  beforeAll(async () => {
    await local.brokers[2]?.kill();
    sinceMs = Date.now();
  }, PATIENCE_MS);

  test('a partition with too few in sync is under min ISR, and says that records may be unseen', async () => {
    const poll = await firstWith('under min ISR', sinceMs, (one) => stateIn(one, STRICT) === 'under-min-isr');
    expect(partitionIn(poll, STRICT)?.reason).toMatch(/^2 in sync of the 3 that acks=all needs; what is written/);
    expect(topicIn(poll, STRICT)).toMatchObject({
      underMinIsr: 1,
      underReplicated: 0,
      minIsr: 3,
      replicationFactor: 3,
    });
  });

  test('what only the leader takes meanwhile is not in the lag, which says so', async () => {
    // All in sync but broker 3, whom nobody waits for: taken by the leader, and to be read by nobody.
    await kafka.append(1, STRICT, 0, UNSEEN, 'leader');
    const poll = await firstWith(
      'a lag that is a lower bound',
      Date.now(),
      (one) => subscriptionIn(one)?.lagIsAtLeast === true,
    );
    expect(subscriptionIn(poll)).toMatchObject({ lag: BigInt(RECORDS - COMMITTED), knownPartitions: 1 });
    expect(subscriptionIn(poll)?.exceptions).toMatchObject([
      {
        state: 'ok',
        lag: String(RECORDS - COMMITTED),
        lagIsAtLeast: true,
        reason: expect.stringMatching(/^at least: /),
      },
    ]);
    expect(poll.now.groups.find(({ group }) => group === GROUP)).toMatchObject({ lagIsAtLeast: true });
  });

  test('a partition without a leader is offline and nothing else, and names the broker that brings it back', async () => {
    const poll = await firstWith(
      'the broker that brings it back',
      sinceMs,
      (one) => partitionIn(one, SINGLE)?.broughtBackBy !== undefined,
    );
    expect(partitionIn(poll, SINGLE)).toMatchObject({
      state: 'offline',
      leader: null,
      broughtBackBy: { anyOf: [3], mayLoseData: false },
      reason: 'no leader: the return of broker 3 brings it back',
    });
    expect(topicIn(poll, SINGLE)).toMatchObject({ offline: 1, underMinIsr: 0, atMinIsr: 0, underReplicated: 0 });
    const [exception] = subscriptionIn(poll, SINGLE)?.exceptions ?? [];
    expect(exception).toMatchObject({
      state: 'unknown',
      reason: 'the partition is offline: it has no leader; the return of broker 3 brings it back',
    });
  });

  test('a partition on the move is reassigning, no danger, and tells how many have caught up', async () => {
    await reassign(kafka, 1, MOVED, 0, [2, 3]);
    const poll = await firstWith(
      'one replica to catch up',
      sinceMs,
      (one) => partitionIn(one, MOVED)?.reassignment?.caughtUp === 1,
    );
    expect(partitionIn(poll, MOVED)).toMatchObject({
      state: 'reassigning',
      reassignment: { adding: [2, 3], removing: [1], caughtUp: 1 },
      reason: 'moves from broker 1 to brokers 2 and 3, 1 of 2 caught up',
    });
    expect(topicIn(poll, MOVED)).toMatchObject({
      reassigning: 1,
      underMinIsr: 0,
      atMinIsr: 0,
      underReplicated: 0,
      notPreferred: 0,
      replicationFactor: 1,
    });
  });

  test('a replica on its way counts among those a minimum may ask for, for the broker and for us', async () => {
    await reassign(kafka, 1, STUCK, 0, [3]);
    const poll = await firstWith('the move to nobody', sinceMs, (one) => stateIn(one, STUCK) === 'under-min-isr');
    expect(partitionIn(poll, STUCK)?.reason).toMatch(/^1 in sync of the 2 that acks=all needs/);
    const leader = await kafka.connectionTo(1);
    const records = [{ topic: STUCK, partition: 0, value: Buffer.from('refused') }];
    await expect(produceV11.api.async(leader, ALL, 5_000, records, {})).rejects.toMatchObject({
      errors: [{ apiId: 'NOT_ENOUGH_REPLICAS' }],
    });
  });
});

test(
  'with broker 3 back all is well again, and the partition has moved',
  async () => {
    const sinceMs = Date.now();
    await local.brokers[2]?.start();
    const poll = await firstWith(
      'all to be well',
      sinceMs,
      (one) =>
        subscriptionIn(one)?.lagIsAtLeast === false &&
        [STRICT, SINGLE, MOVED, STUCK].every((topic) => ['ok', 'not-preferred'].includes(stateIn(one, topic) ?? '')),
    );
    expect(subscriptionIn(poll)).toMatchObject({
      lag: BigInt(RECORDS - COMMITTED + UNSEEN),
      lagIsAtLeast: false,
      exceptions: [],
    });
    expect(partitionIn(poll, MOVED)?.replicas).toEqual([2, 3]);
    expect(topicIn(poll, MOVED)).toMatchObject({ reassigning: 0, replicationFactor: 2 });
    for (const topic of [STRICT, SINGLE, MOVED]) {
      expect(partitionIn(poll, topic)).not.toHaveProperty('reassignment');
      expect(partitionIn(poll, topic)).not.toHaveProperty('broughtBackBy');
    }
  },
  START_WITHIN_MS,
);
