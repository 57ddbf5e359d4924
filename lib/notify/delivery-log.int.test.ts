import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { deliveryPage, standings } from './delivery-log.ts';

let base: TestDatabase;
beforeAll(async () => {
  base = await createTestDatabase();
  await base.db.execute(
    `insert into destination (id, name, kind, settings) overriding system value values (1, 'pager', 'webhook', '{}'), (2, 'chat', 'webhook', '{}')`,
  );
  // A year of one cluster: nearly all of it to one destination, delivered; the other cluster, and what is parked, came before.
  await base.db.execute(
    `insert into delivery (destination_id, notice_id, event, notice, state, settled_at)
     select case when n <= 20 then 2 else 1 end, 'tidemark-' || n, 'opened',
            jsonb_build_object('cluster', case when n <= 40 then 'quiet' else 'busy' end, 'summary', n),
            case when n % 10 = 0 and n <= 40 then 'parked' else 'delivered' end, now() - (30000 - n) * interval '1 minute'
       from generate_series(1, 30000) n`,
  );
  await base.db.execute('analyze delivery');
});
afterAll(() => base?.drop());

const readRow = z.object({ read: z.bigint() });

/** What is asked, and how many deliveries were read for that. */
const counted = <T>(ask: (sql: Sql) => Promise<T>): Promise<{ answer: T; read: number }> =>
  base.db.transaction(async (sql) => {
    const answer = await ask(sql);
    const [row] = await sql.query(
      `select (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int8 as read from pg_stat_xact_user_tables where relname = 'delivery'`,
      [],
      readRow,
    );
    return { answer, read: Number(row?.read) };
  });

const PAGE = { destinationId: null, state: null, cluster: null, before: null, limit: 10 } as const;

test.each([
  ['all', PAGE, 30_000],
  ['one destination', { ...PAGE, destinationId: '2' }, 20],
  ['one cluster', { ...PAGE, cluster: 'quiet' }, 40],
  ['what is parked of one cluster', { ...PAGE, cluster: 'quiet', state: 'parked' as const }, 40],
])('a page of deliveries of %s reads little more than the page', async (_, filter, newest) => {
  const { answer, read } = await counted((sql) => deliveryPage(sql, filter));
  expect(answer[0]?.noticeId).toBe(`tidemark-${newest}`);
  expect(read).toBeLessThan(100);
});

test('how it stands with each destination is told without reading what was delivered', async () => {
  const { answer, read } = await counted(standings);
  expect(answer.get('2')).toMatchObject({ waiting: 0, parked: 2, rules: 0 });
  expect(answer.get('1')).toMatchObject({ parked: 2, lastDeliveredAt: expect.any(Date) });
  expect(read).toBeLessThan(100);
});
