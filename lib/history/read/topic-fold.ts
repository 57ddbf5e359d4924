import { slotNumber, slotView } from '../body.ts';
import type { PollSlice } from './polls.ts';

/** A topic at one poll; NaN where not every partition is known. */
export interface TopicPoint {
  messagesPerSecond: number;
  retained: number;
}

const UNKNOWN: TopicPoint = { messagesPerSecond: Number.NaN, retained: Number.NaN };

/**
 * Rate and size of one topic out of its stored log positions (log start, high watermark), poll by poll in order of time.
 * A rate needs the partition's previous observation, at most `carryMs` old; an end that fell (a truncated log) gives none.
 */
export function createTopicFold(carryMs: number): (poll: PollSlice) => TopicPoint {
  const last: { atMs: number; high: number; retained: number }[] = [];
  return ({ atMs, bytes, places: [place] }) => {
    if (place === undefined) return UNKNOWN;
    const view = slotView(bytes);
    const point = { messagesPerSecond: 0, retained: 0 };
    for (let partition = 0; partition < place.partitions; partition++) {
      const logStart = slotNumber(view, place.offset + partition);
      const high = slotNumber(view, place.offset + place.partitions + partition);
      const before = last[partition];
      const young = before !== undefined && atMs - before.atMs <= carryMs;
      if (Number.isNaN(high) || Number.isNaN(logStart)) {
        point.messagesPerSecond = Number.NaN;
        point.retained += young ? before.retained : Number.NaN;
        continue;
      }
      const rate = young && high >= before.high ? (high - before.high) / ((atMs - before.atMs) / 1000) : Number.NaN;
      const retained = Math.max(0, high - logStart);
      point.messagesPerSecond += rate;
      point.retained += retained;
      last[partition] = { atMs, high, retained };
    }
    return point;
  };
}
