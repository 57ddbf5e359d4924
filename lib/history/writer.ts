import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import type { Database, Sql } from '#lib/db/database.ts';
import { type Lease, renewLease } from '#lib/db/lease.ts';
import { createCatalog, type PollIds } from './catalog.ts';
import type { PollSamples, PollWrite } from './contract.ts';
import { hourOf } from './hours.ts';
import { differenceOfBrokers, writeBrokersNow } from './now/brokers.ts';
import { writeClusterNow, writeKafkaClusterId } from './now/cluster.ts';
import { differenceOfGroups, writeGroupsNow } from './now/groups.ts';
import { differenceOfSubscriptions, writeSubscriptionsNow } from './now/subscriptions.ts';
import { differenceOfTopics, writeTopicsNow } from './now/topics.ts';
import { createRowTracker, type Identified } from './now/tracker.ts';
import { ensurePartition } from './partitions.ts';
import { type EncodedPoll, encodePoll, type RefusedValue, seriesOf } from './poll-body.ts';
import { insertSeats, loadSeats } from './seat-store.ts';
import { addSeat, type SeatMap, seatNewcomers } from './seats.ts';

/** The channel on which every finished poll is announced; the payload is JSON {cluster, pollId}. */
export const POLL_CHANNEL = 'tidemark';

export type WriteReport =
  | {
      outcome: 'written';
      pollId: number;
      /** Rows of the *_now tables that were written or deleted. */
      rows: number;
      bodyBytes: number;
      refused: RefusedValue[];
      /** Milliseconds by step, for the engine's own health. */
      timings: Record<string, number>;
    }
  /** Somebody else polls this cluster now: nothing was written. */
  | { outcome: 'lost-lease' }
  /** This instant is in the history already: nothing was written. */
  | { outcome: 'already-written' };

export interface PollWriter {
  readonly clusterId: number;
  /**
   * Writes one poll in one transaction under the lease. Throws a DatabaseError where Postgres fails; then nothing was
   * written, or (COMMIT_UNKNOWN) it is not known: either way the next poll writes the whole current state again.
   * The rows handed over are kept for comparison and must not be changed afterwards.
   */
  write(poll: PollWrite, lease: Lease): Promise<WriteReport>;
}

const NOTHING: EncodedPoll = { bytes: Buffer.alloc(0), refused: [] };

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
export async function createPollWriter(db: Database, clusterName: string): Promise<PollWriter> {
  const clusterId = await registerCluster(db, clusterName);
  const catalog = createCatalog(clusterId);
  const brokers = createRowTracker(differenceOfBrokers);
  const topics = createRowTracker(differenceOfTopics);
  const groups = createRowTracker(differenceOfGroups);
  const subscriptions = createRowTracker(differenceOfSubscriptions);
  const trackers = [brokers, topics, groups, subscriptions];
  let seats: { hourMs: number; map: SeatMap } | null = null;
  let kafkaClusterId: string | null = null;
  let token: string | null = null;

  const forget = () => {
    catalog.forget();
    for (const tracker of trackers) tracker.forget();
    seats = null;
    kafkaClusterId = null;
  };

  async function seatsFor(sql: Sql, samples: PollSamples, ids: PollIds): Promise<SeatMap> {
    const hourMs = hourOf(samples.atMs);
    if (seats?.hourMs !== hourMs) seats = { hourMs, map: await loadSeats(sql, clusterId, hourMs) };
    const newcomers = seatNewcomers(seats.map, seriesOf(samples, ids));
    await insertSeats(sql, clusterId, hourMs, newcomers);
    for (const seat of newcomers) addSeat(seats.map, seat);
    return seats.map;
  }

  async function writeCurrentState(sql: Sql, poll: PollWrite, ids: PollIds): Promise<number> {
    const { complete } = poll;
    await writeClusterNow(sql, clusterId, poll.cluster);
    if (poll.cluster.kafkaClusterId !== null && poll.cluster.kafkaClusterId !== kafkaClusterId) {
      kafkaClusterId = poll.cluster.kafkaClusterId;
      await writeKafkaClusterId(sql, clusterId, kafkaClusterId);
    }
    const subscriptionRows = poll.subscriptions.map((now, index) => ({
      groupId: ids.subscriptionParents[index]?.groupId ?? -1,
      topicId: ids.subscriptionParents[index]?.topicId ?? -1,
      now,
    }));
    return (
      (await writeBrokersNow(sql, clusterId, poll.brokers, brokers, complete.brokers)) +
      (await writeTopicsNow(sql, clusterId, identified(ids.topics, poll.topics), topics, complete.topics)) +
      (await writeGroupsNow(sql, clusterId, identified(ids.groups, poll.groups), groups, complete.groups)) +
      (await writeSubscriptionsNow(
        sql,
        clusterId,
        identified(ids.subscriptions, subscriptionRows),
        subscriptions,
        complete.groups,
      ))
    );
  }

  /** Gives null when this instant is in the history already. */
  async function writeSamples(sql: Sql, samples: PollSamples, ids: PollIds, lap: Lap): Promise<EncodedPoll | null> {
    const map = await seatsFor(sql, samples, ids);
    lap('seats');
    const encoded = encodePoll(samples, ids, map);
    lap('encode');
    const inserted = await sql.execute(
      'insert into poll (cluster_id, at, body) values ($1, $2, $3) on conflict do nothing',
      [clusterId, new Date(samples.atMs), encoded.bytes],
    );
    lap('poll');
    return inserted === 0 ? null : encoded;
  }

  async function writeInside(sql: Sql, poll: PollWrite, lease: Lease, lap: Lap): Promise<WriteReport> {
    if (!(await renewLease(sql, lease))) return { outcome: 'lost-lease' };
    lap('lease');
    const ids = await catalog.resolve(sql, poll);
    lap('catalog');
    const encoded = poll.samples === null ? NOTHING : await writeSamples(sql, poll.samples, ids, lap);
    if (encoded === null) return { outcome: 'already-written' };
    const rows = await writeCurrentState(sql, poll, ids);
    lap('now');
    const { pollId } = poll.cluster;
    await sql.execute('select pg_notify($1, $2)', [POLL_CHANNEL, JSON.stringify({ cluster: clusterName, pollId })]);
    lap('notify');
    const { bytes, refused } = encoded;
    return { outcome: 'written', pollId, rows, bodyBytes: bytes.length, refused, timings: {} };
  }

  return {
    clusterId,
    async write(poll, lease) {
      const { timings, lap } = stopwatch();
      // Under another token somebody else may have written in between.
      if (lease.token !== token) forget();
      token = lease.token;
      try {
        if (poll.samples !== null) {
          const hourMs = hourOf(poll.samples.atMs);
          if (seats?.hourMs !== hourMs) await ensurePartition(db, hourMs);
        }
        const report = await db.transaction((sql) => writeInside(sql, poll, lease, lap));
        lap('commit');
        if (report.outcome !== 'written') {
          forget();
          return report;
        }
        for (const tracker of trackers) tracker.written();
        return { ...report, timings };
      } catch (error) {
        forget();
        throw error;
      }
    },
  };
}

function identified<Row>(ids: readonly number[], rows: readonly Row[]): Identified<Row>[] {
  return rows.map((row, index) => ({ id: ids[index] ?? -1, row }));
}

type Lap = (step: string) => void;

function stopwatch(): { timings: Record<string, number>; lap: Lap } {
  const timings: Record<string, number> = {};
  let last = performance.now();
  const lap = (step: string) => {
    const now = performance.now();
    timings[step] = now - last;
    last = now;
  };
  return { timings, lap };
}
