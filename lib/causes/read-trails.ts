import type { Transaction } from '#lib/db/database.ts';
import type { HourColumns } from '#lib/history/read/columns.ts';
import { readHours } from '#lib/history/read/hours.ts';
import type { WantedSeries } from '#lib/history/read/layout.ts';
import type { SubscriptionRef } from '#lib/history/read/subscriptions.ts';
import type { Place } from '#lib/lag/causes/cause.ts';
import type { Trail } from '#lib/lag/causes/motion.ts';

/** The positions of a group on one partition in a window. */
export interface PlacedTrail extends Place {
  trail: Trail;
  subscriptionId: number;
}

/** What of one hour lies in the window: columns of its polls alone, `length` values for each partition. */
interface Stretch {
  atMs: Float64Array;
  /** By series; by run; partition p from p * length on. */
  series: ({ partitions: number; runs: Float64Array[] } | undefined)[];
}

const RUNS_OF_LOG = 3;

/** The positions of all subscriptions of a group in the polls of [fromMs, toMs), partition by partition. */
export async function readTrails(
  tx: Transaction,
  range: { clusterId: number; fromMs: number; toMs: number },
  subscriptions: readonly SubscriptionRef[],
): Promise<{ atMs: Float64Array; trails: PlacedTrail[] }> {
  const wanted = [
    ...subscriptions.map(({ subscriptionId }): WantedSeries => ({ kind: 's', seriesId: subscriptionId })),
    ...subscriptions.map(({ topicId }): WantedSeries => ({ kind: 't', seriesId: topicId, runs: RUNS_OF_LOG })),
  ];
  const stretches: Stretch[] = [];
  await readHours(tx, range, wanted, (hour) => {
    if (hour.to > hour.from) stretches.push(stretchOf(hour));
  });
  const atMs = joined(stretches.map((stretch) => stretch.atMs));
  const trails = subscriptions.flatMap(({ subscriptionId, topic }, own) => {
    const log = subscriptions.length + own;
    const partitions = Math.max(0, ...stretches.map(({ series }) => series[own]?.partitions ?? 0));
    return Array.from({ length: partitions }, (_, partition): PlacedTrail => {
      const of = (series: number, run: number) => joined(stretches.map((one) => column(one, series, run, partition)));
      const trail = { atMs, committed: of(own, 0), logStart: of(log, 0), end: of(log, 1), open: of(log, 2) };
      return { topic, partition, subscriptionId, trail };
    });
  });
  return { atMs, trails };
}

/** The columns are valid while they are visited, and may be of more polls than are asked for. */
function stretchOf({ atMs, from, to, series }: HourColumns): Stretch {
  const length = to - from;
  return {
    atMs: atMs.slice(from, to),
    series: series.map((columns) => {
      if (columns === undefined) return undefined;
      const { partitions } = columns;
      const cut = (run: Float64Array) => {
        const kept = new Float64Array(partitions * length);
        for (let partition = 0; partition < partitions; partition++) {
          const start = partition * atMs.length;
          kept.set(run.subarray(start + from, start + to), partition * length);
        }
        return kept;
      };
      return { partitions, runs: columns.runs.map(cut) };
    }),
  };
}

function column({ atMs, series }: Stretch, index: number, run: number, partition: number): Float64Array {
  const columns = series[index];
  const values = columns?.runs[run];
  if (columns === undefined || values === undefined || partition >= columns.partitions)
    return new Float64Array(atMs.length).fill(Number.NaN);
  return values.subarray(partition * atMs.length, (partition + 1) * atMs.length);
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
