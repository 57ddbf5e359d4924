import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { FIND_SESSION, findSession } from './find-session.ts';

const USERS = 2_000;
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  await db.execute(
    `insert into app_user (id, name, email, groups)
     select 'u' || i, 'n', 'u' || i || '@example.com', array['g' || i % 50] from generate_series(1, $1::int) i`,
    [USERS],
  );
  await db.execute(
    `insert into app_session (id, token, user_id, expires_at)
     select 's' || i, 't' || i, 'u' || i, now() + interval '1 day' from generate_series(1, $1::int) i`,
    [USERS],
  );
  await db.execute(
    `insert into access_grant (principal_kind, principal_id, clusters, role)
     select 'user', 'u' || i, 'own', 'viewer' from generate_series(1, $1::int) i
     union all select 'group', 'g' || i, 'of-group', 'operator' from generate_series(0, 49) i`,
    [USERS],
  );
  await db.execute('analyze app_user, app_session, access_grant');
});
afterAll(() => database.drop());

test('one statement finds whose a session is and what they may do, over indexes alone', async () => {
  const now = new Date();
  expect(await findSession(database.db, 't77', now, 3_600_000)).toMatchObject({
    id: 's77',
    user: { id: 'u77', email: 'u77@example.com' },
    grants: [
      { clusters: 'own', role: 'viewer' },
      { clusters: 'of-group', role: 'operator' },
    ],
  });
  const plan = await database.db.query(
    `explain ${FIND_SESSION}`,
    ['t77', now, new Date(0)],
    z.object({ 'QUERY PLAN': z.string() }),
  );
  const lines = plan.map((row) => row['QUERY PLAN']).join('\n');
  expect(lines).toContain('Index Scan using app_session_token_key');
  expect(lines).not.toContain('Seq Scan');
});
