/**
 * What trying a rule over the past costs. Of the lag of groups: 500 groups on two topics each over seven days of polls every 10 s, of which
 * a twentieth comes near the limit now and then, and one is beyond it all the time. Of the worst partition: 500 groups of 60 partitions over
 * the same days (wide-history.ts); of time behind nine of those. Chunks are packed by the product and put down as the sealer puts them. Ends with 1 when a full
 * run misses a bar.
 *
 *   npm run bench:preview [-- --short]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { PreviewPlace } from '#lib/alerts/preview/part.ts';
import { type PreviewPart, previewRule } from '#lib/alerts/preview/preview.ts';
import type { RuleCondition } from '#lib/alerts/rule.ts';
import { rule as madeRule } from '#lib/alerts/testing.ts';
import type { Database } from '#lib/db/database.ts';
import { createTestDatabase } from '#lib/db/testing.ts';
import { packedChunk } from '#lib/history/chunk/chunk.ts';
import { packStats, statsOf } from '#lib/history/hour-stats.ts';
import { DAY_MS, dayOf, HOUR_MS, hourOf } from '#lib/history/hours.ts';
import { SUBSCRIPTION_CHUNK, TOPIC_CHUNK } from '#lib/history/partition-spans.ts';
import { ensurePartition } from '#lib/history/partitions.ts';
import { PollSums } from '#lib/history/read/poll-sums.ts';
import { packSums } from '#lib/history/read/sum-chunk.ts';
import { pollOf } from '#lib/history/read/testing.ts';
import { rollDay } from '#lib/history/seal/roll-day.ts';
import { type ChunkRow, insertChunks, markSealed, SUBSCRIPTION_CHUNKS } from '#lib/history/seal/seal-store.ts';
import { madeGroup } from '#lib/history/testing.ts';
import { startPostgres } from '#scripts/local/postgres.ts';
import { temporaryFolder } from '#scripts/local/temporary-folder.ts';
import { type Bars, reportFigures } from './bars.ts';
import { openWriter } from './history-store.ts';
import { progress } from './progress.ts';
import { percentile, rounded } from './statistics.ts';
import { fillWide } from './wide-history.ts';

const INTERVAL_MS = 10_000;
const POLLS = HOUR_MS / INTERVAL_MS;
const TOPICS = ['orders', 'payments'];
const LIMIT = 10_000;
const BARS: Bars = { previewP95Ms: { atMost: 2_000 }, worstFirstPartP95Ms: { atMost: 2_000 } };

const subscriptionRow = z.object({ id: z.int(), name: z.string() });

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const shape = values.short
  ? { groups: 40, days: 1, requests: 3, wideGroups: 20, partitions: 60, wideRequests: 2 }
  : { groups: 500, days: 7, requests: 20, wideGroups: 500, partitions: 60, wideRequests: 10 };
const names = Array.from({ length: shape.groups }, (_, index) => `group-${index}`);

const folder = temporaryFolder('bench');
const server = process.env.TIDEMARK_TEST_POSTGRES ? null : await startPostgres({ dir: join(folder.path, 'postgres') });
process.env.TIDEMARK_TEST_POSTGRES ??= server?.adminUrl;
const { db, drop } = await createTestDatabase();
try {
  const { clusterId, fromMs, toMs } = await fill(db);
  const sums = await measure(clusterId, fromMs, toMs);
  const wide = { groups: shape.wideGroups, partitions: shape.partitions, fromMs, toMs };
  const wideId = await fillWide(db, wide);
  await db.execute('vacuum analyze');
  const worst = await measureWorst(wideId, fromMs, toMs);
  const timeLag = await measureTimeLag(wideId, fromMs, toMs);
  reportFigures({ ...sums, ...worst, ...timeLag }, values.short ? {} : BARS);
} finally {
  await drop();
  await server?.stop();
  folder.remove();
}

/** Whole days up to the last hour that is over, all of them sealed, all days but the present one taken over. */
async function fill(database: Database): Promise<{ clusterId: number; fromMs: number; toMs: number }> {
  const { writer, lease } = await openWriter(database, 'preview');
  const { clusterId } = writer;
  const toMs = hourOf(Date.now());
  const fromMs = dayOf(toMs) - (shape.days - 1) * DAY_MS;
  const committed = Object.fromEntries(
    names.map((name) => [name, Object.fromEntries(TOPICS.map((topic) => [topic, [1n]]))]),
  );
  const poll = pollOf(toMs, Object.fromEntries(TOPICS.map((topic) => [topic, [[0n, 1n]]])), committed);
  await writer.write({ ...poll, groups: names.map((name) => madeGroup(name, TOPICS, 0n, 1)) }, lease);
  const subscriptions = await database.query(
    'select s.id, g.name from subscription s join consumer_group g on g.id = s.group_id order by s.id',
    [],
    subscriptionRow,
  );
  for (let hourMs = fromMs; hourMs < toMs; hourMs += HOUR_MS) {
    for (const table of [TOPIC_CHUNK, SUBSCRIPTION_CHUNK]) await ensurePartition(database, table, hourMs);
    const rows = subscriptions.map(({ id, name }): ChunkRow => chunkOf(id, Number(name.split('-')[1]), hourMs));
    await database.transaction(async (tx) => {
      await markSealed(
        tx,
        clusterId,
        hourMs,
        Float64Array.from({ length: POLLS }, (_, at) => hourMs + at * INTERVAL_MS),
      );
      for (let from = 0; from < rows.length; from += 200) {
        await insertChunks(tx, SUBSCRIPTION_CHUNKS, hourMs, rows.slice(from, from + 200));
      }
    });
    if ((hourMs + HOUR_MS) % DAY_MS === 0) {
      await rollDay(database, lease, dayOf(hourMs));
      progress(`${Math.round((hourMs + HOUR_MS - fromMs) / DAY_MS)}/${shape.days} days are there`);
    }
  }
  await database.execute('vacuum analyze');
  return { clusterId, fromMs, toMs };
}

