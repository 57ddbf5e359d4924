/**
 * What asking why a group lags costs: groups of 60 and of 500 partitions that are behind, so that every rule has something to look
 * at, over a day of polls every 10 s through writer and sealer. Ends with 1 when a full run misses a bar.
 *
 *   npm run bench:causes [-- --short]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { groupCauses } from '#lib/causes/group-causes.ts';
import { causeRules } from '#lib/causes/rules.ts';
import type { Database } from '#lib/db/database.ts';
import { createTestDatabase } from '#lib/db/testing.ts';
import type { PollWrite } from '#lib/history/contract.ts';
import { HOUR_MS, hourOf } from '#lib/history/hours.ts';
import { dropWhatIsPast } from '#lib/history/retention.ts';
import { Sealer } from '#lib/history/seal/sealer.ts';
import { madeCluster, madeGroup, madeSubscription, madeTopic, madeTopicKey } from '#lib/history/testing.ts';
import { groupIdOf } from '#lib/views/history-ids.ts';
import { startPostgres } from '#scripts/local/postgres.ts';
import { temporaryFolder } from '#scripts/local/temporary-folder.ts';
import { type Bars, reportFigures } from './bars.ts';
import { benchLog, CARRY_MS, openWriter } from './history-store.ts';
import { progress } from './progress.ts';
import { percentile, rounded } from './statistics.ts';

const INTERVAL_MS = 10_000;
const WIDTHS = [60, 500] as const;
const RETENTION = { rawMs: 30 * 24 * HOUR_MS, hoursMs: 400 * 24 * HOUR_MS, eventsMs: 400 * 24 * HOUR_MS, slackMs: 0 };
const BARS: Bars = { causes60P95Ms: { atMost: 100 }, causes500P95Ms: { atMost: 300 } };

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const shape = values.short ? { hours: 2, requests: 5 } : { hours: 25, requests: 60 };

const folder = temporaryFolder('bench');
const server = process.env.TIDEMARK_TEST_POSTGRES ? null : await startPostgres({ dir: join(folder.path, 'postgres') });
process.env.TIDEMARK_TEST_POSTGRES ??= server?.adminUrl;
const { db, drop } = await createTestDatabase();
try {
  const { clusterId, fromMs, toMs } = await fill(db);
  const figures: Record<string, number> = {};
  for (const width of WIDTHS) Object.assign(figures, await measure(db, clusterId, width, { fromMs, toMs }));
  reportFigures(figures, values.short ? {} : BARS);
} finally {
  await drop();
  await server?.stop();
  folder.remove();
}

/** Polls of whole hours and half of one more, all but the last hour sealed. */
async function fill(db: Database): Promise<{ clusterId: number; fromMs: number; toMs: number }> {
  const { writer, lease } = await openWriter(db, 'causes');
  const sealer = new Sealer({ database: db, log: benchLog });
  const fromMs = hourOf(Date.now()) - shape.hours * HOUR_MS;
  const toMs = fromMs + shape.hours * HOUR_MS + HOUR_MS / 2;
  for (let atMs = fromMs; atMs < toMs; atMs += INTERVAL_MS) {
    const report = await writer.write(pollAt(atMs, (atMs - fromMs) / INTERVAL_MS, (toMs - atMs) / INTERVAL_MS), lease);
    if (report.outcome !== 'written') throw new Error(report.outcome);
    if (atMs !== hourOf(atMs)) continue;
    sealer.pollWritten({ lease, atMs, carryMs: CARRY_MS });
    await sealer.idle();
    await dropWhatIsPast(db, atMs, RETENTION);
    progress(`${Math.round((atMs - fromMs) / HOUR_MS)}/${shape.hours} hours are there`);
  }
  await db.execute('vacuum analyze');
  return { clusterId: writer.clusterId, fromMs, toMs };
}

/** Groups that kept up until ten minutes ago, and fall behind on all partitions since. */
function pollAt(atMs: number, index: number, left: number): PollWrite {
  const behind = Math.max(0, 60 - left) * 200;
  const fill = (width: number, of: (partition: number) => number) =>
    BigInt64Array.from({ length: width }, (_, partition) => BigInt(Math.round(of(partition))));
  // Traffic with a wave of a day and noise of its own on each partition.
  const end = (partition: number) =>
    1e6 + index * 500 + 300 * Math.sin(index / 1_375) + ((index * 7 + partition * 13) % 50);
  const topics = WIDTHS.map((width) => ({ width, key: madeTopicKey(`topic-${width}`), group: `group-${width}` }));
  return {
    samples: {
      atMs,
      topics: topics.map(({ width, key }) => ({
        topic: key,
        logStart: fill(width, () => 1_000),
        highWatermark: fill(width, end),
        open: fill(width, () => 0),
      })),
      subscriptions: topics.map(({ width, key, group }) => ({
        group,
        topic: key,
        committed: fill(width, (partition) => end(partition) - behind),
      })),
    },
    cluster: madeCluster(atMs),
    brokers: [],
    topics: topics.map(({ width, key }) => madeTopic(key, width)),
    groups: topics.map(({ width, key, group }) => madeGroup(group, [key.name], BigInt(behind * width), width)),
    subscriptions: topics.map(({ width, key, group }) => madeSubscription(group, key, width, BigInt(behind * width))),
    timeLags: topics.map(({ width }) => new Int32Array(width)),
    statusChanges: [],
    events: [],
    complete: { brokers: true, topics: true, groups: true },
  };
}

/** Asks about the newest poll, and about moments of the day before, as often; the API reads by one snapshot. */
async function measure(
  db: Database,
  clusterId: number,
  width: number,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<Record<string, number>> {
  const group = `group-${width}`;
  const groupId = (await groupIdOf(db, clusterId, group)) ?? -1;
  const times: number[] = [];
  for (let request = 0; request < shape.requests; request++) {
    const past = request % 2 === 1;
    const atMs = past ? fromMs + HOUR_MS + ((request * 3_607_000) % (toMs - fromMs - 2 * HOUR_MS)) : toMs - INTERVAL_MS;
    const startedAt = performance.now();
    const found = await db.transaction(
      (sql) =>
        groupCauses(
          { ...db, ...sql, transaction: (inner) => inner(sql) },
          { clusterId, groupId, group, atMs },
          causeRules(CARRY_MS),
        ),
      { isolation: 'repeatable read', readOnly: true },
    );
    times.push(performance.now() - startedAt);
    if (!past && found.causes.length === 0) throw new Error(`${group} is behind, and nothing explains it`);
  }
  return {
    [`causes${width}P50Ms`]: rounded(percentile(times, 0.5)),
    [`causes${width}P95Ms`]: rounded(percentile(times, 0.95)),
  };
}
