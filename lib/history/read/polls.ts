import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { SLOT_BYTES } from '../body.ts';
import { HOUR_MS, hourOf } from '../hours.ts';
import type { Seat } from '../seats.ts';
import { type HourLayout, layoutOf, type Place, type WantedSeries } from './layout.ts';

/** What one poll holds of the wanted series. */
export interface PollSlice {
  atMs: number;
  bytes: Buffer;
  /** In the order of the wanted series; undefined where this poll has nothing of one. */
  places: readonly (Place | undefined)[];
}

export interface PollRange {
  clusterId: number;
  /** From this instant on, */
  fromMs: number;
  /** up to and without this one. */
  toMs: number;
  newestFirst?: boolean;
}

/** Bytes of one answer at most, so that a chart of a huge group is decoded piece by piece. */
const BATCH_BYTES = 4 << 20;
const MAX_POLLS_PER_BATCH = 1000;

/**
 * The polls of a time range, reduced to the wanted series, in batches of bounded size. Use it inside one repeatable-read
 * transaction, so that no hour is seen twice or not at all while old ones are dropped.
 */
export async function* readPolls(
  sql: Sql,
  range: PollRange,
  wanted: readonly WantedSeries[],
): AsyncGenerator<PollSlice[]> {
  const seats = await loadSeatsBetween(sql, range, wanted);
  const hours = [...seats.keys()].sort((a, b) => (range.newestFirst ? b - a : a - b));
  for (const hourMs of hours) {
    const layout = layoutOf(wanted, seats.get(hourMs) ?? []);
    const from = Math.max(range.fromMs, hourMs);
    const to = Math.min(range.toMs, hourMs + HOUR_MS);
    yield* readHour(sql, { ...range, fromMs: from, toMs: to }, layout);
  }
}

async function* readHour(sql: Sql, range: PollRange, layout: HourLayout): AsyncGenerator<PollSlice[]> {
  const limit = Math.max(1, Math.min(MAX_POLLS_PER_BATCH, Math.floor(BATCH_BYTES / Math.max(1, layout.bytesPerPoll))));
  let { fromMs, toMs } = range;
  for (;;) {
    const rows = await sql.query(
      range.newestFirst ? SELECT_NEWEST_FIRST : SELECT_OLDEST_FIRST,
      [
        range.clusterId,
        new Date(fromMs),
        new Date(toMs),
        layout.slices.map((slice) => 1 + slice.first * SLOT_BYTES),
        layout.slices.map((slice) => slice.slots * SLOT_BYTES),
        limit,
      ],
      pollRowSchema,
    );
    if (rows.length > 0) {
      yield rows.map(({ at, size, bytes }) => ({
        atMs: at.getTime(),
        bytes,
        places: layout.placesIn(size / SLOT_BYTES),
      }));
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < limit) return;
    if (range.newestFirst) toMs = last.at.getTime();
    else fromMs = last.at.getTime() + 1;
  }
}

const pollRowSchema = z.object({ at: z.date(), size: z.int(), bytes: z.instanceof(Buffer) });

const SELECT = `
  select at, octet_length(body) as size,
         (select coalesce(string_agg(substring(body from s.first for s.bytes), ''::bytea order by s.first), ''::bytea)
            from unnest($4::int4[], $5::int4[]) as s(first, bytes)) as bytes
    from poll where cluster_id = $1 and at >= $2 and at < $3`;
const SELECT_OLDEST_FIRST = `${SELECT} order by at limit $6`;
const SELECT_NEWEST_FIRST = `${SELECT} order by at desc limit $6`;

const seatRowSchema = z.object({
  hour: z.date(),
  kind: z.enum(['t', 's']),
  seriesId: z.int(),
  first: z.int(),
  partitions: z.int(),
});

async function loadSeatsBetween(
  sql: Sql,
  range: PollRange,
  wanted: readonly WantedSeries[],
): Promise<Map<number, Seat[]>> {
  const idsOf = (kind: 't' | 's') => wanted.filter((series) => series.kind === kind).map((series) => series.seriesId);
  const rows = await sql.query(
    `select hour, kind, series_id as "seriesId", first, partitions from poll_seat
      where cluster_id = $1 and hour >= $2 and hour < $3
        and ((kind = 't' and series_id = any($4::int4[])) or (kind = 's' and series_id = any($5::int4[])))`,
    [range.clusterId, new Date(hourOf(range.fromMs)), new Date(range.toMs), idsOf('t'), idsOf('s')],
    seatRowSchema,
  );
  const byHour = new Map<number, Seat[]>();
  for (const { hour, ...seat } of rows) {
    const seats = byHour.get(hour.getTime()) ?? [];
    seats.push(seat);
    byHour.set(hour.getTime(), seats);
  }
  return byHour;
}
