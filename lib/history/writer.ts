import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import type { Database, Sql } from '#lib/db/database.ts';
import { type DatabaseError, toDatabaseError } from '#lib/db/errors.ts';
import { type Lease, renewLease } from '#lib/db/lease.ts';
import { createCatalog } from './catalog.ts';
import type { PollCompanion } from './companion.ts';
import type { HistoryWrite, PollWrite } from './contract.ts';
import { createEventWriter } from './event-store.ts';
import { HOUR_MS, hourOf } from './hours.ts';
import { createMembershipWriter } from './membership-store.ts';
import { createCurrentStateWriter } from './now/current-state.ts';
import type { RefusedValue } from './poll-body.ts';
import { prune } from './prune.ts';
import { createSampleWriter } from './sample-writer.ts';
import { createStatusWriter, statusChangeRows } from './status-store.ts';

/** The channel on which every finished poll is announced; the payload is JSON {cluster, pollId}. */
export const POLL_CHANNEL = 'tidemark';

export type WriteReport =
  | (CurrentStateReport & {
      outcome: 'written';
      bodyBytes: number;
      /** Values of 2^53 or more, which are stored as not observed. */
      refused: RefusedValue[];
      /** Why samples, events or members of this poll are lost (no disk space); the current state is written all the same. */
      historyFailure: DatabaseError | null;
    })
  /**
   * The history has this instant already, as when the clock was set back: its body stays as it is, and this poll's samples
   * are dropped. The current state was written and announced all the same.
   */
  | (CurrentStateReport & { outcome: 'already-written' })
  /** Somebody else polls this cluster now: nothing was written. */
  | { outcome: 'lost-lease' };

/** What became of polls that had waited. */
export type LateReport =
  | {
      outcome: 'written';
      /** In the history now, or already: where the answer to a commit was lost it may have happened. */
      kept: number;
      /** Instants that the history takes no more: there is no disk space, or their hour is complete. */
      shed: number[];
    }
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
  /**
   * Writes samples and events of polls that had to wait, oldest first, in one transaction under the lease. The current state is none
   * of their business. Throws as `write` does; it may be asked again for the same polls.
   */
  writeLate(polls: readonly HistoryWrite[], lease: Lease): Promise<LateReport>;
  /** Of this poll only the history will be written, by `writeLate`: a newer one tells the current state. */
  passOver(poll: PollWrite): void;
}

/** Whole polls that wait to be passed over while one is written. */
const MOST_PASSED = 6;

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

const hourSchema = z.object({ hour: z.date() });

/** Those of `hours` that are complete: they take no poll any more. */
async function sealedHours(sql: Sql, clusterId: number, hours: readonly number[]): Promise<number[]> {
  const text = 'select hour from sealed_hour where cluster_id = $1 and hour = any($2::timestamptz[])';
  const rows = await sql.query(text, [clusterId, hours.map((hourMs) => new Date(hourMs))], hourSchema);
  return rows.map(({ hour }) => hour.getTime());
}

export interface PollWriterOptions {
  pruneEveryMs?: number;
  /** Why the history takes no polls now; asked before each. */
  refusal?: () => DatabaseError | null;
  /** Writes along with each poll. */
  companion?: ((clusterId: number) => PollCompanion) | undefined;
}

