import { z } from 'zod';
import type { Transaction } from '#lib/db/database.ts';
import { HOUR_MS, hourOf } from '../hours.ts';
import type { Seat } from '../seats.ts';
import { type ChunkReader, createChunkReader, type PartitionFilter } from './chunks.ts';
import { columnsOfPolls, type HourColumns, pollInstants } from './columns.ts';
import type { WantedSeries } from './layout.ts';
import { loadSeatsBetween, type PollRange } from './polls.ts';
import { type SealedHour, sealedHoursBetween } from './sealed-hours.ts';

/** An hour of the history that may have something of the wanted series: sealed, or with seats among the polls. */
type StoredHour = { hourMs: number } & ({ sealed: SealedHour } | { seats: Seat[] });

/**
 * Hands the hours of a time range, reduced to the wanted series and in order of time, to `visit`: sealed ones out of their
 * chunks, the others out of their polls. Hours in which none of the series is are passed over. The transaction must be
 * repeatable read, so that no hour is seen twice or not at all while it is sealed. Partitions that `isRead` refuses may come
 * with any values.
 */
export async function readHours(
  tx: Transaction,
  range: PollRange,
  wanted: readonly WantedSeries[],
  visit: (hour: HourColumns) => void,
  isRead: PartitionFilter = () => true,
): Promise<void> {
  if (range.fromMs >= range.toMs) return;
  const chunks = createChunkReader(wanted, isRead);
  for (const stretch of stretches(await storedHours(tx, range, wanted))) {
    if ('seats' in stretch) {
      const hour = await tailHour(tx, range, wanted, stretch);
      if (hour !== null) visit(hour);
    } else await readSealed(tx, range, chunks, stretch.sealed, visit);
  }
}

/** The same, newest hour first, until the newest `maxPolls` polls have been visited. */
export async function readHoursBack(
  tx: Transaction,
  range: PollRange,
  wanted: readonly WantedSeries[],
  maxPolls: number,
  visit: (hour: HourColumns) => void,
): Promise<void> {
  let left = maxPolls;
  const visitNewest = (hour: HourColumns) => {
    const newest = { ...hour, from: Math.max(hour.from, hour.to - left) };
    left -= newest.to - newest.from;
    if (newest.to > newest.from) visit(newest);
  };
  const chunks = createChunkReader(wanted, () => true);
  for (const hour of (await storedHours(tx, range, wanted)).reverse()) {
    if (left <= 0) return;
    if ('seats' in hour) {
      const polls = await tailHour(tx, range, wanted, hour, left);
      if (polls !== null) visitNewest(polls);
    } else await readSealed(tx, range, chunks, [hour.sealed], visitNewest);
  }
}

/** Where the history of a range that is not sealed begins; the end of the range where there is none. */
export async function unsealedFrom(tx: Transaction, { clusterId, fromMs, toMs }: PollRange): Promise<number> {
  const [row] = await tx.query(
    `select p.hour from poll_seat p where p.cluster_id = $1 and p.hour >= $2 and p.hour < $3
        and not exists (select from sealed_hour h where h.cluster_id = p.cluster_id and h.hour = p.hour)
      order by p.hour limit 1`,
    [clusterId, new Date(hourOf(fromMs)), new Date(toMs)],
    hourSchema,
  );
  return row === undefined ? toMs : Math.max(fromMs, row.hour.getTime());
}

const hourSchema = z.object({ hour: z.date() });

async function readSealed(
  tx: Transaction,
  range: PollRange,
  chunks: ChunkReader,
  hours: readonly SealedHour[],
  visit: (hour: HourColumns) => void,
): Promise<void> {
  const byHour = new Map(hours.map((hour) => [hour.hourMs, hour]));
  await chunks.read(tx, [...byHour.keys()], (hourMs, series) => {
    const sealed = byHour.get(hourMs);
    if (sealed !== undefined) visit({ ...sealed, sealed: true, ...pointsWithin(range, sealed.atMs), series });
  });
}

async function storedHours(tx: Transaction, range: PollRange, wanted: readonly WantedSeries[]): Promise<StoredHour[]> {
  const sealed = await sealedHoursBetween(tx, range);
  const seats = await loadSeatsBetween(tx, range, wanted);
  const hours: StoredHour[] = [
    ...sealed.map((hour) => ({ hourMs: hour.hourMs, sealed: hour })),
    ...Array.from(seats, ([hourMs, ofHour]) => ({ hourMs, seats: ofHour })),
  ];
  return hours.sort((a, b) => a.hourMs - b.hourMs);
}

type Stretch = { sealed: SealedHour[] } | { hourMs: number; seats: Seat[] };

/** Sealed hours that follow each other are read in one go. */
function stretches(hours: readonly StoredHour[]): Stretch[] {
  const found: Stretch[] = [];
  for (const hour of hours) {
    const last = found.at(-1);
    if ('seats' in hour) found.push(hour);
    else if (last !== undefined && 'sealed' in last) last.sealed.push(hour.sealed);
    else found.push({ sealed: [hour.sealed] });
  }
  return found;
}

async function tailHour(
  tx: Transaction,
  range: PollRange,
  wanted: readonly WantedSeries[],
  { hourMs, seats }: { hourMs: number; seats: Seat[] },
  maxPolls = Number.MAX_SAFE_INTEGER,
): Promise<HourColumns | null> {
  const within = {
    clusterId: range.clusterId,
    fromMs: Math.max(range.fromMs, hourMs),
    toMs: Math.min(range.toMs, hourMs + HOUR_MS),
  };
  const atMs = (await pollInstants(tx, within)).slice(-maxPolls);
  const [firstMs] = atMs;
  return firstMs === undefined ? null : columnsOfPolls(tx, hourMs, { ...within, fromMs: firstMs }, wanted, seats, atMs);
}

/** Which of the polls of an hour lie in the range. */
function pointsWithin({ fromMs, toMs }: PollRange, atMs: Float64Array): { from: number; to: number } {
  const from = atMs.findIndex((at) => at >= fromMs);
  const past = atMs.findIndex((at) => at >= toMs);
  return { from: from < 0 ? atMs.length : from, to: past < 0 ? atMs.length : past };
}
