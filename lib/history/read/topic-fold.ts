import { ABSENT } from '../chunk/special-values.ts';
import type { HourColumns } from './columns.ts';
import { LEFT_OUT } from './lag-fold.ts';
import { PollSums } from './poll-sums.ts';

/** A topic at each poll of an hour, over the partitions known then; overwritten by the next hour. */
export interface TopicSums {
  messagesPerSecond: PollSums;
  retained: PollSums;
}

interface LastSeen {
  atMs: number;
  high: number;
  retained: number;
}

/**
 * Rate and size of one topic out of its stored log positions (log start, high watermark), hour by hour in order of time.
 * A rate needs the partition's previous observation, at most `carryMs` old; an end that fell (a truncated log) gives none.
 */
export function createTopicFold(carryMs: number): (hour: HourColumns) => TopicSums {
  const last: LastSeen[] = [];
  const sums: TopicSums = { messagesPerSecond: new PollSums(), retained: new PollSums() };
  let rates = new Float64Array(0);
  let sizes = new Float64Array(0);
  return (hour) => {
    const points = hour.atMs.length;
    sums.messagesPerSecond.begin(points);
    sums.retained.begin(points);
    if (rates.length < points) {
      rates = new Float64Array(points);
      sizes = new Float64Array(points);
    }
    const [topic] = hour.series;
    const [logStart, high] = topic?.runs ?? [];
    if (topic === undefined || logStart === undefined || high === undefined) return sums;
    for (let partition = 0; partition < topic.partitions; partition++) {
      const start = partition * points;
      const columns = { logStart: logStart.subarray(start), high: high.subarray(start), rates, sizes };
      const seen = foldPartition(hour, columns, last[partition], carryMs);
      if (seen !== undefined) last[partition] = seen;
      sums.messagesPerSecond.addColumn(rates, hour.from, hour.to);
      sums.retained.addColumn(sizes, hour.from, hour.to);
    }
    return sums;
  };
}

interface PartitionColumns {
  logStart: Float64Array;
  high: Float64Array;
  /** To be filled, as a LagFold does it. */
  rates: Float64Array;
  sizes: Float64Array;
}

function foldPartition(
  { atMs, from, to }: HourColumns,
  { logStart, high, rates, sizes }: PartitionColumns,
  seen: LastSeen | undefined,
  carryMs: number,
): LastSeen | undefined {
  let before = seen;
  for (let point = from; point < to; point++) {
    const at = atMs[point] ?? 0;
    const end = high[point] ?? 0;
    const start = logStart[point] ?? 0;
    const young = before !== undefined && at - before.atMs <= carryMs;
    if (end === ABSENT) {
      rates[point] = LEFT_OUT;
      sizes[point] = LEFT_OUT;
    } else if (Number.isNaN(end) || Number.isNaN(start)) {
      rates[point] = Number.NaN;
      sizes[point] = young ? (before?.retained ?? Number.NaN) : Number.NaN;
    } else {
      const grown = young && before !== undefined && end >= before.high;
      rates[point] = grown ? (end - (before?.high ?? 0)) / ((at - (before?.atMs ?? 0)) / 1000) : Number.NaN;
      const retained = Math.max(0, end - start);
      sizes[point] = retained;
      before = { atMs: at, high: end, retained };
    }
  }
  return before;
}
