import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GroupRow } from '#lib/api/schemas/groups.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import type { GroupNow } from '#lib/history/contract.ts';
import { dangerRank, type Status, severityOf } from '#lib/lag/status/status.ts';
import { GROUP_ORDERS, type GroupSort } from './group-orders.ts';
import { type GroupPageQuery, groupPage } from './group-page.ts';
import type { PageStart } from './keyset.ts';
import {
  clusterNow,
  groupNow,
  memberNow,
  OBSERVED_AT,
  pollWrite,
  subscriptionNow,
  type TestStore,
  testStore,
  topicNow,
} from './testing.ts';

/** The list that must stay fast. */
const MANY = 10_000;
const TROUBLES: Status[] = ['LOST', 'NO_DATA', 'STALLED', 'REBALANCING', 'LAGGING', 'IDLE_BATCH'];
/** Enough for every order to repeat, miss and tie its values across pages. */
const SOME = 1_500;
const TOPICS = 300;
const LAST_PARTITION = 5;
/** Ids that a query language, a path or a person may stumble over. */
const ODD_NAMES = [
  '',
  '.',
  '..',
  '~x',
  '%2F',
  '100%',
  'a_b',
  'back\\slash',
  "it's",
  '<b>x</b>',
  'größe',
  '🙂',
  'a/b c',
];

let database: TestDatabase;
let many: TestStore;
let some: TestStore;
const groups: GroupNow[] = [
  ...ODD_NAMES.map((name) => groupNow(name)),
  ...Array.from({ length: MANY - ODD_NAMES.length }, numbered),
];
const someGroups = groups.slice(0, SOME);

beforeAll(async () => {
  database = await createTestDatabase();
  many = await testStore(database.db, 'many');
  some = await testStore(database.db, 'some');
  const other = await testStore(database.db, 'other');
  await other.write(pollWrite({ groups: [groupNow('payments-of-another-cluster')] }));
  const topics = Array.from({ length: TOPICS }, (_, index) => topicNow(`topic-${index}`, LAST_PARTITION + 1));
  const subscriptions = groups.map((group, index) => subscriptionNow(group.group, `topic-${index % TOPICS}`, 6));
  await many.write(pollWrite({ topics, groups, subscriptions }));
  await some.write(pollWrite({ groups: someGroups }));
  await database.db.execute('analyze');
}, 60_000);

afterAll(() => database.drop());

/** Values that repeat, are missing and tie, so that every order needs its last key. */
function numbered(_: unknown, index: number): GroupNow {
  const members = index % 4;
  return groupNow(`group-${String(index).padStart(5, '0')}`, {
    lag: index % 7 === 0 ? null : BigInt((index * 7919) % 500),
    ...statusNow(index),
    timeLag: index % 3 === 0 ? { seconds: null, quality: 'unknown' } : { seconds: index % 50, quality: 'interpolated' },
    members: index % 11 === 0 ? null : members,
    totalPartitions: index % 30,
    topics: index % 5,
    memberList: Array.from({ length: members }, (_member, number) =>
      memberNow(`member-${index}-${number}`, {
        clientId: `Client-${index % 50}`,
        host: `/10.1.${index % 200}.${number}`,
      }),
    ),
  });
}

function statusNow(index: number): Partial<GroupNow> {
  const trouble = TROUBLES[index % TROUBLES.length] ?? 'OK';
  const status = index % 13 === 0 ? null : index % 97 === 0 ? trouble : 'OK';
  return { status, dangerRank: status && dangerRank(status, severityOf(status, (index % 2) * 60_000)) };
}

const query = (overrides: Partial<GroupPageQuery> = {}): GroupPageQuery => ({
  search: '',
  status: [],
  sort: 'danger',
  limit: 1000,
  start: null,
  ...overrides,
});

/** All rows of a cluster, cut into pages of `limit`. */
async function allPages(
  { clusterId }: TestStore,
  overrides: Partial<GroupPageQuery>,
  between = async () => {},
): Promise<GroupRow[]> {
  const rows: GroupRow[] = [];
  let start: PageStart | null = null;
  do {
    const page = await groupPage(database.db, clusterId, query({ ...overrides, start }));
    rows.push(...page.items);
    start = page.next;
    await between();
  } while (start !== null);
  return rows;
}

const namesOf = (rows: readonly { group: string }[]): string[] => rows.map(({ group }) => group);
const bytes = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));

