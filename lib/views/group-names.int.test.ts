import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import type { PollWrite } from '#lib/history/contract.ts';
import { groupDetail } from './group-detail.ts';
import type { GroupSort } from './group-orders.ts';
import { groupPage } from './group-page.ts';
import { groupIdOf } from './history-ids.ts';
import type { PageStart } from './keyset.ts';
import {
  GROUP_SETTINGS,
  groupNow,
  OBSERVED_AT,
  offsets,
  pollWrite,
  subscriptionNow,
  testStore,
  topicKey,
  topicNow,
} from './testing.ts';

/** What Kafka allows as a group id: any UTF-8 of up to 32,767 bytes. Random, since Postgres would compress anything else. */
const LONG = `long-${randomBytes(5_000).toString('hex')}`;
const LONGEST = `longest-${randomBytes(16_376).toString('hex')}`.slice(0, 32_767);
const SAME_BEGINNING = `${LONGEST.slice(0, -1)}.`;
const WIDE = `wide-${'🙂größe'.repeat(1_000)}`;
/** Postgres has no NUL in a text: both are shown with U+FFFD, and are two groups all the same. */
const NUL = 'nul-\0';
const REPLACED = 'nul-\uFFFD';
const NAMES = [LONG, LONGEST, SAME_BEGINNING, WIDE, NUL, REPLACED];
const SHOWN = [LONG, LONGEST, SAME_BEGINNING, WIDE, REPLACED, REPLACED].toSorted();

const countSchema = z.object({ count: z.int() });

describe('group ids at the edge of what Kafka allows', () => {
  let base: TestDatabase;
  let clusterId: number;
  let write: (poll: PollWrite) => Promise<void>;
  beforeAll(async () => {
    base = await createTestDatabase();
    ({ clusterId, write } = await testStore(base.db, 'edge'));
    await write(pollAt(OBSERVED_AT));
    // What is changed is written by another statement than what is new.
    await write(pollAt(OBSERVED_AT + 10_000, 7n));
  });
  afterAll(() => base.drop());

  function pollAt(atMs: number, lag = 3n): PollWrite {
    const topic = topicKey('orders');
    return pollWrite({
      samples: { atMs, topics: [], subscriptions: NAMES.map((group) => ({ group, topic, committed: offsets(lag) })) },
      topics: [topicNow('orders', 1)],
      groups: NAMES.map((group) => groupNow(group, { lag })),
      subscriptions: NAMES.map((group) => subscriptionNow(group, 'orders', 1, { lag })),
    });
  }

  async function pageOf(sort: GroupSort, start: PageStart | null, search = '') {
    return groupPage(base.db, clusterId, { search, status: [], sort, limit: 2, start });
  }

  test('are each one group, poll after poll, and after a restart', async () => {
    const restarted = await testStore(base.db, 'edge-restarted');
    await restarted.write(pollAt(OBSERVED_AT));
    for (const id of [clusterId, restarted.clusterId]) {
      const [row] = await base.db.query(
        'select count(*)::int as count from consumer_group where cluster_id = $1',
        [id],
        countSchema,
      );
      expect(row?.count).toBe(NAMES.length);
    }
  });

  test.each(['name', '-name', 'danger'] as const)('are listed by %s, page by page', async (sort) => {
    const names: string[] = [];
    for (let start: PageStart | null = null, more = true; more; more = start !== null) {
      const page = await pageOf(sort, start);
      expect(page.total).toBe(NAMES.length);
      names.push(...page.items.map(({ group }) => group));
      start = page.next;
    }
    // Of two with the same name on screen one may be passed over where a page ends between them.
    expect([...new Set(names)].toSorted()).toEqual([...new Set(SHOWN)]);
  });

  test.each(NAMES.map((name) => [name.slice(0, 12), name.replace('\0', '\uFFFD')]))(
    '%j… is found by name and by a search for it',
    async (_, name) => {
      const detail = await groupDetail(base.db, clusterId, name, GROUP_SETTINGS);
      expect(detail).toMatchObject({ group: name, lag: '7' });
      expect(detail?.partitions).toHaveLength(1);
      expect(await groupIdOf(base.db, clusterId, name)).not.toBeNull();
      expect((await pageOf('name', null, name)).items[0]?.group).toBe(name);
    },
  );
});