/** One hour of one subscription of one partition. */
function chunkOf(id: number, group: number, hourMs: number): ChunkRow {
  const hour = hourMs / HOUR_MS;
  const isBusy = group % 20 === 0 && (hour + group) % 8 === 0;
  const usual = group === 1 ? 20_000 : (group * 37) % 2_000;
  const lag = Float64Array.from({ length: POLLS }, (_, at) =>
    Math.round(usual + (isBusy && at % 120 < 40 ? 8_000 : 0) + ((at * 31 + id * 17) % 200)),
  );
  const sums = new PollSums();
  sums.begin(POLLS);
  sums.addColumn(lag, 0, POLLS);
  const committed = packedChunk({
    columns: 1,
    points: POLLS,
    values: lag.map((one, at) => 1e6 + at * 500 - one + 1e5),
  });
  return { id, partitions: 1, chunks: [committed, packSums(sums), packStats(statsOf(lag, { from: 0, to: POLLS }))] };
}

/** One request for all parts of a preview: how long the first took, and all of them. */
interface Asked {
  firstMs: number;
  wholeMs: number;
  partsMs: number[];
  groups: number;
  firings: number;
}

async function ask(
  clusterId: number,
  fromMs: number,
  toMs: number,
  condition: Partial<RuleCondition>,
  include = ['*'],
): Promise<Asked> {
  const { id: _, name: __, version: ___, ...definition } = madeRule({ groups: { include, exclude: [] }, condition });
  const partsMs: number[] = [];
  let [groups, firings] = [0, 0];
  let place: PreviewPlace | null = null;
  const startedAt = performance.now();
  do {
    const partAt = performance.now();
    const part: PreviewPart | null = await previewRule(db, {
      cluster: { id: clusterId, name: 'preview' },
      rule: structuredClone(definition) as never,
      fromMs,
      toMs,
      place,
      budgetMs: 1_000,
      patienceMs: 30_000,
    });
    partsMs.push(performance.now() - partAt);
    firings += part?.targets.reduce((sum, target) => sum + target.firings.length, 0) ?? 0;
    groups = part?.groups ?? 0;
    place = part?.next ?? null;
  } while (place !== null);
  return { firstMs: partsMs[0] ?? 0, wholeMs: performance.now() - startedAt, partsMs, groups, firings };
}

async function askOften(requests: number, askOnce: () => Promise<Asked>): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (let request = 0; request <= requests; request++) asked.push(await askOnce());
  return asked;
}

async function measure(clusterId: number, fromMs: number, toMs: number): Promise<Record<string, number>> {
  const limits = { threshold: LIMIT, clearThreshold: 9_000 };
  const all = await askOften(shape.requests, () => ask(clusterId, fromMs, toMs, limits));
  // The first one finds nothing in the caches.
  const whole = all.slice(1).map(({ wholeMs }) => wholeMs);
  return {
    groups: shape.groups,
    days: shape.days,
    firings: all.at(-1)?.firings ?? 0,
    previewP50Ms: rounded(percentile(whole, 0.5)),
    previewP95Ms: rounded(percentile(whole, 0.95)),
    partP95Ms: rounded(
      percentile(
        all.flatMap(({ partsMs }) => partsMs),
        0.95,
      ),
    ),
  };
}

/** The same of the worst partition, where hours are ruled out by the largest value of each partition. */
async function measureWorst(clusterId: number, fromMs: number, toMs: number): Promise<Record<string, number>> {
  const limits: Partial<RuleCondition> = { threshold: LIMIT, clearThreshold: 9_000, aggregation: 'worst-partition' };
  const all = await askOften(shape.wideRequests, () => ask(clusterId, fromMs, toMs, limits));
  const [cold, ...warm] = all;
  const of = (figure: (asked: Asked) => number, share: number) => rounded(percentile(warm.map(figure), share));
  return {
    worstGroups: shape.wideGroups,
    worstPartitions: shape.wideGroups * shape.partitions,
    worstFirings: cold?.firings ?? 0,
    worstParts: cold?.partsMs.length ?? 0,
    worstColdMs: rounded(cold?.wholeMs ?? 0),
    worstFirstPartP50Ms: of(({ firstMs }) => firstMs, 0.5),
    worstFirstPartP95Ms: of(({ firstMs }) => firstMs, 0.95),
    worstP50Ms: of(({ wholeMs }) => wholeMs, 0.5),
    worstP95Ms: of(({ wholeMs }) => wholeMs, 0.95),
  };
}

/** The same of time behind, where nearly all hours have to be looked at: of nine groups, as it goes group by group. */
async function measureTimeLag(clusterId: number, fromMs: number, toMs: number): Promise<Record<string, number>> {
  const limits: Partial<RuleCondition> = { metric: 'time-lag', threshold: 300, clearThreshold: 200 };
  const all = await askOften(2, () => ask(clusterId, fromMs, toMs, limits, ['group-?0']));
  const parts = all.flatMap(({ partsMs }) => partsMs);
  const whole = all.slice(1).map(({ wholeMs }) => wholeMs);
  return {
    timeLagFirings: all.at(-1)?.firings ?? 0,
    timeLagPartP95Ms: rounded(percentile(parts, 0.95)),
    timeLagGroupMs: rounded(percentile(whole, 0.5) / Math.max(1, all[0]?.groups ?? 0)),
  };
}
