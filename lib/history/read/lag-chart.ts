import type { Series } from '#lib/api/schemas/series.ts';
import { type BucketAxis, type BucketSink, bucketSink, type PartialSum } from './buckets.ts';
import type { LagVisitor } from './lag-fold.ts';

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

/** Sums the partitions of one poll after the other into bucketed series. */
export interface LagChart {
  visit: LagVisitor;
  /** Every partition of the poll has been visited; the sums fall into this bucket. */
  endPoll(bucket: number): void;
  finish(): { series: Series[]; omittedSeries: number };
}

/**
 * A chart of at most `maxSeries` series: those in `first` in their order, then others as they turn up.
 * `topics` names the topic of each subscription the visitor speaks of.
 */
export function createLagChart(
  axis: BucketAxis,
  by: LagGrouping,
  topics: readonly string[],
  first: readonly SeriesName[],
  maxSeries: number,
): LagChart {
  const lines: Line[] = [];
  const lineByKey = new Map<string, Line>();
  const omitted = new Set<string>();
  const lineOfPartition: (Line | null)[][] = topics.map(() => []);

  const begin = (name: SeriesName): Line => {
    const line = { name, sink: bucketSink(axis), poll: nothingKnown(), polls: 0 };
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

  return {
    visit(subscription, partition, lag) {
      const ofSubscription = lineOfPartition[subscription];
      if (ofSubscription === undefined) return;
      let line = ofSubscription[partition];
      if (line === undefined) {
        line = findLine(subscription, partition);
        ofSubscription[partition] = line;
      }
      if (line === null) return;
      if (Number.isNaN(lag)) {
        line.poll.unknown += 1;
      } else {
        line.poll.sum += lag;
        line.poll.known += 1;
      }
    },
    endPoll(bucket) {
      for (const line of lines) {
        if (line.poll.known > 0 && bucket >= 0 && bucket < axis.buckets) {
          line.sink.add(bucket, line.poll);
          line.polls += 1;
        }
        line.poll = nothingKnown();
      }
    },
    finish: () => ({
      series: lines.filter(({ polls }) => polls > 0).map(({ name, sink }) => ({ ...name, ...sink.values() })),
      omittedSeries: omitted.size,
    }),
  };
}

interface Line {
  name: SeriesName;
  sink: BucketSink;
  /** The poll under way. */
  poll: PartialSum;
  polls: number;
}

const nothingKnown = (): PartialSum => ({ sum: 0, known: 0, unknown: 0 });
