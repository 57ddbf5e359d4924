import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Event } from '#lib/api/schemas/events.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { event } from '#lib/events/event.ts';
import { partitionSet } from '#lib/events/partition-set.ts';
import type { EventRecord } from '#lib/history/contract.ts';
import { readNow } from '#lib/history/read/now.ts';
import { type EventPageQuery, eventPage } from './event-page.ts';
import type { PageStart } from './keyset.ts';
import {
  clusterNow,
  groupNow,
  OBSERVED_AT,
  pollWrite,
  subscriptionNow,
  type TestStore,
  testStore,
  topicNow,
} from './testing.ts';

const LONG_GROUP = 'g'.repeat(20_000);
const ODD_GROUP = 'nul\0 "quoted" \\ {brace}, 🙂';
const ODD_TOPIC = 'a."b\\c,{d}';
let database: TestDatabase;
let store: TestStore;

const at = (minute: number) => OBSERVED_AT + minute * 60_000;
const cluster = (minute: number) =>
  clusterNow({ pollId: at(minute), scheduledAtMs: at(minute), observedAtMs: at(minute) });
const write = (minute: number, events: EventRecord[]) =>
  store.write(
    pollWrite({ cluster: cluster(minute), samples: { atMs: at(minute), topics: [], subscriptions: [] }, events }),
  );

beforeAll(async () => {
  database = await createTestDatabase();
  store = await testStore(database.db, 'local');
  await write(0, [
    event('isr-left', {
      broker: 3,
      partitions: partitionSet([
        { topic: 'orders', partition: 0 },
        { topic: ODD_TOPIC, partition: 1 },
      ]),
    }),
    event('broker-down', { broker: 3 }),
  ]);
  await write(1, [event('group-deleted', { group: LONG_GROUP }), event('group-deleted', { group: ODD_GROUP })]);
  await write(2, [{ ...event('topic-deleted', { topic: 'orders' }), gapSinceMs: at(1) }]);
  await write(
    3,
    Array.from({ length: 60 }, (_, index) => event('topic-deleted', { topic: `t${index}` })),
  );
});
afterAll(() => database.drop());

const page = (query: Partial<EventPageQuery> = {}) => pageOf(store.clusterId, query);
const pageOf = (clusterId: number, query: Partial<EventPageQuery> = {}) =>
  eventPage(database.db, clusterId, {
    from: undefined,
    to: undefined,
    group: undefined,
    topic: undefined,
    broker: undefined,
    kinds: [],
    related: false,
    limit: 1000,
    start: null,
    ...query,
  });
const titles = ({ items }: { items: Event[] }) => items.map(({ title }) => title);

test('the newest come first, those of one poll in the order in which they were told', async () => {
  const all = titles(await page());
  expect(all).toHaveLength(65);
  expect(all.slice(0, 2)).toEqual(['Topic t0 was deleted', 'Topic t1 was deleted']);
  expect(all.slice(-3)).toEqual([
    `Group ${ODD_GROUP.replace('\0', '\uFFFD')} is gone: deleted, or its offsets expired`,
    'Broker 3 left the ISR of 2 partitions of 2 topics',
    'Broker 3 is down: no other broker lists it any more',
  ]);
});

test('page by page each is given once, as in one', async () => {
  const paged: string[] = [];
  let start: PageStart | null = null;
  do {
    const { items, next } = await page({ limit: 7, start });
    paged.push(...items.map(({ id }) => id));
    start = next;
  } while (start !== null);
  expect(paged).toEqual((await page()).items.map(({ id }) => id));
});

