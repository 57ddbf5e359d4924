import type { HourColumns } from './columns.ts';
import { LEFT_OUT } from './lag-fold.ts';
import { PollSums } from './poll-sums.ts';

/** Records per second at each poll of an hour, over the partitions known then; overwritten by the next hour. */
export interface RateSums {
  produced: PollSums;
  consumed: PollSums;
}

interface LastSeen {
  atMs: number;
  end: number;
  committed: number;
}

/**
 * Produce and consume rate of a group out of stored positions, hour by hour in order of time. The hour's series are the
 * committed offsets of all subscriptions followed by the log positions of their topics, in the same order. A rate needs the
 * partition's previous observation, at most `carryMs` old; a position that fell gives none.
 */
export function createRateFold(
  subscriptions: number,
  carryMs: number,
  isCounted: (subscription: number, partition: number) => boolean,
): (hour: HourColumns) => RateSums {
  const last: (LastSeen | undefined)[][] = Array.from({ length: subscriptions }, () => []);
  const sums: RateSums = { produced: new PollSums(), consumed: new PollSums() };
  return (hour) => {
    const points = hour.atMs.length;
    sums.produced.begin(points);
    sums.consumed.begin(points);
    const rates = { produced: new Float64Array(points), consumed: new Float64Array(points) };
    for (let subscription = 0; subscription < subscriptions; subscription++) {
      const [own, log] = [hour.series[subscription], hour.series[subscriptions + subscription]];
      const committed = own?.runs[0];
      const seen = last[subscription];
      if (own === undefined || committed === undefined || seen === undefined) continue;
      for (let partition = 0; partition < own.partitions; partition++) {
        if (!isCounted(subscription, partition)) continue;
        const start = partition * points;
        const ends = partition < (log?.partitions ?? 0) ? log?.runs[1]?.subarray(start) : undefined;
        const columns = { committed: committed.subarray(start), ends };
        seen[partition] = foldPartition(hour, columns, rates, seen[partition], carryMs);
        sums.produced.addColumn(rates.produced, hour.from, hour.to);
        sums.consumed.addColumn(rates.consumed, hour.from, hour.to);
      }
    }
    return sums;
  };
}

function foldPartition(
  { atMs, from, to }: HourColumns,
  { committed, ends }: { committed: Float64Array; ends: Float64Array | undefined },
  rates: { produced: Float64Array; consumed: Float64Array },
  seen: LastSeen | undefined,
  carryMs: number,
): LastSeen | undefined {
  let before = seen;
  for (let point = from; point < to; point++) {
    const at = atMs[point] ?? 0;
    const offset = committed[point] ?? Number.NaN;
    const end = ends?.[point] ?? Number.NaN;
    let [produced, consumed] = [Number.NaN, Number.NaN];
    if (offset < 0) {
      [produced, consumed] = [LEFT_OUT, LEFT_OUT];
      before = undefined;
    } else if (offset >= 0 && end >= 0) {
      const young = before !== undefined && at - before.atMs <= carryMs;
      if (before && young && end >= before.end && offset >= before.committed) {
        const seconds = (at - before.atMs) / 1000;
        produced = (end - before.end) / seconds;
        consumed = (offset - before.committed) / seconds;
      }
      before = { atMs: at, end, committed: offset };
    }
    rates.produced[point] = produced;
    rates.consumed[point] = consumed;
  }
  return before;
}
