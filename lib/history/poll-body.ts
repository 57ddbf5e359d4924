import { emptyBody, place, seal } from './body.ts';
import type { PollIds } from './catalog.ts';
import { type HistoryWrite, NO_COMMIT, type PollSamples } from './contract.ts';
import { needsSeat, type SeatMap, type SeriesShape } from './seats.ts';

/** A value of 2^53 or more, which no reader could hold exactly: stored as not observed. */
export interface RefusedValue {
  topic: string;
  /** Null for the topic's own log positions. */
  group: string | null;
  partition: number;
}

export interface EncodedPoll {
  bytes: Buffer;
  refused: RefusedValue[];
}

/** What needs a seat before this poll can be encoded: topics first, then each group's subscriptions side by side. */
export function unseatedSeries(samples: PollSamples, ids: PollIds, seats: SeatMap): SeriesShape[] {
  const topics = samples.topics
    .map(({ highWatermark }, index) => shape('t', ids.sampledTopics[index], highWatermark))
    .filter((topic) => needsSeat(seats, topic));
  const subscriptions = samples.subscriptions
    .map(({ group, committed }, index) => ({ group, ...shape('s', ids.sampledSubscriptions[index], committed) }))
    .filter((subscription) => needsSeat(seats, subscription));
  // Neighbours in the body are read with one slice: a chart of a group asks for all of its subscriptions.
  subscriptions.sort((a, b) => (a.group < b.group ? -1 : a.group > b.group ? 1 : 0));
  return [...topics, ...subscriptions.map(({ group: _, ...series }) => series)];
}

/**
 * The body of one poll; every series must have its seat. Subscriptions that have a seat from earlier in the hour but are
 * none any more (`ended`) have no committed offset; whatever else has no samples was not observed.
 */
export function encodePoll(samples: PollSamples, ids: PollIds, seats: SeatMap, ended: readonly number[]): EncodedPoll {
  const body = emptyBody(seats.slots);
  const refused: RefusedValue[] = [];
  for (const subscriptionId of ended) {
    const seat = seats.subscriptions.get(subscriptionId);
    if (seat !== undefined) body.fill(NO_COMMIT, seat.first, seat.first + seat.partitions);
  }
  samples.topics.forEach(({ topic, logStart, highWatermark, open }, index) => {
    const seat = seats.topics.get(ids.sampledTopics[index] ?? -1);
    if (seat === undefined) return;
    [logStart, highWatermark, open].forEach((values, run) => {
      for (const partition of place(body, seat.first + run * seat.partitions, values)) {
        refused.push({ topic: topic.name, group: null, partition });
      }
    });
  });
  samples.subscriptions.forEach(({ group, topic, committed }, index) => {
    const seat = seats.subscriptions.get(ids.sampledSubscriptions[index] ?? -1);
    if (seat === undefined) return;
    for (const partition of place(body, seat.first, committed)) refused.push({ topic: topic.name, group, partition });
  });
  return { bytes: seal(body), refused };
}

function shape(kind: SeriesShape['kind'], seriesId: number | undefined, values: BigInt64Array): SeriesShape {
  return { kind, seriesId: seriesId ?? -1, partitions: values.length };
}

/** Seated subscriptions that a complete listing no longer has. */
export function endedSubscriptions(
  { complete }: Pick<HistoryWrite, 'complete'>,
  ids: Pick<PollIds, 'sampledSubscriptions' | 'subscriptions'>,
  seats: SeatMap,
): number[] {
  if (!complete.groups) return [];
  const present = new Set([...ids.sampledSubscriptions, ...ids.subscriptions]);
  return [...seats.subscriptions.keys()].filter((id) => !present.has(id));
}
