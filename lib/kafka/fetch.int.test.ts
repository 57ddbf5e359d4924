import { Producer } from '@platformatic/kafka';
import { CompressionTypes } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registerCodecs } from '#scripts/demo/codecs.ts';
import { kafkaClient } from '#scripts/demo/kafka-client.ts';
import { until } from '#scripts/local/wait.ts';
import type { BrokerLink } from './broker-link.ts';
import { ClusterLinks } from './cluster-links.ts';
import { clusterConnector } from './connect/connector.ts';
import type { Outcome } from './failure.ts';
import { type FetchFrom, type FetchOptions, fetchRecords } from './fetch.ts';
import { FETCH_BY_ID, FETCH_BY_NAME } from './fetch-wire.ts';
import { type GuardedKafka, startGuardedKafka } from './fixtures/guarded-kafka.ts';
import { JAVA_NULL, produceByJava } from './fixtures/java-producer.ts';
import { TestKafka } from './fixtures/test-kafka.ts';
import { readMetadata } from './metadata.ts';
import { COMPRESSIONS, type Compression } from './records/batch.ts';
import { advance, type Cursor, cursorAt, type Isolation } from './records/cursor.ts';
import { recordsFrom } from './records/decode-records.ts';
import type { KafkaRecord } from './records/record.ts';
import { testBrokers, testCluster } from './testing.ts';

const CODECS = 'fetch-codecs';
const TRANSACTIONS = 'fetch-transactions';
const DEADLINE_MS = 20_000;
const OPTIONS: FetchOptions = { isolation: 'read_committed', maxWaitMs: 100, minBytes: 1, maxBytes: 1_048_576 };
const bootstrap = testBrokers().map(({ host, port }) => `${host}:${port}`);

let kafka: TestKafka;
let links: ClusterLinks;
let leader: number;
const topicIds = new Map<string, string>();

beforeAll(async () => {
  kafka = await TestKafka.of(testBrokers());
  [leader = 0] = kafka.brokerIds;
  await kafka.createTopic(
    CODECS,
    COMPRESSIONS.map(() => [leader]),
  );
  await kafka.createTopic(TRANSACTIONS, [[leader]]);
  links = await linksTo(testBrokers());
  const metadata = await readMetadata(linkOf(links, leader), 'all-topics');
  if (!metadata.ok) throw new Error(metadata.failure.message);
  for (const { name, topicId } of metadata.value.topics) if (topicId !== null) topicIds.set(name, topicId);
});
afterAll(async () => {
  links?.endPoll();
  links?.close();
  await kafka?.deleteTopics([CODECS, TRANSACTIONS]);
  await kafka?.close();
});

async function linksTo(brokers: { host: string; port: number }[]): Promise<ClusterLinks> {
  const made = new ClusterLinks({
    clientId: 'test',
    connector: clusterConnector(testCluster([], { brokerDeadlineMs: DEADLINE_MS })),
    bootstrap: brokers,
    probeBackoffMaxMs: 1_000,
  });
  made.beginPoll(performance.now(), DEADLINE_MS);
  const answer = await made.bootstrap();
  if (!answer.ok) throw new Error(answer.failure.message);
  return made;
}

function linkOf(of: ClusterLinks, brokerId: number): BrokerLink {
  const link = of.brokers.get(brokerId);
  if (!link) throw new Error(`no link to broker ${brokerId}`);
  return link;
}

const place = (topic: string, partition: number, offset: bigint, changes: Partial<FetchFrom> = {}): FetchFrom => ({
  topic,
  topicId: topicIds.get(topic) ?? null,
  partition,
  leaderEpoch: -1,
  offset,
  maxBytes: 1_048_576,
  ...changes,
});

/** Reads one partition from an offset up to its last stable offset, and gives the records with the number of answers it took. */
async function readAll(topic: string, partition: number, isolation: Isolation, maxBytes?: number) {
  const records: KafkaRecord[] = [];
  let cursor: Cursor = cursorAt(0n);
  for (let answers = 1; ; answers++) {
    const places = [place(topic, partition, cursor.nextOffset, maxBytes === undefined ? {} : { maxBytes })];
    const [outcome] = await fetchRecords(linkOf(links, leader), places, { ...OPTIONS, isolation });
    const fetched = unwrap(outcome);
    const moved = advance(cursor, fetched, isolation);
    expect(moved.failure).toBeNull();
    const from = cursor.nextOffset;
    for (const batch of moved.visible) records.push(...unwrap(recordsFrom(batch, from)));
    cursor = moved.cursor;
    const end = isolation === 'read_committed' ? fetched.lastStable : fetched.highWatermark;
    if (cursor.nextOffset >= end) return { records, answers, end };
  }
}

function unwrap<T>(outcome: Outcome<T> | undefined): T {
  if (!outcome?.ok) throw new Error(outcome ? `${outcome.failure.code}: ${outcome.failure.message}` : 'no answer');
  return outcome.value;
}

