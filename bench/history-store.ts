import { monitorEventLoopDelay } from 'node:perf_hooks';
import { z } from 'zod';
import type { Database } from '#lib/db/database.ts';
import { acquireLease, type Lease } from '#lib/db/lease.ts';
import { DAY_MS, dayOf, HOUR_MS, hourOf } from '#lib/history/hours.ts';
import { SUBSCRIPTION_CHUNK, TOPIC_CHUNK } from '#lib/history/partition-spans.ts';
import { ensurePartition } from '#lib/history/partitions.ts';
import { dropWhatIsPast } from '#lib/history/retention.ts';
import { rollDay } from '#lib/history/seal/roll-day.ts';
import { Sealer } from '#lib/history/seal/sealer.ts';
import type { MadeLoad } from '#lib/history/testing.ts';
import { createPollWriter, type PollWriter } from '#lib/history/writer.ts';
import { randomCluster } from './history-load.ts';
import { progress } from './progress.ts';
import { percentile } from './statistics.ts';

export interface StoreShape extends MadeLoad {
  /** Polls of the hour that is sealed. */
  polls: number;
  /** Polls that are due every so often, and written, while it is sealed. */
  beatMs: number;
}

export interface StoreFigures {
  bytesPerSample: number;
  writeP95Ms: number;
  persistP95Ms: number;
  sealMsPerHour: number;
  latestPollMs: number;
  rollMsPerDay: number;
  /** Longest that taking a day over kept everything else of its thread waiting. */
  rollBlockedMs: number;
}

/** "3 polls" of a cluster that is polled every 10 s. */
export const CARRY_MS = 30_000;
const RETENTION = { rawMs: 7 * 24 * HOUR_MS, hoursMs: 400 * 24 * HOUR_MS, eventsMs: 400 * 24 * HOUR_MS, slackMs: 0 };

/** Writes an hour, every value of it moving, seals it while polls go on, and weighs what it has become. */
export async function measureStore(db: Database, shape: StoreShape): Promise<StoreFigures> {
  const hourMs = hourOf(Date.now()) - 3 * HOUR_MS;
  const cluster = randomCluster(shape, 1);
  const { writer, lease } = await openWriter(db, 'store');
  const times: { writeMs: number; persistMs: number }[] = [];
  const write = async (atMs: number) => {
    const poll = cluster.poll(atMs, true);
    const startedAt = performance.now();
    const report = await writer.write(poll, lease);
    if (report.outcome !== 'written') throw new Error(report.outcome);
    times.push({ writeMs: report.timings.samples ?? Number.NaN, persistMs: performance.now() - startedAt });
  };
  const intervalMs = HOUR_MS / shape.polls;
  for (let index = 0; index < shape.polls; index++) {
    await write(hourMs + index * intervalMs);
    if ((index + 1) % 60 === 0) progress(`${index + 1}/${shape.polls} polls of the hour that will be weighed`);
  }
  const ofHour = times.slice();
  const { sealMs, latestMs } = await sealBesidePolls(db, lease, shape.beatMs, write, hourMs + HOUR_MS);
  await dropWhatIsPast(db, hourMs + 2 * HOUR_MS, RETENTION);
  const bytes = await rawBytes(db);
  progress(`sealed in ${Math.round(sealMs)} ms, polls at most ${Math.round(latestMs)} ms late, ${bytes} bytes left`);
  return {
    bytesPerSample: bytes / (cluster.groupPartitions * shape.polls),
    writeP95Ms: percentile(
      ofHour.map(({ writeMs }) => writeMs),
      0.95,
    ),
    persistP95Ms: percentile(
      ofHour.map(({ persistMs }) => persistMs),
      0.95,
    ),
    sealMsPerHour: sealMs,
    latestPollMs: latestMs,
    ...(await rollDayLike(db, lease, hourMs)),
  };
}

/** Takes a day over into the level of hours, all 24 hours of which are like the one that was sealed. */
async function rollDayLike(
  db: Database,
  lease: Lease,
  hourMs: number,
): Promise<Pick<StoreFigures, 'rollMsPerDay' | 'rollBlockedMs'>> {
  const dayMs = dayOf(hourMs) - DAY_MS;
  for (const table of [TOPIC_CHUNK, SUBSCRIPTION_CHUNK]) await ensurePartition(db, table, dayMs);
  const hours = `$1::timestamptz + make_interval(hours => n), partitions`;
  // Of positions nothing is read.
  for (const copied of [
    `topic_chunk select topic_id, ${hours}, '', '', '', hour_stats from topic_chunk`,
    `subscription_chunk select subscription_id, ${hours}, '', total, hour_stats from subscription_chunk`,
  ]) {
    await db.execute(`insert into ${copied} cross join generate_series(0, 23) as n where hour = $2`, [
      new Date(dayMs),
      new Date(hourMs),
    ]);
  }
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const startedAt = performance.now();
  const outcome = await rollDay(db, lease, dayMs);
  const rollMs = performance.now() - startedAt;
  delay.disable();
  if (outcome !== 'rolled') throw new Error(outcome);
  progress(`a day taken over in ${Math.round(rollMs)} ms`);
  return { rollMsPerDay: rollMs, rollBlockedMs: delay.max / 1e6 };
}

/** The writer of a cluster's polls, with its lease. */
export async function openWriter(db: Database, cluster: string): Promise<{ writer: PollWriter; lease: Lease }> {
  const writer = await createPollWriter(db, cluster);
  const lease = await acquireLease(db, { clusterId: writer.clusterId, holder: 'bench', ttlMs: 24 * HOUR_MS });
  if (lease === null) throw new Error('somebody else polls in this database');
  return { writer, lease };
}

/** Lets the hour before `nextMs` be sealed while a poll is due every `beatMs`; gives how late the latest of them began. */
async function sealBesidePolls(
  db: Database,
  lease: Lease,
  beatMs: number,
  write: (atMs: number) => Promise<void>,
  nextMs: number,
): Promise<{ sealMs: number; latestMs: number }> {
  let sealMs = 0;
  const sealer = new Sealer({
    database: db,
    log: benchLog,
    onSealed: ({ durationMs }) => {
      sealMs = durationMs;
    },
  });
  await write(nextMs);
  sealer.pollWritten({ lease, atMs: nextMs, carryMs: CARRY_MS });
  let latestMs = 0;
  const beganAt = performance.now();
  for (let beat = 1; sealMs === 0; beat++) {
    const dueAt = beganAt + beat * beatMs;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueAt - performance.now())));
    latestMs = Math.max(latestMs, performance.now() - dueAt);
    await write(nextMs + beat * 1000);
  }
  await sealer.idle();
  return { sealMs, latestMs };
}

/** A bench whose hour cannot be sealed has nothing to measure. */
export const benchLog = {
  info: () => undefined,
  warn: (fields: object, message: string) => {
    throw new Error(`${message}: ${JSON.stringify(fields)}`, { cause: fields });
  },
};

const bytesSchema = z.object({ bytes: z.bigint() });

/** Everything that keeps polls, with indexes and what lies outside the rows. */
async function rawBytes(db: Database): Promise<number> {
  const [row] = await db.query(
    `select sum(pg_total_relation_size(c.oid))::int8 as bytes from pg_class c
      where c.relkind = 'r' and (c.relname in ('poll_seat', 'sealed_hour') or c.relname ~ '^(poll|topic_chunk|subscription_chunk)_\\d+$')`,
    [],
    bytesSchema,
  );
  return Number(row?.bytes ?? Number.NaN);
}