describe('found by what they are about', () => {
  test.each<[string, Partial<EventPageQuery>, number]>([
    ['a broker', { broker: 3 }, 2],
    ['another broker', { broker: 33 }, 0],
    ['a topic', { topic: 'orders' }, 2],
    ['a topic that an array would need quotes for', { topic: ODD_TOPIC }, 1],
    ['a group whose id is too long for an index', { group: LONG_GROUP }, 1],
    ['a group whose id is hard to write', { group: ODD_GROUP }, 1],
    ['the name of a topic as that of a group', { group: 'orders' }, 0],
    ['a broker and a topic', { broker: 3, topic: 'orders' }, 1],
    ['kinds', { kinds: ['broker-down', 'group-deleted'] }, 3],
    ['from', { from: new Date(at(2)) }, 61],
    ['to', { to: new Date(at(1)) }, 2],
    ['both', { from: new Date(at(1)), to: new Date(at(3)) }, 3],
  ])('%s', async (_case, query, expected) => {
    expect((await page(query)).items).toHaveLength(expected);
  });
});

test('what is related to a group is also about the topics it reads and about brokers that go', async () => {
  const related = await testStore(database.db, 'related');
  await related.write(
    pollWrite({
      groups: [groupNow('g')],
      topics: [topicNow('orders', 1), topicNow('payments', 1)],
      subscriptions: [subscriptionNow('g', 'orders', 1)],
      events: [
        event('broker-down', { broker: 3 }),
        event('topic-deleted', { topic: 'orders' }),
        event('topic-deleted', { topic: 'payments' }),
        event('group-deleted', { group: 'g' }),
        event('group-deleted', { group: 'h' }),
        resetOf('h', 'orders'),
        truncated('orders', 'h'),
      ],
    }),
  );
  const about = async (query: Partial<EventPageQuery>) =>
    titles(await pageOf(related.clusterId, query)).map((title) => title.split(' ').slice(0, 3).join(' '));
  const brokerAndTopic = ['Broker 3 is', 'Topic orders was', 'Group g is', 'Log of orders'];
  expect(await about({ group: 'g' })).toEqual(['Group g is']);
  expect(await about({ group: 'g', related: true })).toEqual(brokerAndTopic);
  expect(await about({ group: 'g', topic: 'orders', related: true })).toEqual(['Topic orders was', 'Log of orders']);
  expect(await about({ group: 'g', topic: 'payments', related: true })).toEqual([]);
  expect(await about({ group: 'g', broker: 3, related: true })).toEqual(['Broker 3 is']);
  const withoutGroup = { topic: 'payments', related: true };
  expect(await about(withoutGroup)).toEqual(['Topic payments was']);
});

const resetOf = (group: string, topic: string) =>
  event('offsets-rewound', {
    group,
    partitions: partitionSet([{ topic, partition: 0 }]),
    listed: [],
    messages: '900',
    whileEmpty: true,
  });
const truncated = (topic: string, group: string) =>
  event('log-truncated', {
    topic,
    partitions: [{ partition: 0, from: '9', to: '0', epochBefore: null, epochAfter: null }],
    partitionCount: 1,
    groups: [group],
    groupCount: 1,
  });

test('an event that was seen after a gap says since when nobody looked', async () => {
  const [deleted] = (await page({ topic: 'orders' })).items;
  expect(deleted).toMatchObject({
    kind: 'topic-deleted',
    at: new Date(at(2)).toISOString(),
    notBefore: new Date(at(1)).toISOString(),
  });
});

test('a poll that is stored again has its events once', async () => {
  const again = pollWrite({
    cluster: cluster(2),
    samples: null,
    events: [event('topic-deleted', { topic: 'orders' })],
  });
  await store.write(again);
  expect((await page({ topic: 'orders' })).items).toHaveLength(2);
});

test('without disk space the events are lost, and nothing else of the poll', async () => {
  // The table says what a full disk makes Postgres say.
  await database.db.execute(`create function disk_full() returns trigger language plpgsql as
    $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`);
  await database.db.execute(
    'create trigger disk_full before insert on event for each row execute function disk_full()',
  );
  const other = await testStore(database.db, 'full');
  await other.write(
    pollWrite({ cluster: clusterNow({ kafkaVersion: '9.9' }), events: [event('broker-down', { broker: 1 })] }),
  );
  await database.db.execute('drop function disk_full cascade');
  expect((await pageOf(other.clusterId)).items).toEqual([]);
  expect((await readNow(database.db, other.clusterId))?.cluster.kafkaVersion).toBe('9.9');
});
