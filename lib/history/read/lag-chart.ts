import type { Series } from '#lib/api/schemas/series.ts';
import { type BucketAxis, type BucketSink, bucketRuns, bucketSink, type Sums } from './buckets.ts';
import type { HourColumns } from './columns.ts';
import { LEFT_OUT } from './lag-fold.ts';
import { PollSums } from './poll-sums.ts';

export type LagGrouping = 'group' | 'topic' | 'partition';

/** What a series of the chart stands for. */
export interface SeriesName {
  key: string;
  topic: string | null;
  partition: number | null;
}

/** The series a partition of a topic is counted in. */
export function seriesName(by: LagGrouping, topic: string, partition: number): SeriesName {
  if (by === 'group') return { key: '', topic: null, partition: null };
  if (by === 'topic') return { key: topic, topic, partition: null };
  return { key: `${topic}/${partition}`, topic, partition };
}

/** Sums the partitions of one hour after the other into bucketed series. */
export interface LagChart {
  beginHour(hour: HourColumns): void;
  /** False of a partition that has no series in this chart, and is counted as that: it need not be added any more. */
  takes(subscription: number, partition: number): boolean;
  /** Adds the lag of one partition in that hour, as a LagFold gives it. */
  add(subscription: number, partition: number, lag: Float64Array): void;
  /** Adds a sum over partitions of one subscription; not for a chart by partition. */
  addSums(subscription: number, sums: Sums): void;
  /** Everything of the hour was added: the sums of its polls fall into their buckets. */
  endHour(): void;
  finish(): { series: Series[]; omittedSeries: number };
}

/**
 * A chart of at most `maxSeries` series: those in `first` in their order, then others as they turn up.
 * `topics` names the topic of each subscription; `newSums` makes what a series has of all its partitions at a poll.
 */
export function createLagChart(
  axis: BucketAxis,
  by: LagGrouping,
  topics: readonly string[],
  first: readonly SeriesName[],
  maxSeries: number,
  newSums: () => PollSums = () => new PollSums(),
): LagChart {
  const lines: Line[] = [];
  const lineByKey = new Map<string, Line>();
  const omitted = new Set<string>();
  const lineOfPartition: (Line | null)[][] = topics.map(() => []);
  let hour: HourColumns = NO_HOUR;

  const begin = (name: SeriesName): Line => {
    const line = { name, sink: bucketSink(axis), sums: newSums() };
    line.sums.begin(hour.atMs.length);
    lines.push(line);
    lineByKey.set(name.key, line);
    return line;
  };
  for (const name of first.slice(0, maxSeries)) begin(name);

  const findLine = (subscription: number, partition: number): Line | null => {
    const name = seriesName(by, topics[subscription] ?? '', partition);
    const present = lineByKey.get(name.key);
    if (present !== undefined) return present;
    if (lines.length < maxSeries) return begin(name);
    omitted.add(name.key);
    return null;
  };
  const lineOf = (subscription: number, partition: number): Line | null => {
    const known = lineOfPartition[subscription]?.[partition];
    if (known !== undefined) return known;
    const line = findLine(subscription, partition);
    const ofSubscription = lineOfPartition[subscription];
    if (ofSubscription !== undefined) ofSubscription[partition] = line;
    return line;
  };

  return {
    beginHour(next) {
      hour = next;
      for (const { sums } of lines) sums.begin(hour.atMs.length);
    },
    takes: (subscription, partition) => lineOfPartition[subscription]?.[partition] !== null,
    add(subscription, partition, lag) {
      if (!isThere(lag, hour)) return;
      lineOf(subscription, partition)?.sums.addColumn(lag, hour.from, hour.to);
    },
    addSums(subscription, sums) {
      if (!hasPartitions(sums, hour)) return;
      lineOf(subscription, 0)?.sums.addSums(sums, hour.from, hour.to);
    },
    endHour() {
      const runs = bucketRuns(axis, hour);
      for (const { sink, sums } of lines) for (const { bucket, from, to } of runs) sink.addRun(bucket, sums, from, to);
    },
    finish: () => ({
      series: lines.filter(({ sink }) => !sink.isEmpty()).map(({ name, sink }) => ({ ...name, ...sink.values() })),
      omittedSeries: omitted.size,
    }),
  };
}

/** As isThere tells of one partition, so that series turn up in the same order whichever way they are counted. */
function hasPartitions({ known, unknown }: Sums, { from, to }: HourColumns): boolean {
  for (let point = from; point < to; point++) {
    if ((known[point] ?? 0) > 0 || (unknown[point] ?? 0) > 0) return true;
  }
  return false;
}

interface Line {
  name: SeriesName;
  sink: BucketSink;
  /** The hour under way. */
  sums: PollSums;
}

const NO_HOUR: HourColumns = { hourMs: 0, sealed: false, atMs: new Float64Array(0), from: 0, to: 0, series: [] };

/** False for a partition without a committed offset all the hour. */
function isThere(lag: Float64Array, { from, to }: HourColumns): boolean {
  for (let point = from; point < to; point++) if (lag[point] !== LEFT_OUT) return true;
  return false;
}
