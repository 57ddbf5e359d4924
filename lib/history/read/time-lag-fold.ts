import { type EndColumns, EndTrack, type LagColumn } from '#lib/lag/end-track.ts';
import type { HourColumns } from './columns.ts';
import { createLagFold, type LagFold, type LagFoldRules } from './lag-fold.ts';
import { PollWorst } from './poll-worst.ts';

/** Time lag by partition out of stored positions, hour by hour in order of time: columns of a LagFold with boundedMs in them. */
export interface TimeLagFold extends LagFold {
  /** Takes in ends of before the first hour: what was written then may be read in it. */
  prime(subscription: number, ends: EndColumns): void;
  /** The largest over the wanted partitions of a subscription, in the place of the columns of each; overwritten by the next. */
  worst(hour: HourColumns, subscription: number, isWanted: (partition: number) => boolean): PollWorst;
  /** Of each subscription the partitions with a position older than all ends that were seen, and the lowest such position. */
  unreached(): Map<number, number>[];
}

/** A fold that has seen no ends yet. */
export function createTimeLagFold(subscriptions: number, rules: LagFoldRules): TimeLagFold {
  const lags = createLagFold(subscriptions, rules);
  const tracks = Array.from({ length: subscriptions }, () => new EndTrack());
  const worst = new PollWorst();
  let timeLag = new Float64Array(0);

  /** Takes the ends of an hour in, then hands each wanted partition with its lag in records on. */
  function eachLag(
    hour: HourColumns,
    subscription: number,
    isWanted: ((partition: number) => boolean) | undefined,
    take: (track: EndTrack, partition: number, ends: EndColumns, lag: LagColumn) => void,
  ): void {
    const track = tracks[subscription];
    if (track === undefined) return;
    const { atMs, from, to, series } = hour;
    const { partitions, runs } = series[subscriptions + subscription] ?? NO_LOG;
    const ends = { atMs, from, to, partitions, ends: runs[1] ?? NOTHING };
    track.append(ends);
    const openOf = (partition: number) =>
      rules.readCommitted && partition < partitions ? runs[2]?.subarray(partition * atMs.length) : undefined;
    const visit = (partition: number, lag: Float64Array) =>
      take(track, partition, ends, { lag, open: openOf(partition) });
    lags.subscription(hour, subscription, visit, isWanted);
  }

  return {
    prime: (subscription, ends) => tracks[subscription]?.append(ends),
    unreached: () => tracks.map((track) => track.unreached()),
    subscription(hour, subscription, visit, isWanted) {
      if (timeLag.length < hour.atMs.length) timeLag = new Float64Array(hour.atMs.length);
      eachLag(hour, subscription, isWanted, (track, partition, ends, lag) => {
        track.fill(partition, ends, lag, timeLag);
        visit(partition, timeLag);
      });
    },
    worst(hour, subscription, isWanted) {
      worst.begin(hour.atMs.length);
      eachLag(hour, subscription, isWanted, (track, partition, ends, lag) => track.raise(partition, ends, lag, worst));
      return worst;
    },
  };
}

const NOTHING = new Float64Array(0);
const NO_LOG = { partitions: 0, runs: [] };
