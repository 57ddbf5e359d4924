import type { Database, Sql } from '#lib/db/database.ts';
import { type DatabaseError, isDiskFull, toDatabaseError } from '#lib/db/errors.ts';
import type { PollIds } from './catalog.ts';
import type { HistoryWrite, PollSamples } from './contract.ts';
import { hourOf } from './hours.ts';
import { POLL } from './partition-spans.ts';
import { ensurePartition } from './partitions.ts';
import { type EncodedPoll, encodePoll, endedSubscriptions, unseatedSeries } from './poll-body.ts';
import { insertSeats, loadSeats } from './seat-store.ts';
import { addSeat, type SeatMap, seatNewcomers } from './seats.ts';

export type SampleOutcome =
  | { kind: 'stored'; encoded: EncodedPoll }
  /** This instant is in the history already, or its hour is complete. */
  | { kind: 'duplicate' }
  /** No disk space: the poll has no samples, but everything else of it can still be written. */
  | { kind: 'shed'; failure: DatabaseError };

/** Writes the history part of polls; knows the seats of the hour under way. */
export interface SampleWriter {
  /** Makes sure that the hour of a poll has its partition; before the transaction, which a failure would end. */
  prepare(db: Database, atMs: number): Promise<DatabaseError | null>;
  /** Inside the transaction of a poll with samples. */
  write(sql: Sql, poll: WithSamples, ids: PollIds): Promise<SampleOutcome>;
  /** Drops what is cached: after a failed or unknown commit the seats in it may not exist. */
  forget(): void;
}

/** The part of a poll that has the samples, if it has any. */
type WithSamples = Pick<HistoryWrite, 'complete'> & { samples: PollSamples | null };

/** The sample writer of one cluster. */
export function createSampleWriter(clusterId: number): SampleWriter {
  let seats: { hourMs: number; map: SeatMap } | null = null;

  async function seatsFor(sql: Sql, samples: PollSamples, ids: PollIds): Promise<SeatMap> {
    const hourMs = hourOf(samples.atMs);
    if (seats?.hourMs !== hourMs) seats = { hourMs, map: await loadSeats(sql, clusterId, hourMs) };
    const newcomers = seatNewcomers(seats.map, unseatedSeries(samples, ids, seats.map));
    await insertSeats(sql, clusterId, hourMs, newcomers);
    for (const seat of newcomers) addSeat(seats.map, seat);
    return seats.map;
  }

  return {
    forget() {
      seats = null;
    },
    async prepare(db, atMs) {
      const hourMs = hourOf(atMs);
      if (seats?.hourMs === hourMs) return null;
      try {
        await ensurePartition(db, POLL, hourMs);
        return null;
      } catch (error) {
        if (isDiskFull(error)) return toDatabaseError(error);
        throw error;
      }
    },
    async write(sql, poll, ids) {
      if (poll.samples === null) return { kind: 'stored', encoded: NOTHING };
      await sql.execute('savepoint history');
      try {
        const map = await seatsFor(sql, poll.samples, ids);
        const encoded = encodePoll(poll.samples, ids, map, endedSubscriptions(poll, ids, map));
        const inserted = await sql.execute(
          `insert into poll (cluster_id, at, body) select $1::int4, $2::timestamptz, $3::bytea
            where not exists (select from sealed_hour where cluster_id = $1 and hour = $4) on conflict do nothing`,
          [clusterId, new Date(poll.samples.atMs), encoded.bytes, new Date(hourOf(poll.samples.atMs))],
        );
        await sql.execute('release savepoint history');
        return inserted === 0 ? { kind: 'duplicate' } : { kind: 'stored', encoded };
      } catch (error) {
        if (!isDiskFull(error)) throw error;
        await sql.execute('rollback to savepoint history');
        seats = null;
        return { kind: 'shed', failure: toDatabaseError(error) };
      }
    },
  };
}

const NOTHING: EncodedPoll = { bytes: Buffer.alloc(0), refused: [] };