/** The writer of one cluster's polls. One per cluster and process: it remembers what it wrote. */
export async function createPollWriter(
  db: Database,
  clusterName: string,
  { pruneEveryMs = HOUR_MS, refusal = () => null, companion }: PollWriterOptions = {},
): Promise<PollWriter> {
  const clusterId = await registerCluster(db, clusterName);
  const catalog = createCatalog(clusterId);
  const samples = createSampleWriter(clusterId);
  const currentState = createCurrentStateWriter(clusterId);
  const events = createEventWriter(clusterId);
  const memberships = createMembershipWriter(clusterId);
  const statuses = createStatusWriter(clusterId);
  const along = companion?.(clusterId);
  let token: string | null = null;
  let pruneAtMs = 0;
  /** Passed over while one was written: to be told once it is known what became of that. */
  let passed: PollWrite[] = [];
  let isWriting = false;

  const forgetRows = () => {
    catalog.forget();
    samples.forget();
    currentState.forget();
  };
  const forget = () => {
    forgetRows();
    along?.forget();
  };

  async function writeInside(
    sql: Sql,
    poll: PollWrite,
    lease: Lease,
    watch: Stopwatch,
    noMonth: DatabaseError | null,
  ): Promise<WriteReport> {
    if (!(await renewLease(sql, lease))) return { outcome: 'lost-lease' };
    watch.lap('lease');
    const ids = await catalog.resolve(sql, poll, poll.cluster.scheduledAtMs);
    watch.lap('catalog');
    const stored = await samples.write(sql, poll, ids);
    watch.lap('samples');
    const { rows, memberships: changed } = await currentState.write(sql, poll, ids);
    watch.lap('now');
    const memberFailure = noMonth ?? (await memberships.write(sql, poll.cluster.scheduledAtMs, changed));
    watch.lap('memberships');
    const eventFailure = await events.write(sql, poll.cluster.scheduledAtMs, poll.events);
    watch.lap('events');
    const changes = statusChangeRows(poll.statusChanges, ids.statusChanges);
    const statusFailure = await statuses.write(sql, poll.cluster.scheduledAtMs, changes);
    watch.lap('statuses');
    await along?.write(sql, poll);
    watch.lap('alerts');
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
      historyFailure: stored.kind === 'shed' ? stored.failure : (eventFailure ?? statusFailure ?? memberFailure),
    };
  }

  async function writeOnce(poll: PollWrite, lease: Lease): Promise<WriteReport> {
    const watch = stopwatch();
    const unprepared = poll.samples === null ? null : (refusal() ?? (await samples.prepare(db, poll.samples.atMs)));
    const noRoomForEvents = await events.prepare(db, poll.cluster.scheduledAtMs, poll.events);
    const noMonth = await memberships.prepare(db, poll.cluster.scheduledAtMs);
    const noRoomForStatuses = await statuses.prepare(db, poll.cluster.scheduledAtMs, poll.statusChanges);
    const possible = {
      ...poll,
      samples: unprepared === null ? poll.samples : null,
      events: noRoomForEvents === null ? poll.events : [],
      statusChanges: noRoomForStatuses === null ? poll.statusChanges : [],
    };
    const report = await db.transaction((sql) => writeInside(sql, possible, lease, watch, noMonth), boundedBy(lease));
    watch.lap('commit');
    if (report.outcome === 'lost-lease') return report;
    currentState.written();
    along?.written();
    const pruneFailure = performance.now() < pruneAtMs ? null : await pruneUnder(lease);
    watch.lap('prune');
    if (report.outcome === 'already-written') return { ...report, pruneFailure };
    const historyFailure = report.historyFailure ?? unprepared ?? noRoomForEvents ?? noRoomForStatuses;
    return { ...report, pruneFailure, historyFailure };
  }

  async function writeLateOnce(polls: readonly HistoryWrite[], lease: Lease): Promise<LateReport> {
    const hours = new Set(polls.flatMap(({ atMs, samples }) => (samples ? [hourOf(atMs)] : [])));
    for (const hourMs of await sealedHours(db, clusterId, [...hours])) hours.delete(hourMs);
    for (const hourMs of hours) if (refusal() ?? (await samples.prepare(db, hourMs))) hours.delete(hourMs);
    const roomForEvents = new Set<HistoryWrite>();
    const roomForStatuses = new Set<HistoryWrite>();
    for (const poll of polls) {
      if (!(await events.prepare(db, poll.atMs, poll.events))) roomForEvents.add(poll);
      if (!(await statuses.prepare(db, poll.atMs, poll.statusChanges))) roomForStatuses.add(poll);
    }
    return db.transaction(async (sql) => {
      if (!(await renewLease(sql, lease))) return { outcome: 'lost-lease' };
      const shed: number[] = [];
      for (const poll of polls) {
        const isTaken = poll.samples === null || hours.has(hourOf(poll.atMs));
        const ids = await catalog.resolve(sql, { ...poll, topics: [], groups: [] }, poll.atMs);
        const stored = isTaken ? await samples.write(sql, poll, ids) : null;
        if (stored === null || stored.kind === 'shed') shed.push(poll.atMs);
        if (roomForEvents.has(poll)) await events.write(sql, poll.atMs, poll.events);
        const changes = statusChangeRows(poll.statusChanges, ids.statusChanges);
        if (roomForStatuses.has(poll)) await statuses.write(sql, poll.atMs, changes);
      }
      return { outcome: 'written', kept: polls.length - shed.length, shed };
    }, boundedBy(lease));
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

  /** Keeps what is remembered as true as the tables: nothing of it outlives a failure or a lost lease. */
  async function remembering<Report extends { outcome: string }>(
    lease: Lease,
    write: () => Promise<Report>,
  ): Promise<Report> {
    // Under another token somebody else may have written in between.
    if (lease.token !== token) forget();
    token = lease.token;
    isWriting = true;
    try {
      const report = await write();
      if (report.outcome === 'lost-lease') forget();
      return report;
    } catch (error) {
      forgetRows();
      along?.failed();
      throw error;
    } finally {
      isWriting = false;
      for (const poll of passed) along?.passOver(poll);
      passed = [];
    }
  }

  function passOver(poll: PollWrite): void {
    if (!isWriting) along?.passOver(poll);
    // Of more polls the first counts as not seen.
    else passed = [...passed, poll].slice(-MOST_PASSED);
  }

  return {
    clusterId,
    write: (poll, lease) => remembering(lease, () => writeOnce(poll, lease)),
    writeLate: (polls, lease) => remembering(lease, () => writeLateOnce(polls, lease)),
    passOver,
  };
}

/** Whoever freezes amid a poll holds the lease row: others get it once the lease has run out, not when Postgres tires of waiting. */
const boundedBy = ({ ttlMs }: Lease) => ({ mostIdleMs: ttlMs });

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