describe('every order', () => {
  test.each(Object.keys(GROUP_ORDERS) as GroupSort[])(
    '%s gives each group once, page by page as in one',
    async (sort) => {
      const paged = namesOf(await allPages(some, { sort, limit: 277 }));
      expect(new Set(paged).size).toBe(SOME);
      expect(paged).toEqual(namesOf(await allPages(some, { sort, limit: SOME })));
    },
  );

  test('does so for many groups too', async () => {
    expect(new Set(namesOf(await allPages(many, { sort: 'danger' }))).size).toBe(MANY);
  });

  test('danger: worst status first, then who is further behind in time, then the larger lag, then by name; without one last', async () => {
    const rows = await allPages(some, { sort: 'danger' });
    const ranks = new Map(someGroups.map((group) => [group.group, group.dangerRank ?? 9999]));
    const expected = [...rows].sort(
      (one, other) =>
        (ranks.get(one.group) ?? 0) - (ranks.get(other.group) ?? 0) ||
        (other.timeLag.seconds ?? -1) - (one.timeLag.seconds ?? -1) ||
        Number(other.lag ?? -1) - Number(one.lag ?? -1) ||
        bytes(one.group, other.group),
    );
    expect(namesOf(rows)).toEqual(namesOf(expected));
    expect(rows[0]).toMatchObject({ status: 'LOST', severity: 'error' });
    expect(rows.at(-1)).toMatchObject({ status: null, severity: null });
  });

  test.each([
    ['lag', (row: GroupRow) => (row.lag === null ? null : Number(row.lag))],
    ['members', (row: GroupRow) => row.members],
    ['partitions', (row: GroupRow) => row.totalPartitions],
    ['topics', (row: GroupRow) => row.topics],
  ] as const)(
    '%s: up and down by the number, equal ones by name, those without last both ways',
    async (sort, numberOf) => {
      const up = await allPages(some, { sort });
      const down = await allPages(some, { sort: `-${sort}` });
      const by = (sign: 1 | -1) => (one: GroupRow, other: GroupRow) =>
        sign * ((numberOf(one) ?? sign * 1e9) - (numberOf(other) ?? sign * 1e9)) || bytes(one.group, other.group);
      expect(namesOf(up)).toEqual(namesOf([...up].sort(by(1))));
      expect(namesOf(down)).toEqual(namesOf([...up].sort(by(-1))));
    },
  );
});

describe('search', () => {
  const namesFor = async (search: string) =>
    namesOf((await groupPage(database.db, many.clusterId, query({ search, sort: 'name' }))).items);

  test.each(ODD_NAMES.filter((name) => name !== ''))('finds %j by its own name', async (name) => {
    expect(await namesFor(name)).toContain(name);
  });

  test.each([
    ['%', ['%2F', '100%']],
    ['_b', ['a_b']],
    ['\\', ['back\\slash']],
    ["'", ["it's"]],
    ['GROUP-00042', ['group-00042']],
    ['nothing like it', []],
    ['payments-of-another', []],
  ])('takes %j as it is, whatever the case of its letters', async (search, names) => {
    expect(await namesFor(search)).toEqual(names);
  });

  test('finds groups by client id, host and topic', async () => {
    const byClient = await groupPage(database.db, many.clusterId, query({ search: 'client-49' }));
    expect(byClient.total).toBe(groups.filter((one) => one.memberList.some((m) => m.clientId === 'Client-49')).length);
    const byHost = await groupPage(database.db, many.clusterId, query({ search: '/10.1.7.1' }));
    expect(byHost.total).toBe(groups.filter((one) => one.memberList.some((m) => m.host === '/10.1.7.1')).length);
    const byTopic = await groupPage(database.db, many.clusterId, query({ search: 'Topic-299' }));
    expect(byTopic.total).toBe(groups.filter((_, index) => index % TOPICS === 299).length);
    expect(byClient.total * byHost.total * byTopic.total).toBeGreaterThan(0);
  });

  test('pages and total are those of the search', async () => {
    const rows = await allPages(many, { search: 'client-7', limit: 33 });
    const { total } = await groupPage(database.db, many.clusterId, query({ search: 'client-7' }));
    expect(new Set(rows.map(({ group }) => group)).size).toBe(total);
    expect(rows).toHaveLength(total);
  });
});

describe('the filter by status', () => {
  test('keeps those; the counts are of all groups', async () => {
    const status: Status[] = ['LOST', 'LAGGING'];
    const page = await groupPage(database.db, many.clusterId, query({ status }));
    const expected = groups.filter((group) => group.status === 'LOST' || group.status === 'LAGGING');
    expect(page.total).toBe(expected.length);
    expect(new Set(page.items.map((row) => row.status))).toEqual(new Set(status));
    const counted = Object.values(page.countsByStatus).reduce((sum, count) => sum + count, 0);
    expect(counted).toBe(groups.filter(({ status: of }) => of !== null).length);
  });
});

describe('while rows change', () => {
  test('by name no group is twice or missing; by lag none of those whose lag stays', async () => {
    const moving = new Set(namesOf(someGroups.filter((_, index) => index % 10 === 3)));
    let round = 0;
    const change = async () => {
      round += 1;
      const lag = BigInt(round * 100);
      const now = someGroups.map((group) => (moving.has(group.group) ? { ...group, lag } : group));
      const atMs = OBSERVED_AT + round * 10_000;
      const samples = { atMs, topics: [], subscriptions: [] };
      await some.write(pollWrite({ samples, cluster: clusterNow({ pollId: atMs }), groups: now }));
    };
    const byName = await allPages(some, { sort: 'name', limit: 200 }, change);
    expect(namesOf(byName)).toEqual(namesOf(someGroups).sort(bytes));

    const byLag = namesOf(await allPages(some, { sort: '-lag', limit: 200 }, change)).filter(
      (name) => !moving.has(name),
    );
    expect(new Set(byLag).size).toBe(byLag.length);
    expect(byLag).toHaveLength(SOME - moving.size);
    expect(round).toBeGreaterThan(12);
  });
});

test('a page out of 10,000 groups takes at most 100 ms, searched or not', async () => {
  for (const search of ['', 'group-0', 'topic-1', 'client-7', '10.1.7', 'nothing']) {
    let fastest = Number.POSITIVE_INFINITY;
    // The best of many: other test files share the machine with this one, and only ever add to a time.
    for (let round = 0; round < 40 && fastest >= 100; round += 1) {
      const begin = performance.now();
      await groupPage(database.db, many.clusterId, query({ search, limit: 100 }));
      fastest = Math.min(fastest, performance.now() - begin);
    }
    expect(fastest, search).toBeLessThan(100);
  }
});
