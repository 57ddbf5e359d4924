import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import type { Database, Sql } from '#lib/db/database.ts';
import { type DatabaseError, toDatabaseError } from '#lib/db/errors.ts';
import { type Lease, renewLease } from '#lib/db/lease.ts';
import { createCatalog } from './catalog.ts';
import type { PollWrite } from './contract.ts';
import { HOUR_MS } from './hours.ts';
import { createCurrentStateWriter } from './now/current-state.ts';
import type { RefusedValue } from './poll-body.ts';
import { prune } from './prune.ts';
import { createSampleWriter } from './sample-writer.ts';

/** The channel on which every finished poll is announced; the payload is JSON {cluster, pollId}. */
export const POLL_CHANNEL = 'tidemark';

export type WriteReport =
  | (CurrentStateReport & {
      outcome: 'written';
      bodyBytes: number;
      /** Values of 2^53 or more, which are stored as not observed. */
      refused: RefusedValue[];
      /** Why this poll has no samples although it had some (no disk space); the current state is written all the same. */
      historyFailure: DatabaseError | null;
    })
  /**
   * The history has this instant already, as when the clock was set back: its body stays as it is, and this poll's samples
   * are dropped. The current state was written and announced all the same.
   */
  | (CurrentStateReport & { outcome: 'already-written' })
  /** Somebody else polls this cluster now: nothing was written. */
  | { outcome: 'lost-lease' };

interface CurrentStateReport {
  pollId: number;
  /** Rows of the *_now tables that were written or deleted. */
  rows: number;
  /** Why names that nothing is left of could not be deleted; tried again in an hour. */
  pruneFailure: DatabaseError | null;
  /** Milliseconds by step, for the engine's own health. */
  timings: Record<string, number>;
}

export interface PollWriter {
  readonly clusterId: number;
  /**
   * Writes one poll in one transaction under the lease. Throws a DatabaseError where Postgres fails; then nothing was
   * written, or (COMMIT_UNKNOWN) it is not known: either way the next poll writes the whole current state again.
   * The rows handed over are kept for comparison and must not be changed afterwards.
   */
  write(poll: PollWrite, lease: Lease): Promise<WriteReport>;
}

const idSchema = z.object({ id: z.int() });

/** Gives the id of the cluster with this configured name; inserted on first sight. */
export async function registerCluster(sql: Sql, name: string): Promise<number> {
  const find = () => sql.query('select id from cluster where name = $1', [name], idSchema);
  let [row] = await find();
  if (row === undefined) {
    await sql.execute('insert into cluster (name) values ($1) on conflict do nothing', [name]);
    [row] = await find();
  }
  if (row === undefined) throw new Error(`cluster ${name} vanished while it was registered`);
  return row.id;
}

/** The writer of one cluster's polls. One per cluster and process: it remembers what it wrote. */
export async function createPollWriter(
  db: Database,
  clusterName: string,
  { pruneEveryMs = HOUR_MS }: { pruneEveryMs?: number } = {},
): Promise<PollWriter> {
  const clusterId = await registerCluster(db, clusterName);
  const catalog = createCatalog(clusterId);
  const samples = createSampleWriter(clusterId);
  const currentState = createCurrentStateWriter(clusterId);
  let token: string | null = null;
  let pruneAtMs = 0;

  const forget = () => {
    catalog.forget();
    samples.forget();
    currentState.forget();
  };

  async function writeInside(sql: Sql, poll: PollWrite, lease: Lease, watch: Stopwatch): Promise<WriteReport> {
    if (!(await renewLease(sql, lease))) return { outcome: 'lost-lease' };
    watch.lap('lease');
    const ids = await catalog.resolve(sql, poll);
    watch.lap('catalog');
    const stored = await samples.write(sql, poll, ids);
    watch.lap('samples');
    const rows = await currentState.write(sql, poll, ids);
    watch.lap('now');
    const { pollId } = poll.cluster;
    await sql.execute('select pg_notify($1, $2)', [POLL_CHANNEL, JSON.stringify({ cluster: clusterName, pollId })]);
    watch.lap('notify');
    const current = { pollId, rows, pruneFailure: null, timings: watch.timings };
    if (stored.kind === 'duplicate') return { outcome: 'already-written', ...current };
    return {
      outcome: 'written',
      ...current,
      bodyBytes: stored.kind === 'stored' ? stored.encoded.bytes.length : 0,
      refused: stored.kind === 'stored' ? stored.encoded.refused : [],
      historyFailure: stored.kind === 'shed' ? stored.failure : null,
    };
  }

  async function writeOnce(poll: PollWrite, lease: Lease): Promise<WriteReport> {
    const watch = stopwatch();
    const unprepared = poll.samples === null ? null : await samples.prepare(db, poll.samples.atMs);
    const possible = unprepared === null ? poll : { ...poll, samples: null };
    const report = await db.transaction((sql) => writeInside(sql, possible, lease, watch));
    watch.lap('commit');
    if (report.outcome === 'lost-lease') return report;
    currentState.written();
    const pruneFailure = performance.now() < pruneAtMs ? null : await pruneUnder(lease);
    watch.lap('prune');
    if (report.outcome === 'already-written') return { ...report, pruneFailure };
    return { ...report, pruneFailure, historyFailure: report.historyFailure ?? unprepared };
  }

  /** Between two polls of this writer, so that nobody uses an id that is about to be deleted. */
  async function pruneUnder(lease: Lease): Promise<DatabaseError | null> {
    pruneAtMs = performance.now() + pruneEveryMs;
    try {
      const { rows, more } = await prune(db, lease);
      if (more) pruneAtMs = 0;
      if (rows > 0) catalog.forget();
      return null;
    } catch (error) {
      catalog.forget();
      return toDatabaseError(error);
    }
  }

  return {
    clusterId,
    async write(poll, lease) {
      // Under another token somebody else may have written in between.
      if (lease.token !== token) forget();
      token = lease.token;
      try {
        const report = await writeOnce(poll, lease);
        if (report.outcome === 'lost-lease') forget();
        return report;
      } catch (error) {
        forget();
        throw error;
      }
    },
  };
}

interface Stopwatch {
  readonly timings: Record<string, number>;
  /** Notes the time since the lap before under this name. */
  lap(step: string): void;
}

function stopwatch(): Stopwatch {
  const timings: Record<string, number> = {};
  let last = performance.now();
  return {
    timings,
    lap(step) {
      const now = performance.now();
      timings[step] = now - last;
      last = now;
    },
  };
}
