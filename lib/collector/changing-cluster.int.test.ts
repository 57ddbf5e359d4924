import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createPartitionsV3 } from '@platformatic/kafka';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Event } from '#lib/api/schemas/events.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { NOT_OBSERVED } from '#lib/history/contract.ts';
import { registerCluster } from '#lib/history/writer.ts';
import { reassign } from '#lib/kafka/fixtures/reassign.ts';
import { TestKafka } from '#lib/kafka/fixtures/test-kafka.ts';
import { OFFSETS_TOPIC, offsetsPartitionOf } from '#lib/kafka/offsets-topic.ts';
import { testCluster } from '#lib/kafka/testing.ts';
import { eventPage } from '#lib/views/event-page.ts';
import type { LocalBroker } from '#scripts/local/broker.ts';
import { type LocalKafka, startKafka } from '#scripts/local/kafka.ts';
import { logDirOf } from '#scripts/local/kafka-format.ts';
import { type TemporaryFolder, temporaryFolder } from '#scripts/local/temporary-folder.ts';
import { until } from '#scripts/local/wait.ts';
import { Collector } from './collector.ts';
import { PollWatch, type WatchedPoll } from './fixtures/poll-watch.ts';

/** TIDEMARK_CHANGES=full leaves each broker of the rolling restart away for a while; the short form starts it again at once. */
const AWAY_MS = process.env.TIDEMARK_CHANGES === 'full' ? 30_000 : 0;
const START_WITHIN_MS = 120_000;
const PATIENCE_MS = 60_000;
const INTERVAL_MS = 1_000;
/** Long: brokers that go refuse connections at once, and one that is merely slow on a busy machine must not seem away. */
const DEADLINE_MS = 5_000;

/** Replicated three times, each broker leads two of its partitions. */
const ROLLING = 'changes-rolling';
const REPLICAS = [
  [1, 2, 3],
  [1, 3, 2],
  [2, 3, 1],
  [2, 1, 3],
  [3, 1, 2],
  [3, 2, 1],
];
/** On broker 3 alone, which loses its data. */
const CUT = 'changes-cut';
const RECORDS = 100;
const COMMITTED = 90n;
/** On broker 1, to be moved to broker 2. */
const MOVED = 'changes-moved';
const AGAIN = 'changes-again';
const GROWING = 'changes-growing';
const CONFIGS = {
  'broker.session.timeout.ms': '3000',
  'broker.heartbeat.interval.ms': '500',
  'leader.imbalance.check.interval.seconds': '1',
  'leader.imbalance.per.broker.percentage': '0',
};

let folder: TemporaryFolder;
let local: LocalKafka;
let kafka: TestKafka;
let database: TestDatabase;
let clusterId: number;
let watch: PollWatch;
let collector: Collector;
let groups: string[];
let work: { stop(): Promise<void> };

beforeAll(async () => {
  folder = temporaryFolder('changes');
  [local, database] = await Promise.all([startKafka({ dir: folder.path, overrides: CONFIGS }), createTestDatabase()]);
  kafka = new TestKafka(new Map(local.brokers.map(({ id, host, port }) => [id, { host, port }])));
  await kafka.createTopic(ROLLING, REPLICAS);
  await kafka.createTopic(CUT, [[3]]);
  await kafka.createTopic(MOVED, [[1]]);
  await kafka.createTopic(AGAIN, [[1], [2]]);
  await kafka.createTopic(GROWING, [[2], [2]]);
  groups = await Promise.all([1, 2, 3].map((brokerId) => groupOn(brokerId)));
  await kafka.append(3, CUT, 0, RECORDS);
  await kafka.append(1, AGAIN, 0, RECORDS);
  for (const group of groups) {
    await kafka.commit(
      group,
      ROLLING,
      REPLICAS.map(() => 0n),
    );
    await kafka.commit(group, CUT, [COMMITTED]);
    await kafka.commit(group, AGAIN, [COMMITTED, 0n]);
  }
  clusterId = await registerCluster(database.db, 'changes');
  watch = new PollWatch(database.db, 'changes');
  collector = new Collector({
    cluster: testCluster(local.brokers, {
      name: 'changes',
      pollIntervalMs: INTERVAL_MS,
      brokerDeadlineMs: DEADLINE_MS,
    }),
    database: database.db,
    holder: 'changes-test',
    patienceMs: 30_000,
    leaseMinTtlMs: 3_000,
    onPoll: watch.onPoll,
    log: { info: () => undefined, warn: () => undefined, error: (fields, message) => console.error(message, fields) },
  });
  work = startWork();
}, START_WITHIN_MS);

