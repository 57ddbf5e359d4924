/**
 * What a row of the audit log costs: added one after the other, and by several writers at once; then a page of the log and its
 * verification, over all rows of a year. TIDEMARK_TEST_POSTGRES (admin URL) names the Postgres; else one is started in a temporary
 * folder.
 *
 *   npm run bench:audit [-- --short]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PostgresAuditLog } from '#lib/access/audit/audit-log.ts';
import type { AuditSubject } from '#lib/access/audit/contract.ts';
import { auditEntries } from '#lib/access/audit/entries.ts';
import { ensureAuditMonths } from '#lib/access/audit/months.ts';
import { verifyAudit } from '#lib/access/audit/verify.ts';
import { createTestDatabase } from '#lib/db/testing.ts';
import { DAY_MS } from '#lib/history/hours.ts';
import { startPostgres } from '#scripts/local/postgres.ts';
import { temporaryFolder } from '#scripts/local/temporary-folder.ts';
import { reportFigures } from './bars.ts';
import { median, percentile, rounded } from './statistics.ts';

const BARS = {
  appendP95Ms: { atMost: 20 },
  pageP95Ms: { atMost: 50 },
  filteredPageP95Ms: { atMost: 500 },
  verifyMsPer10kRows: { atMost: 3000 },
};
const WRITERS = 8;
const MONTHS = 14;

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const sizes = values.short
  ? { alone: 50, together: 80, old: 2_000, pages: 5 }
  : { alone: 2_000, together: 4_000, old: 100_000, pages: 100 };

const folder = temporaryFolder('bench');
const server = process.env.TIDEMARK_TEST_POSTGRES ? null : await startPostgres({ dir: join(folder.path, 'postgres') });
process.env.TIDEMARK_TEST_POSTGRES ??= server?.adminUrl;
const { db, drop } = await createTestDatabase();
try {
  const figures = await measure();
  const report = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, rounded(value)]));
  reportFigures(report, values.short ? {} : BARS);
} finally {
  await drop();
  await server?.stop();
  folder.remove();
}

async function measure() {
  for (let month = 0; month < MONTHS; month++) await ensureAuditMonths(db, Date.now() - month * 30 * DAY_MS);
  const log = new PostgresAuditLog({
    database: db,
    refusalWindowMs: 60_000,
    log: { info: () => {}, error: () => {} },
    ship: null,
  });
  const change = async (n: number) => {
    const state = { clusters: `dev-${n % 7}`, role: 'operator' };
    const intent = await log.intend(subject(n), { before: null, after: state });
    await log.conclude(intent, { outcome: 'done', after: state });
  };
  const intend = (n: number) => log.intend(subject(n), { before: null, after: { role: 'operator' } });

  const append = await timed(sizes.alone, intend);
  const startMs = performance.now();
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      for (let n = 0; n < sizes.together / WRITERS; n++) await intend(writer * sizes.together + n);
    }),
  );
  const rowsPerSecond = (sizes.together / (performance.now() - startMs)) * 1000;
  const changes = await timed(sizes.alone / 10, change);
  const verify = await timed(1, () => verifyAudit(db));
  const { rows } = await verifyAudit(db);

  await fillYear();
  const page = await timed(sizes.pages, () => auditEntries(db, {}, null, { limit: 101, before: null }));
  const filtered = await timed(sizes.pages, (n) =>
    auditEntries(db, { search: `old ${n}@`, outcome: 'done' }, null, { limit: 101, before: null }),
  );
  return {
    appendP50Ms: median(append),
    appendP95Ms: percentile(append, 0.95),
    rowsPerSecond,
    changeP95Ms: percentile(changes, 0.95),
    verifyMsPer10kRows: ((verify[0] ?? Number.NaN) / rows) * 10_000,
    rows: rows + sizes.old,
    pageP95Ms: percentile(page, 0.95),
    filteredPageP95Ms: percentile(filtered, 0.95),
  };
}

function subject(n: number): AuditSubject {
  return {
    actor: { kind: 'user', id: `user-${n % 20}`, name: `user-${n % 20}@example.com` },
    origin: {
      address: `10.0.0.${n % 200}`,
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
      requestId: crypto.randomUUID(),
    },
    action: 'grant.create',
    cluster: n % 3 === 0 ? null : `dev-${n % 7}`,
    target: `someone-${n}@example.com on dev-${n % 7}`,
    reason: 'on call from Monday',
  };
}

/** Rows of the months before, which no chain holds together: changes with their ends, as many in each month. */
async function fillYear(): Promise<void> {
  await db.execute(
    `insert into audit
     select -n, now() - make_interval(secs => (n / 2) * $2::float8), 'user', 'user-1', 'ada@example.com', '10.0.0.7', 'Mozilla/5.0',
            'request', 'grant.create', 'dev-' || n % 7, 'old ' || n / 2 || '@example.com', null, null, '{"role": "viewer"}',
            case when n % 2 = 1 then 'intended' else 'done' end, case when n % 2 = 0 then -n - 1 end, null, 1, '', ''
       from generate_series(1, $1::int) n`,
    [sizes.old, (((MONTHS - 1) * 30 * 86_400) / sizes.old) * 2],
  );
  await db.execute('analyze audit');
}

async function timed(times: number, work: (n: number) => Promise<unknown>): Promise<number[]> {
  const tookMs: number[] = [];
  for (let n = 0; n < times; n++) {
    const startMs = performance.now();
    await work(n);
    tookMs.push(performance.now() - startMs);
  }
  return tookMs;
}
