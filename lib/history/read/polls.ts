import { z } from 'zod';
import type { Sql, Transaction } from '#lib/db/database.ts';
import { SLOT_BYTES } from '../body.ts';
import { HOUR_MS, hourOf } from '../hours.ts';
import type { Seat } from '../seats.ts';
import { type HourLayout, layoutOf, type Place, type Slice, type WantedSeries } from './layout.ts';

/** What one poll holds of the wanted series. */
export interface PollSlice {
  atMs: number;
  /** Valid until the visitor returns. */
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
  /** Ends after so many polls. */
  maxPolls?: number;
}

/**
 * Hands the polls of a time range whose hours are not sealed yet, reduced to the wanted series, to `visit` one after the
 * other; memory holds one at a time. Hours in which none of the series has a seat are passed over. The transaction must be
 * repeatable read, so that no hour is seen twice or not at all while it is sealed.
 */
export async function readPolls(
  tx: Transaction,
  range: PollRange,
  wanted: readonly WantedSeries[],
  visit: (poll: PollSlice) => void,
): Promise<void> {
  const seats = await loadSeatsBetween(tx, range, wanted);
  const hours = [...seats.keys()].sort((a, b) => (range.newestFirst ? b - a : a - b));
  let left = range.maxPolls ?? Number.MAX_SAFE_INTEGER;
  for (const hourMs of hours) {
    if (left <= 0) return;
    await copyPolls(tx, range, hourMs, layoutOf(wanted, seats.get(hourMs) ?? []), left, (poll) => {
      left -= 1;
      visit(poll);
    });
  }
}

/** Hands at most `maxPolls` polls of one hour, cut by its layout, to `visit`. */
export async function copyPolls(
  tx: Transaction,
  range: PollRange,
  hourMs: number,
  { slices, placesIn }: HourLayout,
  maxPolls: number,
  visit: (poll: PollSlice) => void,
): Promise<void> {
  await tx.copyOut(selectSlices(range, hourMs, slices, maxPolls), ([at, size, bytes]) => {
    if (at === undefined || size === undefined || bytes === undefined) return;
    visit({ atMs: Number(at.readBigInt64BE()), bytes, places: placesIn(size.readInt32BE() / SLOT_BYTES) });
  });
}

/** The slices of the polls of one hour, as one expression: half the work of a loop over an array. */
function selectSlices(range: PollRange, hourMs: number, slices: readonly Slice[], maxPolls: number): string {
  const from = new Date(Math.max(range.fromMs, hourMs)).toISOString();
  const to = new Date(Math.min(range.toMs, hourMs + HOUR_MS)).toISOString();
  const cuts = slices.map(
    ({ first, slots }) => `substring(body from ${1 + first * SLOT_BYTES} for ${slots * SLOT_BYTES})`,
  );
  return `
    select (extract(epoch from at) * 1000)::int8, octet_length(body), ${cuts.join(' || ')} from poll
     where cluster_id = ${range.clusterId} and at >= '${from}' and at < '${to}'
     order by at ${range.newestFirst ? 'desc' : 'asc'} limit ${maxPolls}`;
}

const seatRowSchema = z.object({
  hour: z.date(),
  kind: z.enum(['t', 's']),
  seriesId: z.int(),
  first: z.int(),
  partitions: z.int(),
});

/** The seats of these series in the hours of a range that are not sealed yet, by hour. */
export async function loadSeatsBetween(
  sql: Sql,
  range: PollRange,
  wanted: readonly WantedSeries[],
): Promise<Map<number, Seat[]>> {
  const idsOf = (kind: 't' | 's') => wanted.filter((series) => series.kind === kind).map((series) => series.seriesId);
  const rows = await sql.query(
    `select hour, kind, series_id as "seriesId", first, partitions from poll_seat p
      where cluster_id = $1 and hour >= $2 and hour < $3
        and not exists (select from sealed_hour h where h.cluster_id = p.cluster_id and h.hour = p.hour)
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