/** As text, so that a failing comparison can be read. */
const readable = ({ key, value, headers }: KafkaRecord) => ({
  key: key?.toString() ?? null,
  value: value?.toString() ?? null,
  headers: headers.map(([name, content]) => [name.toString(), content?.toString() ?? null]),
});

describe('what real producers write', () => {
  const LONG = 'tide '.repeat(20_000);

  test.each(COMPRESSIONS)('Java, kafkajs and @platformatic/kafka with %s', async (compression) => {
    const partition = COMPRESSIONS.indexOf(compression);
    await byKafkaJs(partition, compression);
    await byPlatformatic(partition, compression);
    // The console producer picks the partition by the key.
    const java = `${CODECS}-${compression}`;
    await kafka.createTopic(java, [[leader]]);
    try {
      await produceByJava(bootstrap.join(','), java, compression, [
        `a:1,b:2,a:3\tk\t${LONG}`,
        `c:4\t${JAVA_NULL}\tv`,
        `d:5\tgone\t${JAVA_NULL}`,
      ]);
      const { records } = await readAll(java, 0, 'read_committed');
      expect(records.map(readable)).toEqual([
        {
          key: 'k',
          value: LONG,
          headers: [
            ['a', '1'],
            ['b', '2'],
            ['a', '3'],
          ],
        },
        { key: null, value: 'v', headers: [['c', '4']] },
        { key: 'gone', value: null, headers: [['d', '5']] },
      ]);
    } finally {
      await kafka.deleteTopics([java]);
    }
    const { records } = await readAll(CODECS, partition, 'read_committed');
    expect(records.map(readable)).toEqual([
      {
        key: 'js',
        value: LONG,
        headers: [
          ['h', 'one'],
          ['h', 'two'],
        ],
      },
      { key: null, value: 'plain', headers: [] },
      { key: 'gone', value: null, headers: [] },
      { key: 'plt', value: LONG, headers: [['n', 'ü']] },
      { key: 'plt', value: '', headers: [] },
    ]);
    expect(records.map(({ offset }) => offset)).toEqual([0n, 1n, 2n, 3n, 4n]);
    expect(records.every(({ timestampMs }) => Math.abs(Number(timestampMs) - Date.now()) < 60_000)).toBe(true);
  });

  async function byKafkaJs(partition: number, compression: Compression): Promise<void> {
    registerCodecs();
    const types = {
      none: CompressionTypes.None,
      gzip: CompressionTypes.GZIP,
      snappy: CompressionTypes.Snappy,
      lz4: CompressionTypes.LZ4,
      zstd: CompressionTypes.ZSTD,
    };
    const producer = kafkaClient(bootstrap, 'fetch-test').producer();
    await producer.connect();
    const messages = [
      { partition, key: 'js', value: LONG, headers: { h: ['one', 'two'] } },
      { partition, value: 'plain' },
      { partition, key: 'gone', value: null },
    ];
    await producer.send({ topic: CODECS, compression: types[compression], messages });
    await producer.disconnect();
  }

  async function byPlatformatic(partition: number, compression: Compression): Promise<void> {
    const producer = new Producer({ clientId: 'fetch-test', bootstrapBrokers: bootstrap });
    const bytes = (text: string) => Buffer.from(text);
    const messages = [
      { topic: CODECS, partition, key: bytes('plt'), value: bytes(LONG), headers: new Map([[bytes('n'), bytes('ü')]]) },
      { topic: CODECS, partition, key: bytes('plt'), value: bytes('') },
    ];
    await producer.send({ messages, compression });
    await producer.close();
  }
});

describe('transactions', () => {
  const values = (records: KafkaRecord[]) => records.map(({ value }) => value?.toString());

  beforeAll(async () => {
    const client = kafkaClient(bootstrap, 'fetch-test');
    const plain = client.producer();
    const producers = ['fetch-a', 'fetch-b'].map((transactionalId) =>
      client.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 }),
    );
    await Promise.all([plain, ...producers].map((producer) => producer.connect()));
    const [one, other] = producers;
    if (!one || !other) throw new Error('two producers');
    const send = (to: Pick<typeof plain, 'send'>, value: string) =>
      to.send({ topic: TRANSACTIONS, messages: [{ value, partition: 0 }] });
    const aborted = await one.transaction();
    const committed = await other.transaction();
    for (let turn = 0; turn < 6; turn++) {
      await send(aborted, `aborted ${turn}`);
      await send(committed, `committed ${turn}`);
      await send(plain, `plain ${turn}`);
    }
    await aborted.abort();
    await committed.commit();
    const again = await one.transaction();
    await send(again, 'the same producer, after its abort');
    await again.commit();
    await Promise.all([plain, ...producers].map((producer) => producer.disconnect()));
    // A commit is answered before its markers are written.
    await until(
      async () => {
        const [outcome] = await fetchRecords(linkOf(links, leader), [place(TRANSACTIONS, 0, 0n)], OPTIONS);
        return unwrap(outcome).lastStable === 22n || undefined;
      },
      { what: 'the marker of the last commit', timeoutMs: 30_000 },
    );
  });

  const WRITTEN = Array.from({ length: 6 }, (_, turn) => [`committed ${turn}`, `plain ${turn}`]).flat();

  test.each([
    ['in one answer', undefined],
    // As little as one batch each: the marker of the abort comes many answers after its first record.
    ['in an answer per batch', 1],
  ])('read_committed shows what was not taken back, %s', async (_what, maxBytes) => {
    const { records, answers, end } = await readAll(TRANSACTIONS, 0, 'read_committed', maxBytes);
    expect(values(records)).toEqual([...WRITTEN, 'the same producer, after its abort']);
    expect(end).toBe(22n);
    expect(answers).toBe(maxBytes === undefined ? 1 : 22);
  });

  test('read_uncommitted shows it all, but no marker', async () => {
    const { records } = await readAll(TRANSACTIONS, 0, 'read_uncommitted');
    expect(records).toHaveLength(19);
    expect(records.map(({ offset }) => offset)).not.toContain(18n);
  });
});

