import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { type Seat, type SeatMap, seatMapOf } from './seats.ts';

const seatSchema = z.object({
  kind: z.enum(['t', 's']),
  seriesId: z.int(),
  first: z.int(),
  partitions: z.int(),
});

/** The seats of one hour, as a map. */
export async function loadSeats(sql: Sql, clusterId: number, hourMs: number): Promise<SeatMap> {
  return seatMapOf(await seatsOfHour(sql, clusterId, hourMs));
}

/** All seats of one hour. */
export async function seatsOfHour(sql: Sql, clusterId: number, hourMs: number): Promise<Seat[]> {
  return sql.query(
    `select kind, series_id as "seriesId", first, partitions from poll_seat where cluster_id = $1 and hour = $2`,
    [clusterId, new Date(hourMs)],
    seatSchema,
  );
}

/** Adds seats to one hour. */
export async function insertSeats(sql: Sql, clusterId: number, hourMs: number, seats: readonly Seat[]): Promise<void> {
  if (seats.length === 0) return;
  await sql.execute(
    `insert into poll_seat (cluster_id, hour, kind, series_id, first, partitions)
     select $1, $2, s.kind, s.series_id, s.first, s.partitions
       from unnest($3::text[], $4::int4[], $5::int4[], $6::int4[]) as s(kind, series_id, first, partitions)`,
    [
      clusterId,
      new Date(hourMs),
      seats.map((seat) => seat.kind),
      seats.map((seat) => seat.seriesId),
      seats.map((seat) => seat.first),
      seats.map((seat) => seat.partitions),
    ],
  );
}
