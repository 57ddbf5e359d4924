import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TopicRow } from '#lib/api/schemas/topics.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import type { TopicNow } from '#lib/history/contract.ts';
import type { PageStart } from './keyset.ts';
import { pollWrite, type TestStore, testStore, topicNow } from './testing.ts';
import { TOPIC_ORDERS, type TopicSort } from './topic-orders.ts';
import { topicPage } from './topic-page.ts';

let database: TestDatabase;
let store: TestStore;
const topics: TopicNow[] = [
  ...Array.from({ length: 60 }, (_, index) =>
    topicNow(`topic-${String(index).padStart(2, '0')}`, 1 + (index % 4), {
      worstRank: index % 7,
      offline: index % 7 === 0 ? 1 + (index % 5) : 0,
      underMinIsr: index % 3,
      atMinIsr: index % 2,
      underReplicated: index % 5,
      reassigning: index % 4,
      sizeBytes: index % 7 === 0 ? null : BigInt(index % 9),
      groups: index % 3,
    }),
  ),
  topicNow('Odd_name.with-all', 1),
  topicNow('l'.repeat(249), 1),
];

beforeAll(async () => {
  database = await createTestDatabase();
  store = await testStore(database.db, 'local');
  await store.write(pollWrite({ topics }));
});
afterAll(() => database.drop());

async function allPages(sort: TopicSort, limit: number): Promise<TopicRow[]> {
  const rows: TopicRow[] = [];
  let start: PageStart | null = null;
  do {
    const page = await topicPage(database.db, store.clusterId, { search: '', sort, limit, start });
    expect(page.total).toBe(topics.length);
    rows.push(...page.items);
    start = page.next;
  } while (start !== null);
  return rows;
}

test.each(Object.keys(TOPIC_ORDERS) as TopicSort[])(
  '%s gives each topic once, page by page as in one',
  async (sort) => {
    const paged = (await allPages(sort, 7)).map(({ name }) => name);
    expect(new Set(paged).size).toBe(topics.length);
    expect(paged).toEqual((await allPages(sort, 1000)).map(({ name }) => name));
  },
);

test('danger: worst state first, then the topic with more partitions in it, then by name', async () => {
  const rows = await allPages('danger', 1000);
  const inState = ({ worst, replication }: TopicRow) =>
    ({
      offline: replication.offline,
      'under-min-isr': replication.underMinIsr,
      'at-min-isr': replication.atMinIsr,
      'under-replicated': replication.underReplicated,
      'not-preferred': replication.notPreferred,
      reassigning: replication.reassigning,
      ok: 0,
    })[worst];
  const ranks = new Map(topics.map(({ topic, worstRank }) => [topic.name, worstRank]));
  const expected = [...rows].sort(
    (one, other) =>
      (ranks.get(one.name) ?? 0) - (ranks.get(other.name) ?? 0) ||
      inState(other) - inState(one) ||
      (one.name < other.name ? -1 : 1),
  );
  expect(rows).toEqual(expected);
});

test('size: topics whose size is not known yet come last, both ways', async () => {
  for (const sort of ['size', '-size'] as const) {
    const sizes = (await allPages(sort, 1000)).map(({ sizeBytes }) => sizeBytes);
    const known = sizes.filter((size) => size !== null);
    expect(sizes.slice(known.length)).toEqual(sizes.filter((size) => size === null));
  }
});

describe('search', () => {
  test.each([
    ['TOPIC-1', 10],
    ['odd_NAME', 1],
    ['_', 1],
    ['%', 0],
    ['l'.repeat(249), 1],
    ['', 62],
  ])('%j finds %i', async (search, total) => {
    const page = await topicPage(database.db, store.clusterId, { search, sort: 'name', limit: 5, start: null });
    expect(page.total).toBe(total);
  });
});
