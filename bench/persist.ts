/**
 * What the store costs by itself: writing a poll in which every position moved, and reading charts back out of the poll
 * bodies, on a real Postgres. TIDEMARK_TEST_POSTGRES (admin URL) names it; else one is started in a temporary folder.
 *
 *   npm run bench:persist [-- --short] [-- --polls 8640]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Database } from '#lib/db/database.ts';
import { acquireLease } from '#lib/db/lease.ts';
import { createTestDatabase } from '#lib/db/testing.ts';
import { HOUR_MS } from '#lib/history/hours.ts';
import { readLagSeries } from '#lib/history/read/lag-series.ts';
import { readLatest } from '#lib/history/read/latest.ts';
import { madeLoad } from '#lib/history/testing.ts';
import { createPollWriter } from '#lib/history/writer.ts';
import { startPostgres } from '#scripts/local/postgres.ts';
import { temporaryFolder } from '#scripts/local/temporary-folder.ts';
import { reportFigures } from './bars.ts';
import { median, percentile, rounded } from './statistics.ts';

const FULL = { topics: 300, partitionsPerTopic: 20, groups: 500, topicsPerGroup: 3 };
const SHORT = { topics: 30, partitionsPerTopic: 20, groups: 50, topicsPerGroup: 3 };
const INTERVAL_MS = 10_000;
/** The first polls insert what later ones update. */
const WARM_UP_POLLS = 3;
const READS = 15;
const T0 = Date.UTC(2026, 10, 23);

const walSchema = z.object({ bytes: z.string() });

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false }, polls: { type: 'string' } } });
const shape = values.short ? SHORT : FULL;
const polls = Number(values.polls ?? (values.short ? 20 : 2 * (HOUR_MS / INTERVAL_MS)));

const folder = temporaryFolder('bench');
const server = process.env.TIDEMARK_TEST_POSTGRES ? null : await startPostgres({ dir: join(folder.path, 'postgres') });
process.env.TIDEMARK_TEST_POSTGRES ??= server?.adminUrl;
const { db, drop } = await createTestDatabase();
try {
  const written = await measureWrites(db);
  const read = await measureReads(db);
  const result = {
    groupPartitions: shape.groups * shape.topicsPerGroup * shape.partitionsPerTopic,
    polls,
    ...written,
    ...read,
  };
  reportFigures(Object.fromEntries(Object.entries(result).map(([name, value]) => [name, rounded(value)])));
} finally {
  await drop();
  await server?.stop();
  folder.remove();
}

async function measureWrites(db: Database) {
  const writer = await createPollWriter(db, 'bench');
  const lease = await acquireLease(db, { clusterId: writer.clusterId, holder: 'bench', ttlMs: HOUR_MS });
  if (lease === null) throw new Error('somebody else polls in this database');
  const next = madeLoad(shape);
  const totals: number[] = [];
  const cpu: number[] = [];
  const steps = new Map<string, number[]>();
  let walBefore = 0;
  let bodyBytes = 0;
  for (let index = -WARM_UP_POLLS; index < polls; index++) {
    if (index === 0) walBefore = await walBytes(db);
    const poll = next(T0 + (index + WARM_UP_POLLS) * INTERVAL_MS);
    const cpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    const report = await writer.write(poll, lease);
    const totalMs = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(cpuBefore);
    if (report.outcome !== 'written') throw new Error(report.outcome);
    if (index < 0) continue;
    totals.push(totalMs);
    cpu.push((user + system) / 1000);
    bodyBytes = report.bodyBytes;
    for (const [step, ms] of Object.entries(report.timings)) steps.set(step, [...(steps.get(step) ?? []), ms]);
  }
  for (const [step, ms] of steps)
    progress(`${step}: p50 ${rounded(median(ms))} ms, p95 ${rounded(percentile(ms, 0.95))} ms`);
  return {
    persistP50Ms: median(totals),
    persistP95Ms: percentile(totals, 0.95),
    persistCpuMs: median(cpu),
    bodyBytes,
    walKbPerPoll: ((await walBytes(db)) - walBefore) / polls / 1024,
  };
}

async function measureReads(db: Database) {
  const toMs = T0 + (polls + WARM_UP_POLLS) * INTERVAL_MS;
  const chart = { clusterId: 1, fromMs: T0, toMs, points: 500, readCommitted: false, patienceMs: 30_000 };
  const groupOf = (read: number) => 1 + ((read * 7) % shape.groups);
  return {
    chartGroupP50Ms: await timed('chart by group', (read) =>
      readLagSeries(db, { ...chart, groupId: groupOf(read), by: 'group' }),
    ),
    chartPartitionP50Ms: await timed('chart by partition', (read) =>
      readLagSeries(db, { ...chart, groupId: groupOf(read), by: 'partition' }),
    ),
    latestP50Ms: await timed('newest positions of a group', (read) => readLatest(db, 1, groupOf(read))),
  };
}

async function timed(what: string, read: (index: number) => Promise<unknown>): Promise<number> {
  const durations: number[] = [];
  for (let index = 0; index < READS; index++) {
    const startedAt = performance.now();
    await read(index);
    durations.push(performance.now() - startedAt);
  }
  progress(`${what}: p50 ${rounded(median(durations))} ms, fastest ${rounded(Math.min(...durations))} ms`);
  return median(durations);
}

async function walBytes(db: Database): Promise<number> {
  const [row] = await db.query(`select pg_current_wal_lsn() - '0/0' as bytes`, [], walSchema);
  return Number(row?.bytes);
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
