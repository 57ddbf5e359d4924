import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '#lib/db/database.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { hashOf } from './row.ts';
import { chainedRows, emptyChain, tamper, testAuditLog, testChanges, testSubject } from './testing.ts';
import { verifyAudit } from './verify.ts';

const ROWS = 12;
let base: TestDatabase;
let db: Database;
beforeAll(async () => {
  base = await createTestDatabase();
  db = base.db;
});
afterAll(() => base.drop());
beforeEach(async () => {
  await emptyChain(db);
  await testChanges(testAuditLog(db), ROWS / 2);
});

const anchorAt = async (id: bigint) => {
  const row = (await chainedRows(db)).find((one) => one.id === id);
  if (row === undefined) throw new Error(`no row ${id}`);
  return { id, hash: row.hash };
};
const problem = async (...anchors: Parameters<typeof verifyAudit>[1] & {}) => (await verifyAudit(db, anchors)).problem;

test('nothing at all is in order', async () => {
  await emptyChain(db);
  expect(await verifyAudit(db)).toMatchObject({ rows: 0, problem: null });
});

describe('a row that was changed is named', () => {
  test.each([
    `at = at + interval '1 microsecond'`,
    `actor_kind = 'system'`,
    `actor_id = 'user-2'`,
    `actor_name = 'eve@example.com'`,
    `address = null`,
    `user_agent = 'another'`,
    `request_id = 'request-2'`,
    `action = 'grant.delete'`,
    `cluster = 'billing'`,
    `target = 'change 9'`,
    `reason = ''`,
    `before = '{"n": 9}'`,
    `after = null`,
    `outcome = 'failed'`,
    `of = null, outcome = 'intended'`,
    `detail = 'it was not me'`,
    `count = 2`,
    `prev_hash = decode(repeat('11', 32), 'hex')`,
    `hash = decode(repeat('11', 32), 'hex')`,
  ])('%s', async (change) => {
    await tamper(db, `update audit set ${change} where id = 6`);
    expect(await problem()).toBe('Row 6 was changed: what it says does not give its hash.');
  });

  test('the first one is, where several were', async () => {
    await tamper(db, `update audit set reason = 'x' where id in (4, 9)`);
    expect(await verifyAudit(db)).toMatchObject({ rows: 3, problem: expect.stringMatching(/^Row 4 was changed/) });
  });

  test('also with a hash that fits it', async () => {
    const row = (await chainedRows(db))[5];
    if (row === undefined) throw new Error('no row');
    const hash = hashOf({ ...row, reason: 'x' }, row.prevHash);
    await tamper(db, `update audit set reason = 'x', hash = decode('${hash}', 'hex') where id = 6`);
    expect(await problem()).toBe('Row 6 was written anew: row 7 names another hash for it.');
  });

  test('the last one also with a hash that fits it', async () => {
    const row = (await chainedRows(db)).at(-1);
    if (row === undefined) throw new Error('no row');
    const hash = hashOf({ ...row, reason: 'x' }, row.prevHash);
    await tamper(db, `update audit set reason = 'x', hash = decode('${hash}', 'hex') where id = ${ROWS}`);
    expect(await problem()).toMatch(`Row ${ROWS} is not the end of the chain`);
  });
});

describe('a row that is missing is named', () => {
  test.each<[string, string, string]>([
    ['in the middle', 'id = 6', 'Row 6 is missing between rows 5 and 7.'],
    ['several', 'id between 6 and 8', 'Rows 6 to 8 are missing between rows 5 and 9.'],
    ['at the beginning', 'id = 1', 'Row 1 is missing between rows 0 and 2.'],
    ['at the end', `id = ${ROWS}`, `Row ${ROWS} is missing at the end.`],
    ['all of them', 'true', `Rows 1 to ${ROWS} are missing at the end.`],
  ])('%s', async (_, where, expected) => {
    await tamper(db, `delete from audit where ${where}`);
    expect(await problem()).toBe(expected);
  });

  test('at the end, with the end of the chain made to fit, by an anchor only', async () => {
    const [anchor, last] = [await anchorAt(BigInt(ROWS)), await anchorAt(10n)];
    await tamper(
      db,
      'delete from audit where id > 10',
      `update audit_chain set id = 10, hash = decode('${last.hash}', 'hex') where part = 'head'`,
    );
    expect(await problem()).toBeNull();
    expect(await problem(anchor)).toBe(
      'The log ends at row 10, before the anchor: Rows 11 to 12 are missing at the end.',
    );
  });
});

