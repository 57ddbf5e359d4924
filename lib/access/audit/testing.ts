import type { Database } from '#lib/db/database.ts';
import { PostgresAuditLog } from './audit-log.ts';
import type { AuditSubject } from './contract.ts';
import { CHAINED_COLUMNS, type ChainedRow, chainedRowSchema } from './row.ts';

/** Somebody who gives somebody a role. */
export const testSubject = (overrides: Partial<AuditSubject> = {}): AuditSubject => ({
  actor: { kind: 'user', id: 'user-1', name: 'ada@example.com' },
  origin: { address: '10.0.0.7', userAgent: 'test', requestId: 'request-1' },
  action: 'grant.create',
  cluster: 'orders',
  target: 'bob@example.com on orders',
  reason: 'on call',
  ...overrides,
});

/** A log that tells nobody else. */
export const testAuditLog = (database: Database): PostgresAuditLog =>
  new PostgresAuditLog({ database, refusalWindowMs: 60_000, log: { info: () => {}, error: () => {} }, ship: null });

/** Changes that were made, two rows each. */
export async function testChanges(log: PostgresAuditLog, changes: number): Promise<void> {
  for (let n = 0; n < changes; n++) {
    const intent = await log.intend(testSubject({ target: `change ${n}` }), { before: { n }, after: { n: n + 1 } });
    await log.conclude(intent, { outcome: 'done', after: { n: n + 1 } });
  }
}

/** All rows, in order. */
export const chainedRows = (database: Database): Promise<ChainedRow[]> =>
  database.query(`select ${CHAINED_COLUMNS} from audit order by id`, [], chainedRowSchema);

/** Changes rows all the same, as somebody does who may do everything at the database. */
export async function tamper(database: Database, ...statements: string[]): Promise<void> {
  await database.transaction(async (sql) => {
    await sql.execute('alter table audit disable trigger user');
    for (const statement of statements) await sql.execute(statement);
    await sql.execute('alter table audit enable trigger user');
  });
}

/** Makes a chain without a row again. */
export async function emptyChain(database: Database): Promise<void> {
  await tamper(
    database,
    'delete from audit',
    'delete from audit_chain',
    `insert into audit_chain
       select part, 0, 'epoch', decode(repeat('00', 32), 'hex') from unnest(array['head', 'dropped']) part`,
  );
}
