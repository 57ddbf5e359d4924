import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#lib/db/database.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { DAY_MS } from '#lib/history/hours.ts';
import { partitionsOf } from '#lib/history/partitions.ts';
import type { PostgresAuditLog } from './audit-log.ts';
import { auditHousekeeping } from './housekeeping.ts';
import { AUDIT, ensureAuditMonths } from './months.ts';
import { dropPastMonths } from './retention.ts';
import { hashOf } from './row.ts';
import { chainedRows, emptyChain, tamper, testAuditLog, testChanges } from './testing.ts';
import { type Anchor, verifyAudit } from './verify.ts';

let base: TestDatabase;
let db: Database;
let log: PostgresAuditLog;
beforeAll(async () => {
  base = await createTestDatabase();
  db = base.db;
  log = testAuditLog(db);
});
afterAll(() => base.drop());

const problem = async (...anchors: Anchor[]) => (await verifyAudit(db, anchors)).problem;
const anchorAt = async (id: bigint) => {
  const row = (await chainedRows(db)).find((one) => one.id === id);
  if (row === undefined) throw new Error(`no row ${id}`);
  return { id, hash: row.hash };
};
/** As if rows had been written in October, in November and now. */
const threeMonths = async () => {
  const months = ['2026-09-15', '2026-10-15', '2026-11-02'].map((day) => Date.parse(day));
  for (const atMs of months) await ensureAuditMonths(db, atMs);
  await testChanges(log, 3);
  const rows = await chainedRows(db);
  let prevHash = '00'.repeat(32);
  const statements: string[] = [];
  for (const [index, row] of rows.entries()) {
    const at = `${new Date(months[Math.floor(index / 2)] ?? 0).toISOString().slice(0, -1)}000Z`;
    const hash = hashOf({ ...row, at }, prevHash);
    statements.push(
      `update audit set at = '${at}', prev_hash = decode('${prevHash}', 'hex'), hash = decode('${hash}', 'hex')
        where id = ${row.id}`,
    );
    prevHash = hash;
  }
  await tamper(
    db,
    ...statements,
    `update audit_chain set at = '2026-11-02', hash = decode('${prevHash}', 'hex') where part = 'head'`,
  );
};
const drop = (now: string, days: number) => dropPastMonths({ database: db, log }, Date.parse(now), days * DAY_MS);
beforeEach(async () => {
  await emptyChain(db);
  await threeMonths();
});

test('drops whole months, says so in a row of the log, and the rest is verified from the hash it kept', async () => {
  expect(await problem()).toBeNull();
  const last = await anchorAt(4n);
  expect(await drop('2026-11-27', 20)).toEqual(['audit_202609', 'audit_202610']);
  const found = await verifyAudit(db, [last, { id: 2n, hash: 'ab' }]);
  expect(found).toMatchObject({ rows: 4, problem: null, dropped: last, tooOld: [{ id: 2n }] });
  expect((await chainedRows(db)).slice(-2)).toMatchObject([
    { actorKind: 'system', action: 'audit.drop', target: 'audit_202609', outcome: 'done', before: '{"rows": 2}' },
    { action: 'audit.drop', target: 'audit_202610', after: `{"id": "4", "hash": "${last.hash}"}` },
  ]);
  expect(await drop('2026-11-27', 20)).toEqual([]);
  expect(await chainedRows(db)).toHaveLength(4);
});

test('keeps a month of which a day is in its time', async () => {
  expect(await drop('2026-11-20', 20)).toEqual(['audit_202609']);
});

test('leaves a month in use for the next round, without a row', async () => {
  await db.transaction(async (reader) => {
    await reader.execute('select count(*) from audit');
    expect(await drop('2026-11-27', 20)).toEqual([]);
  });
  expect(await chainedRows(db)).toHaveLength(6);
  expect(await drop('2026-11-27', 20)).toHaveLength(2);
  expect(await problem()).toBeNull();
});

test('by two engines at once drops each month once', async () => {
  await Promise.all([drop('2026-11-27', 20), drop('2026-11-27', 20)]);
  await drop('2026-11-27', 20);
  expect((await chainedRows(db)).filter(({ action }) => action === 'audit.drop')).toHaveLength(2);
  expect(await problem()).toBeNull();
});

test('by another hand is found', async () => {
  const last = await anchorAt(2n);
  await db.execute('drop table audit_202609');
  expect(await problem()).toBe('Rows 1 to 2 are missing between rows 0 and 3.');
  await db.execute(`update audit_chain set id = 2, hash = decode('${last.hash}', 'hex') where part = 'dropped'`);
  expect(await problem()).toBe('Row 3 is the first, but no row says that retention dropped those before it.');
});

test('the engine does it in every round, and makes the months of the week ahead', async () => {
  const settings = { retentionMs: 20 * DAY_MS, refusalWindowMs: 60_000, stdout: false };
  for (const { run } of auditHousekeeping(db, settings, { info: () => {}, error: () => {} })) {
    await run(Date.parse('2026-11-27'));
  }
  const months = (await partitionsOf(db, AUDIT)).map(({ name }) => name);
  expect(months).toEqual(expect.arrayContaining(['audit_202611', 'audit_202612']));
  expect(months).not.toContain('audit_202610');
  expect(await problem()).toBeNull();
});
