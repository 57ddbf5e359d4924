import { z } from 'zod';
import type { Transaction } from '#lib/db/database.ts';
import { slotNumber, slotView } from '../body.ts';
import { ABSENT } from '../chunk/special-values.ts';
import type { Seat } from '../seats.ts';
import { layoutOf, type WantedSeries } from './layout.ts';
import { copyPolls, type PollRange, type PollSlice } from './polls.ts';

/** One series in one hour: for each run a column of values per partition, one after the other. */
export interface SeriesColumns {
  partitions: number;
  /** Value of partition p at poll j: run[p * points + j]. NaN: not observed; see special-values.ts for the rest. */
  runs: readonly Float64Array[];
}

/** What the polls of one hour hold of the wanted series. */
export interface HourColumns {
  hourMs: number;
  /** Out of chunks: all its polls are there; else those of the range alone. */
  sealed: boolean;
  /** Instants of its polls, ascending; their number is what values are laid out by. */
  atMs: Float64Array;
  /** Of the polls, those from this one on, */
  from: number;
  /** up to and without this one, are asked for. */
  to: number;
  /** In the order of the wanted series; undefined where the hour has nothing of one. Valid until the visitor returns. */
  series: readonly (SeriesColumns | undefined)[];
}

const instantSchema = z.object({ at: z.date() });

/** The instants of the stored polls of a range, ascending. */
export async function pollInstants(tx: Transaction, { clusterId, fromMs, toMs }: PollRange): Promise<Float64Array> {
  const rows = await tx.query(
    'select at from poll where cluster_id = $1 and at >= $2 and at < $3 order by at',
    [clusterId, new Date(fromMs), new Date(toMs)],
    instantSchema,
  );
  return Float64Array.from(rows, ({ at }) => at.getTime());
}

/**
 * Polls that are not sealed yet, turned into columns. `range` lies within the hour, `seats` are the hour's. Polls at other
 * instants than `atMs` (come in between) are left out.
 */
export async function columnsOfPolls(
  tx: Transaction,
  hourMs: number,
  range: PollRange,
  wanted: readonly WantedSeries[],
  seats: readonly Seat[],
  atMs: Float64Array,
): Promise<HourColumns> {
  const layout = layoutOf(wanted, seats);
  const points = atMs.length;
  const series = wanted.map((one) => emptyColumns(one, seats, points));
  const pointOf = new Map(Array.from(atMs, (at, point) => [at, point]));
  await copyPolls(tx, range, hourMs, layout, Number.MAX_SAFE_INTEGER, (poll) => {
    const point = pointOf.get(poll.atMs);
    if (point !== undefined) fillPoint(series, poll, point, points);
  });
  return { hourMs, sealed: false, atMs, from: 0, to: points, series };
}

/** How many runs of a wanted series there are. */
export const runsOf = (series: WantedSeries): number => (series.kind === 't' ? series.runs : 1);

function emptyColumns(wanted: WantedSeries, seats: readonly Seat[], points: number): SeriesColumns | undefined {
  const own = seats.filter(({ kind, seriesId }) => kind === wanted.kind && seriesId === wanted.seriesId);
  if (own.length === 0) return undefined;
  const partitions = Math.max(...own.map((seat) => seat.partitions));
  const run = () => new Float64Array(partitions * points).fill(ABSENT);
  return { partitions, runs: Array.from({ length: runsOf(wanted) }, run) };
}

function fillPoint(
  series: readonly (SeriesColumns | undefined)[],
  { bytes, places }: PollSlice,
  point: number,
  points: number,
): void {
  const view = slotView(bytes);
  for (let index = 0; index < series.length; index++) {
    const columns = series[index];
    const place = places[index];
    if (columns === undefined || place === undefined) continue;
    columns.runs.forEach((run, nth) => {
      let slot = place.offset + nth * place.partitions;
      for (let at = point, end = point + place.partitions * points; at < end; at += points) {
        run[at] = slotNumber(view, slot++);
      }
    });
  }
}