afterAll(async () => {
  await work?.stop();
  await collector?.stop();
  await kafka?.close();
  await Promise.all(local?.brokers.map((broker) => broker.kill()) ?? []);
  await database?.drop();
  folder?.remove();
}, PATIENCE_MS);

/** The name of a group that this broker coordinates. */
async function groupOn(brokerId: number): Promise<string> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const name = `changes-${brokerId}-${attempt}`;
    if ((await kafka.coordinatorOf(name)) === brokerId) return name;
  }
  throw new Error(`broker ${brokerId} coordinates no group`);
}

/** Keeps producing and committing a little, wherever the leaders and coordinators are, and whatever fails meanwhile. */
function startWork(): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const one = async () => {
    const leaders = await kafka.leadersOf(ROLLING);
    await Promise.all(
      leaders.map((leader, partition) =>
        leader === null ? null : kafka.append(leader, ROLLING, partition, 1, 'leader'),
      ),
    );
  };
  const running = (async () => {
    while (!stopped.signal.aborted) {
      await one().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  return {
    async stop() {
      stopped.abort();
      await running;
    },
  };
}

const partitionsOf = ({ now }: WatchedPoll, topic: string) =>
  now.topics.find((one) => one.topic.name === topic)?.partitions ?? [];
/** Every broker answers, every replica is in sync, every partition is led where it should be, every group is known. */
const isCalm = (poll: WatchedPoll): boolean =>
  poll.now.brokers.length === 3 &&
  poll.now.brokers.every(({ state }) => state === 'up') &&
  poll.now.cluster.failures.length === 0 &&
  poll.now.topics.every(({ partitions }) =>
    partitions.every(({ leader, replicas, isr }) => leader === replicas[0] && isr.length === replicas.length),
  ) &&
  groups.every((name) => poll.now.groups.find(({ group }) => group === name)?.failure === null);
const calmSince = (sinceMs: number) => watch.first('a calm poll', sinceMs, PATIENCE_MS, isCalm);

/** What is told of everything from before `change` until all is calm after it, the oldest first. */
async function toldOf(change: () => Promise<unknown>): Promise<Event[]> {
  const from = new Date((await calmSince(Date.now())).report.scheduledAtMs + 1);
  await change();
  await calmSince(Date.now());
  const { items } = await eventPage(database.db, clusterId, {
    from,
    to: undefined,
    group: undefined,
    topic: undefined,
    broker: undefined,
    kinds: [],
    related: false,
    limit: 1000,
    start: null,
  });
  return items.toReversed();
}
const kindsIn = (events: Event[]) => new Set(events.map(({ kind }) => kind));
const ofKind = (events: Event[], kind: string) => events.filter((event) => event.kind === kind);
const dataOf = (events: Event[], kind: string) => ofKind(events, kind).map(({ data }) => data);

async function restart(broker: LocalBroker, whileDown: () => void = () => undefined): Promise<void> {
  await broker.stop();
  whileDown();
  const seenAway = ({ now }: WatchedPoll) => now.brokers.find(({ brokerId }) => brokerId === broker.id)?.state !== 'up';
  await watch.first(`broker ${broker.id} away`, Date.now() - INTERVAL_MS, PATIENCE_MS, seenAway);
  await new Promise((resolve) => setTimeout(resolve, AWAY_MS));
  await broker.start();
}

/** A poll amid the elections may see one move alone, which is told by the broker at its other end. */
function movesOnly(broker: number, moved: unknown): boolean {
  const move = z.object({ broker: z.int(), others: z.array(z.int()) }).parse(moved);
  return move.broker === broker || move.others.join() === String(broker);
}

/** What belongs to a broker that goes and comes: itself, what it led and held, and the groups that it coordinated. */
const DURING_A_RESTART = [
  'broker-unreachable',
  'broker-down',
  'broker-back',
  'isr-left',
  'isr-joined',
  'leaders-moved',
  'partitions-offline',
  'partitions-online',
  'coordinators-moved',
  'controller-changed',
];

describe('what is told of', () => {
  test(
    'a rolling restart: each broker goes and comes, with its leaders and replicas, and nothing else',
    async () => {
      for (const broker of local.brokers) {
        const events = await toldOf(() => restart(broker));
        const about = (kind: string) =>
          new Set(dataOf(events, kind).map((data) => z.object({ broker: z.int() }).parse(data).broker));
        const only = new Set([broker.id]);
        expect(new Set([...about('broker-unreachable'), ...about('broker-down')])).toEqual(only);
        for (const kind of ['broker-back', 'isr-left', 'isr-joined']) expect(about(kind)).toEqual(only);
        expect(ofKind(events, 'leaders-moved')).not.toEqual([]);
        for (const moved of dataOf(events, 'leaders-moved')) expect(movesOnly(broker.id, moved)).toBe(true);
        for (const kind of kindsIn(events)) expect(DURING_A_RESTART).toContain(kind);
      }
    },
    3 * (AWAY_MS + 2 * PATIENCE_MS),
  );

  test(
    'the leader of a partition of the offsets topic that moves: the partition, and the groups that it coordinates',
    async () => {
      const [group = ''] = groups;
      const offsets = partitionsOf(await calmSince(0), OFFSETS_TOPIC);
      const partition = offsetsPartitionOf(group, offsets.length);
      const [first = 0, ...others] = offsets[partition]?.replicas ?? [];
      const [second = 0] = others;
      // The same replicas in another order: brokers elect the first of them soon.
      const events = await toldOf(async () => {
        await reassign(kafka, 1, OFFSETS_TOPIC, partition, [...others, first]);
        await until(async () => (await kafka.coordinatorOf(group)) === second || undefined, {
          what: 'the election of the preferred leader',
          timeoutMs: PATIENCE_MS,
        });
      });
      expect(kindsIn(events)).toEqual(new Set(['leaders-moved', 'coordinators-moved']));
      expect(dataOf(events, 'leaders-moved')).toMatchObject([
        { partitions: { count: 1, topics: [{ topic: OFFSETS_TOPIC, partitions: [partition] }] } },
      ]);
      const [moved] = dataOf(events, 'coordinators-moved');
      expect(moved).toMatchObject({ from: first, to: second, groups: expect.arrayContaining([group]) });
    },
    3 * PATIENCE_MS,
  );

  test(
    'a reassignment: the replicas, and the leader that went along',
    async () => {
      const events = await toldOf(async () => {
        await reassign(kafka, 1, MOVED, 0, [2]);
        const isThere = (poll: WatchedPoll) => partitionsOf(poll, MOVED)[0]?.replicas.join() === '2';
        await watch.first('the replica on broker 2', Date.now(), PATIENCE_MS, isThere);
      });
      for (const kind of kindsIn(events)) expect(['replicas-changed', 'leaders-moved', 'isr-joined']).toContain(kind);
      const changes = dataOf(events, 'replicas-changed').map((data) => replicaChange.parse(data));
      expect(changes.at(0)?.listed[0]?.from).toEqual([1]);
      expect(changes.at(-1)).toMatchObject({ stage: 'ended', listed: [{ to: [2] }] });
      // It is over so soon that no poll may see it on the way.
      for (const { stage } of changes.slice(0, -1)) expect(stage).toBe('begun');
      expect(dataOf(events, 'leaders-moved')).toMatchObject([{ partitions: { topics: [{ topic: MOVED }] } }]);
    },
    3 * PATIENCE_MS,
  );

  test(
    'a log that goes back under the same topic id: what was lost, and which groups were beyond it',
    async () => {
      const [, , third] = local.brokers;
      if (!third) throw new Error('no third broker');
      const logDir = logDirOf(folder.path, { id: 3, port: 0, controllerPort: 0 });
      const events = await toldOf(() => restart(third, () => rmSync(join(logDir, `${CUT}-0`), { recursive: true })));
      const cut = ofKind(events, 'log-truncated');
      expect(cut).toMatchObject([
        {
          severity: 'critical',
          data: {
            topic: CUT,
            partitions: [{ partition: 0, from: String(RECORDS), to: '0' }],
            groups: expect.arrayContaining(groups),
            groupCount: groups.length,
          },
        },
      ]);
      expect(cut[0]?.title).toMatch(
        /^Log of changes-cut 0 truncated: offsets 0 to 99 lost, leader epoch \d+ to \d+\. 3 groups/,
      );
      for (const kind of kindsIn(events)) expect([...DURING_A_RESTART, 'log-truncated']).toContain(kind);
    },
    AWAY_MS + 3 * PATIENCE_MS,
  );

  test(
    'a topic that is deleted and created anew',
    async () => {
      const idBefore = topicIdOf(await calmSince(0), AGAIN);
      const events = await toldOf(async () => {
        await kafka.createTopic(AGAIN, [[2]]);
        const isAnother = (poll: WatchedPoll) => ![undefined, idBefore].includes(topicIdOf(poll, AGAIN));
        await watch.first('the topic created anew', Date.now(), PATIENCE_MS, isAnother);
      });
      const kinds = [...kindsIn(events)];
      expect([['topic-recreated'], ['topic-deleted', 'topic-created']]).toContainEqual(kinds);
      for (const event of events) expect(event.title).toContain(AGAIN);
    },
    3 * PATIENCE_MS,
  );

  test(
    'partitions that are added',
    async () => {
      const events = await toldOf(async () => {
        const assignments = [{ brokerIds: [1] }, { brokerIds: [3] }];
        const connection = await kafka.connectionTo(1);
        await createPartitionsV3.api.async(connection, [{ name: GROWING, count: 4, assignments }], 10_000, false);
        const isGrown = (poll: WatchedPoll) => partitionsOf(poll, GROWING).length === 4;
        await watch.first('four partitions', Date.now(), PATIENCE_MS, isGrown);
      });
      expect(events).toMatchObject([{ kind: 'partitions-added', data: { topic: GROWING, from: 2, to: 4 } }]);
    },
    3 * PATIENCE_MS,
  );
});

describe('through all of that', () => {
  test('no group is called deleted, and no lag is negative', () => {
    const firstAtMs = watch.polls.findIndex(isCalm);
    for (const { now } of watch.polls.slice(firstAtMs)) {
      expect(now.groups.map(({ group }) => group)).toEqual(expect.arrayContaining(groups));
      for (const { lag } of now.groups) expect(lag ?? 0n).toBeGreaterThanOrEqual(0n);
      for (const { exceptions } of now.subscriptions)
        for (const { lag } of exceptions) expect(BigInt(lag ?? 0)).toBeGreaterThanOrEqual(0n);
    }
  });

  test('no history is mixed: under each topic id offsets only rise, but where the log was cut', async () => {
    const samples = await watch.samplesBetween(0, Date.now());
    const series = new Map<string, bigint[]>();
    for (const { topics } of samples) {
      for (const { topic, highWatermark } of topics) {
        highWatermark.forEach((end, partition) => {
          if (end === NOT_OBSERVED) return;
          const key = `${topic.name} ${topic.kafkaTopicId} ${partition}`;
          series.set(key, [...(series.get(key) ?? []), end]);
        });
      }
    }
    const falls = [...series].flatMap(([key, ends]) =>
      ends.flatMap((end, index) => (end < (ends[index - 1] ?? 0n) ? [key.split(' ')[0]] : [])),
    );
    expect(falls).toEqual([CUT]);
    expect([...series.keys()].filter((key) => key.startsWith(`${AGAIN} `)).map((key) => key.split(' ')[2])).toEqual([
      '0',
      '1',
      '0',
    ]);
  });
});

const topicIdOf = ({ now }: WatchedPoll, name: string) =>
  now.topics.find(({ topic }) => topic.name === name)?.topic.kafkaTopicId;
const replicaChange = z.object({
  stage: z.string(),
  listed: z.array(z.object({ from: z.array(z.int()), to: z.array(z.int()) })),
});