describe('rows in another order are named', () => {
  test.each([
    [5, 6],
    [4, 9],
  ])('%i and %i', async (one, other) => {
    await tamper(
      db,
      `update audit set id = -1 where id = ${one}`,
      `update audit set id = ${one} where id = ${other}`,
      `update audit set id = ${other} where id = -1`,
    );
    expect(await problem()).toBe(`Row ${one} was moved: it was written as row ${other}.`);
  });

  test('one that is there twice', async () => {
    await tamper(
      db,
      `insert into audit select a.id, a.at + interval '1 ms', a.actor_kind, a.actor_id, a.actor_name, a.address, a.user_agent,
         a.request_id, a.action, a.cluster, a.target, a.reason, a.before, a.after, a.outcome, a.of, a.detail, a.count,
         a.prev_hash, a.hash from audit a where id = 5`,
    );
    expect(await problem()).toBe('Row 5 does not belong here: what stands before it is row 5.');
  });
});

describe('an anchor', () => {
  test('of a row that is as it was says nothing', async () => {
    expect(await problem(await anchorAt(4n), await anchorAt(BigInt(ROWS)))).toBeNull();
  });

  test('finds a chain that was written anew from some row on, which nothing else does', async () => {
    const anchor = await anchorAt(8n);
    let prevHash = (await anchorAt(5n)).hash;
    const statements: string[] = [];
    for (const row of (await chainedRows(db)).slice(5)) {
      const target = row.id === 6n ? 'nothing of note' : row.target;
      const hash = hashOf({ ...row, target }, prevHash);
      statements.push(
        `update audit set target = '${target}', prev_hash = decode('${prevHash}', 'hex'), hash = decode('${hash}', 'hex')
          where id = ${row.id}`,
      );
      prevHash = hash;
    }
    await tamper(db, ...statements, `update audit_chain set hash = decode('${prevHash}', 'hex') where part = 'head'`);
    expect(await problem()).toBeNull();
    expect(await problem(anchor)).toBe('Row 8 is not that of the anchor: the chain was written anew.');
  });
});

test('the lost ends of the chain are named, and nothing can be added any more', async () => {
  await tamper(db, 'delete from audit_chain');
  expect(await problem()).toMatch('The ends of the chain are missing');
  await expect(testAuditLog(db).intend(testSubject(), { before: 1, after: 2 })).rejects.toThrow(
    'lost the end of its chain',
  );
});

test('10,000 rows are verified in bounded batches within seconds', async () => {
  let prevHash = '00'.repeat(32);
  const [template] = await chainedRows(db);
  if (template === undefined) throw new Error('no row');
  await emptyChain(db);
  const hashes: string[] = [];
  for (let id = 1n; id <= 10_000n; id++) {
    prevHash = hashOf({ ...template, id }, prevHash);
    hashes.push(prevHash);
  }
  await db.execute(
    `insert into audit
     select n, $1::timestamptz, 'user', 'user-1', 'ada@example.com', '10.0.0.7', 'test', 'request-1', 'grant.create', 'orders',
            $2, 'on call', $3::jsonb, $4::jsonb, 'intended', null, null, 1,
            decode(coalesce(lag(h) over (order by n), repeat('00', 32)), 'hex'), decode(h, 'hex')
       from unnest($5::text[]) with ordinality t(h, n)`,
    [template.at, template.target, template.before, template.after, hashes],
  );
  await db.execute(`update audit_chain set id = 10000, hash = decode($1, 'hex') where part = 'head'`, [prevHash]);
  const startMs = performance.now();
  expect(await verifyAudit(db)).toMatchObject({ rows: 10_000, problem: null });
  const tookMs = performance.now() - startMs;
  expect(tookMs).toBeLessThan(10_000);
});