describe('one outcome per place', () => {
  test('an offset that is not there, beside one that is', async () => {
    const outcomes = await fetchRecords(
      linkOf(links, leader),
      [place(TRANSACTIONS, 0, 99n), place(CODECS, 0, 0n)],
      OPTIONS,
    );
    expect(outcomes[0]).toEqual({
      ok: false,
      failure: {
        code: 'OFFSET_OUT_OF_RANGE',
        message: 'fetch-transactions-0 holds no offset 99: it was deleted, or never written',
        brokerId: leader,
      },
    });
    expect(outcomes[1]?.ok).toBe(true);
  });

  test('a broker that does not lead it', async () => {
    const other = kafka.brokerIds.find((id) => id !== leader) ?? 0;
    const [outcome] = await fetchRecords(linkOf(links, other), [place(TRANSACTIONS, 0, 0n)], OPTIONS);
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'NOT_LEADER_OR_FOLLOWER' } });
  });

  test('a topic of that name, but not the one that was meant', async () => {
    const topicId = '00000000-0000-4000-8000-00000000beef';
    const [outcome] = await fetchRecords(linkOf(links, leader), [place(TRANSACTIONS, 0, 0n, { topicId })], OPTIONS);
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'UNKNOWN_TOPIC_ID' } });
  });

  test('a broker that does not answer fails every place asked of it', async () => {
    const lost = await linksTo(testBrokers());
    const link = linkOf(lost, leader);
    link.close();
    const outcomes = await fetchRecords(link, [place(TRANSACTIONS, 0, 0n), place(CODECS, 0, 0n)], OPTIONS);
    expect(outcomes).toHaveLength(2);
    expect(outcomes.every((outcome) => !outcome.ok && outcome.failure.code === 'LINK_CLOSED')).toBe(true);
    lost.close();
  });
});

test.each([
  [13, FETCH_BY_ID],
  [12, FETCH_BY_NAME],
  [11, FETCH_BY_NAME],
])('version %i of Fetch reads the same', async (number, { versions }) => {
  const connection = await kafka.connectionTo(leader);
  const chosen = versions.find(({ version }) => version === number);
  const topic = number >= 13 ? (topicIds.get(TRANSACTIONS) ?? '') : TRANSACTIONS;
  const answer = await chosen?.send(connection, {
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: 1_048_576,
    isolation: 1,
    topics: [{ topic, partitions: [{ partition: 0, leaderEpoch: -1, offset: 0n, maxBytes: 1_048_576 }] }],
  });
  const [partition] = answer?.topics[0]?.partitions ?? [];
  expect(partition).toMatchObject({ errorCode: 0, highWatermark: 22n, lastStable: 22n, logStart: 0n });
  expect(partition?.abortedTransactions).toEqual([{ producerId: expect.any(BigInt), firstOffset: 0n }]);
  expect(
    advance(cursorAt(0n), partition ?? { records: Buffer.alloc(0), abortedTransactions: [] }, 'read_committed'),
  ).toMatchObject({ cursor: { nextOffset: 22n }, failure: null });
});

describe('without Read on the topic', () => {
  let guarded: GuardedKafka;
  beforeAll(async () => {
    guarded = await startGuardedKafka();
    await guarded.client.createTopic('secret', [[1]]);
    await guarded.client.createTopic('open', [[1]]);
    await guarded.grant('secret', ['DESCRIBE']);
  }, 60_000);
  afterAll(() => guarded?.stop());

  test('the topic is refused with what to grant, and no other', async () => {
    const own = await linksTo([guarded.address]);
    const outcomes = await fetchRecords(linkOf(own, 1), [place('secret', 0, 0n), place('open', 0, 0n)], OPTIONS);
    own.close();
    expect(outcomes).toMatchObject([
      {
        ok: false,
        failure: { code: 'TOPIC_AUTHORIZATION_FAILED', message: 'no permission: grant Read on topic secret' },
      },
      { ok: true, value: { highWatermark: 0n } },
    ]);
  });
});
