import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Database } from '#lib/db/database.ts';
import type { Lease } from '#lib/db/lease.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import type { PartitionException, PollWrite } from './contract.ts';
import { readNow } from './read/now.ts';
import { testHistory } from './read/testing.ts';
import { madeBroker, madeGroup, madeLoad, madeSubscription, madeTopic, madeTopicKey } from './testing.ts';
import type { PollWriter } from './writer.ts';

const T0 = Date.UTC(2026, 10, 23, 14);
const SMALL = { topics: 4, partitionsPerTopic: 4, groups: 1, topicsPerGroup: 2 };
const TOPIC = madeTopicKey('topic');
const countSchema = z.object({ count: z.int() });

describe('odd values do not stop the polls', () => {
  let base: TestDatabase;
  let db: Database;
  let newCluster: ReturnType<typeof testHistory>['newCluster'];
  let writer: PollWriter;
  let lease: Lease;
  beforeAll(async () => {
    base = await createTestDatabase();
    db = base.db;
    ({ newCluster } = testHistory(db));
  });
  afterAll(() => base.drop());
  beforeEach(async () => {
    ({ writer, lease } = await newCluster());
  });

  const pollAt = (atMs: number, changes: Partial<PollWrite>): PollWrite => ({
    ...madeLoad(SMALL)(atMs),
    samples: null,
    groups: [],
    subscriptions: [],
    ...changes,
  });
  const exceptionWith = (metadata: string): PartitionException => ({
    partition: 0,
    state: 'ok',
    sinceMs: null,
    lag: '1',
    lagIsLastKnown: false,
    reason: null,
    metadata,
  });

  test('a value of 2^53 or more is stored as not observed and reported', async () => {
    const poll = madeLoad(SMALL)(T0);
    const [topic] = poll.samples?.topics ?? [];
    const [subscription] = poll.samples?.subscriptions ?? [];
    if (!topic || !subscription) throw new Error('no samples');
    topic.highWatermark[1] = 2n ** 53n;
    subscription.committed[3] = 2n ** 62n;
    expect(await writer.write(poll, lease)).toMatchObject({
      refused: [
        { topic: 'topic-0000', group: null, partition: 1 },
        { topic: 'topic-0000', group: 'group-0000', partition: 3 },
      ],
    });
  });

  test('names and texts that Postgres cannot hold', async () => {
    const strange = 'gr\0oup <b>"\'\\ \u{1F525}';
    const group = { ...madeGroup(strange, ['topic'], 1n, 1), state: 'Sta\0ble' };
    const subscription = { ...madeSubscription(strange, TOPIC, 1, 1n), exceptions: [exceptionWith('me\0ta')] };
    const committed = BigInt64Array.of(5n);
    const poll = pollAt(T0, {
      samples: { atMs: T0, topics: [], subscriptions: [{ group: strange, topic: TOPIC, committed }] },
      topics: [madeTopic(TOPIC, 1)],
      brokers: [{ ...madeBroker(1, T0), rack: 'ra\0ck' }],
      groups: [group, madeGroup('', [], 0n, 0)],
      subscriptions: [subscription],
    });
    await writer.write(poll, lease);
    const stored = await readNow(db, writer.clusterId);
    expect(stored?.groups.map((row) => [row.group, row.state])).toEqual([
      ['', 'Stable'],
      [strange.replace('\0', '\uFFFD'), 'Sta\uFFFDble'],
    ]);
    expect(stored?.subscriptions[0]?.exceptions[0]?.metadata).toBe('me\uFFFDta');
    // And a name that was replaced is the same group at the next poll.
    await writer.write(pollAt(T0 + 10_000, { groups: [group] }), lease);
    const [row] = await db.query(
      `select count(*)::int as count from consumer_group where cluster_id = $1 and name like 'gr%oup %'`,
      [writer.clusterId],
      countSchema,
    );
    expect(row?.count).toBe(1);
  });

  test('a group that is named twice is written once, as it was named last', async () => {
    const once = madeGroup('twice', [], 1n, 1);
    const subscription = madeSubscription('twice', TOPIC, 1, 1n);
    const poll = (atMs: number, lag: bigint) =>
      pollAt(atMs, {
        groups: [once, { ...once, lag }],
        subscriptions: [subscription, { ...subscription, lag }],
      });
    for (const [index, lag] of [2n, 3n].entries()) {
      expect(await writer.write(poll(T0 + index * 10_000, lag), lease)).toMatchObject({ outcome: 'written' });
      const stored = await readNow(db, writer.clusterId);
      expect(stored?.groups.map((row) => row.lag)).toEqual([lag]);
      expect(stored?.subscriptions.map((row) => row.lag)).toEqual([lag]);
    }
  });

  test('megabytes of metadata with every commit are stored short; long client ids are stored', async () => {
    const clientId = 'c'.repeat(32_767);
    const [member] = madeGroup('long', [], 1n, 1).memberList;
    if (member === undefined) throw new Error('no member');
    const groups = Array.from({ length: 10 }, (_, index) => ({
      ...madeGroup(`group-${index}`, [], 1n, 1),
      memberList: Array.from({ length: 20 }, (__, nth) => ({ ...member, memberId: `${nth}-${clientId}`, clientId })),
    }));
    const poll = (atMs: number, lag: bigint) =>
      pollAt(atMs, {
        groups,
        subscriptions: groups.map(({ group }) => ({
          ...madeSubscription(group, TOPIC, 1, lag),
          exceptions: [{ ...exceptionWith(`${lag}${'m'.repeat(1_000_000)}`), lag: String(lag) }],
        })),
      });
    for (const [index, lag] of [1n, 2n].entries()) {
      expect(await writer.write(poll(T0 + index * 10_000, lag), lease)).toMatchObject({ outcome: 'written' });
      const stored = await readNow(db, writer.clusterId);
      expect(stored?.groups[0]?.memberList[19]).toEqual({ ...member, memberId: `19-${clientId}`, clientId });
      for (const { exceptions } of stored?.subscriptions ?? []) {
        expect(exceptions[0]?.metadata).toBe(`${lag}${'m'.repeat(998)}…`);
      }
    }
  });
});
