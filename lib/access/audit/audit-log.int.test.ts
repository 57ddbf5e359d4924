import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createDatabase, type Database } from '#lib/db/database.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { append, type NewRow } from './append.ts';
import { PostgresAuditLog } from './audit-log.ts';
import { MOST_JSON_BYTES } from './bounds.ts';
import { chainedRows, testSubject } from './testing.ts';
import { verifyAudit } from './verify.ts';

let base: TestDatabase;
let db: Database;
const infos: object[] = [];
const lines: string[] = [];
const logOn = (database: Database) =>
  new PostgresAuditLog({
    database,
    refusalWindowMs: 60_000,
    log: { info: (fields) => infos.push(fields), error: (fields) => infos.push(fields) },
    ship: (line) => lines.push(line),
  });
beforeAll(async () => {
  base = await createTestDatabase();
  db = base.db;
});
afterAll(() => base.drop());

const rowsOf = () => chainedRows(db);

test('a change is two rows, of which the second names the first, and both say whose it was', async () => {
  const log = logOn(db);
  const intent = await log.intend(testSubject(), { before: null, after: { role: 'operator' } });
  await log.conclude(intent, { outcome: 'done', after: { role: 'operator', id: 7 } });
  const failing = await log.intend(testSubject({ cluster: null }), { before: 1, after: 2 });
  await log.conclude(failing, { outcome: 'failed', detail: 'GROUP_NOT_FOUND' });
  const subject = { actorName: 'ada@example.com', address: '10.0.0.7', action: 'grant.create', reason: 'on call' };
  expect(await rowsOf()).toMatchObject([
    { ...subject, id: intent.id, outcome: 'intended', of: null, before: 'null', after: '{"role": "operator"}' },
    { ...subject, outcome: 'done', of: intent.id, before: null, after: '{"id": 7, "role": "operator"}' },
    { id: failing.id, cluster: null, outcome: 'intended', before: '1', after: '2' },
    { of: failing.id, cluster: null, outcome: 'failed', detail: 'GROUP_NOT_FOUND' },
  ]);
  expect(await verifyAudit(db)).toMatchObject({ rows: 4, problem: null });
});

test('each row is shipped as a line with its hash', async () => {
  const [row] = await rowsOf();
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    audit: { id: '1', actorName: 'ada@example.com', after: { role: 'operator' }, hash: row?.hash },
  });
});

test('what is too large is cut, with its size and the hash of all of it', async () => {
  const log = logOn(db);
  await log.intend(testSubject({ reason: 'x'.repeat(10_000), target: 'with \0 in it' }), {
    before: 'y'.repeat(MOST_JSON_BYTES),
    after: 'z'.repeat(MOST_JSON_BYTES - 2),
  });
  const row = (await rowsOf()).at(-1);
  expect(row?.reason).toHaveLength(4096);
  expect(row?.target).toBe('with \uFFFD in it');
  expect(JSON.parse(row?.before ?? '')).toMatchObject({
    cut: { bytes: MOST_JSON_BYTES + 2, sha256: expect.stringMatching(/^[0-9a-f]{64}$/), begins: expect.any(String) },
  });
  expect(JSON.parse(row?.after ?? '')).toHaveLength(MOST_JSON_BYTES - 2);
  expect(await verifyAudit(db)).toMatchObject({ problem: null });
});

test('20 writers over two pools make one chain, with an anchor every 100 rows', async () => {
  const { rows: already } = await verifyAudit(db);
  const other = createDatabase({ url: base.url, max: 10, applicationName: 'tidemark-test' });
  const logs = [logOn(db), logOn(other)];
  infos.length = 0;
  await Promise.all(
    Array.from({ length: 20 }, async (_, writer) => {
      const log = logs[writer % 2];
      for (let n = 0; n < 10; n++) {
        const intent = await log?.intend(testSubject({ target: `${writer}.${n}` }), { before: n, after: n + 1 });
        if (intent !== undefined) await log?.conclude(intent, { outcome: 'done', after: n + 1 });
      }
    }),
  );
  await other.close();
  const found = await verifyAudit(db);
  expect(found).toMatchObject({ rows: already + 400, problem: null });
  const all = await rowsOf();
  expect(all.map(({ id }) => id)).toEqual(all.map((_, index) => BigInt(index + 1)));
  expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).toSorted());
  expect(infos).toEqual(
    [100, 200, 300, 400].map((id) => ({ audit: { anchor: `${id}:${all[id - 1]?.hash}`, rows: String(id) } })),
  );
});

describe('rows cannot be changed', () => {
  const refusals = [
    `update audit set reason = 'another' where id = 1`,
    'delete from audit where id = 1',
    'truncate audit',
    'truncate audit cascade',
  ];
  test.each(refusals)('%s, by the owner', async (statement) => {
    await expect(db.execute(statement)).rejects.toThrow('the audit log takes new rows only');
  });

  test.each(refusals)('%s of a month', async (statement) => {
    const [month] = await db.query(
      `select relname as name from pg_inherits join pg_class c on c.oid = inhrelid where inhparent = 'audit'::regclass order by 1`,
      [],
      z.object({ name: z.string() }),
    );
    await expect(db.execute(statement.replace('audit', month?.name ?? ''))).rejects.toThrow('takes new rows only');
  });

  test.each(refusals)('%s, by another role that was granted everything', async (statement) => {
    await expect(
      db.transaction(async (sql) => {
        await sql.execute('create role audit_tamperer');
        await sql.execute('grant all on audit, audit_chain to audit_tamperer');
        await sql.execute('set local role audit_tamperer');
        await sql.execute(statement);
      }),
    ).rejects.toThrow('the audit log takes new rows only');
  });
});

test('a writer that froze keeps the others waiting for seconds, and its row is none', async () => {
  const rows = (await rowsOf()).length;
  const row: NewRow = { ...testSubject(), before: 1, after: 2, outcome: 'intended', of: null, detail: null, count: 1 };
  const thawed = Promise.withResolvers<void>();
  const holding = Promise.withResolvers<void>();
  const frozen = db.transaction(async (sql) => {
    await append(sql, row);
    holding.resolve();
    await thawed.promise;
  });
  await holding.promise;
  await logOn(db).intend(testSubject({ target: 'after the frost' }), { before: 1, after: 2 });
  thawed.resolve();
  await expect(frozen).rejects.toMatchObject({ code: 'COMMIT_UNKNOWN' });
  expect((await rowsOf()).length).toBe(rows + 1);
  expect(await verifyAudit(db)).toMatchObject({ problem: null });
});

test('with Postgres away nothing is written, and it says so', async () => {
  const away = createDatabase({ url: 'postgres://127.0.0.1:1/none', max: 1, applicationName: 'tidemark-test' });
  const log = logOn(away);
  const lost = { code: 'CONNECTION_LOST' };
  await expect(log.intend(testSubject(), { before: 1, after: 2 })).rejects.toMatchObject(lost);
  await expect(
    log.conclude({ id: 1n, subject: testSubject() }, { outcome: 'failed', detail: 'X' }),
  ).rejects.toMatchObject(lost);
  await expect(log.refuse(testSubject(), 'FORBIDDEN')).rejects.toMatchObject(lost);
  await away.close();
});
