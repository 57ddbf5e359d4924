import { slotNumber, slotView } from '../body.ts';
import type { PartialSum } from './buckets.ts';
import type { PollSlice } from './polls.ts';

/** A topic at one poll, over the partitions known then. */
export interface TopicPoint {
  messagesPerSecond: PartialSum;
  retained: PartialSum;
}

/**
 * Rate and size of one topic out of its stored log positions (log start, high watermark), poll by poll in order of time.
 * A rate needs the partition's previous observation, at most `carryMs` old; an end that fell (a truncated log) gives none.
 */
export function createTopicFold(carryMs: number): (poll: PollSlice) => TopicPoint {
  const last: { atMs: number; high: number; retained: number }[] = [];
  return ({ atMs, bytes, places: [place] }) => {
    const point: TopicPoint = {
      messagesPerSecond: { sum: 0, known: 0, unknown: 0 },
      retained: { sum: 0, known: 0, unknown: 0 },
    };
    if (place === undefined) return point;
    const view = slotView(bytes);
    for (let partition = 0; partition < place.partitions; partition++) {
      const logStart = slotNumber(view, place.offset + partition);
      const high = slotNumber(view, place.offset + place.partitions + partition);
      const before = last[partition];
      const young = before !== undefined && atMs - before.atMs <= carryMs;
      if (Number.isNaN(high) || Number.isNaN(logStart)) {
        count(point.messagesPerSecond, null);
        count(point.retained, young ? before.retained : null);
        continue;
      }
      const grew = young && high >= before.high;
      count(point.messagesPerSecond, grew ? (high - before.high) / ((atMs - before.atMs) / 1000) : null);
      const retained = Math.max(0, high - logStart);
      count(point.retained, retained);
      last[partition] = { atMs, high, retained };
    }
    return point;
  };
}

function count(into: PartialSum, value: number | null): void {
  if (value === null) into.unknown += 1;
  else {
    into.sum += value;
    into.known += 1;
  }
}
