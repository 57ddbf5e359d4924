import type { EndTrail } from '#lib/lag/end-trail.ts';
import { anchoredAtMs } from '#lib/lag/time-anchor.ts';
import { PACKED_UNKNOWN, packTimeLag, type TimeLag, type TimeLagQuality, UNKNOWN_TIME_LAG } from '#lib/lag/time-lag.ts';
import type { ArrayRoom } from './array-room.ts';
import type { NextRecords } from './next-records.ts';
import { offsetAt, wordsOf } from './offset-words.ts';
import type { Refining } from './refining.ts';
import type { SubscriptionPositions } from './subscription-flow.ts';

/** What the time lags of one subscription are told from, in one poll. */
export interface TimeLagInput {
  positions: SubscriptionPositions;
  logStart: BigInt64Array;
  /** What lag is counted to. */
  lagEnds: BigInt64Array;
  /** Undefined without the topic: then nothing is known. */
  trail: EndTrail | undefined;
  /** Kept from poll to poll. */
  next: NextRecords;
  /** Whether nothing is left to read although the offset is lower; null where no partition is like that. */
  isCaughtUp: ((partition: number) => boolean) | null;
  /** Instant of the positions. */
  readAtMs: number;
  /** Null without the topic. */
  refining: Refining | null;
  room: ArrayRoom<Int32Array>;
}

/** How far behind in time a subscription is; index = partition. */
export interface TimeLags {
  /** NaN where it is not known. Valid until those of the next subscription are told; it may be longer than there are partitions. */
  ms: Float64Array;
  /** The same with the quality of each (packTimeLag). */
  packed: Int32Array;
  /** The largest, and whose it is. */
  worst: TimeLag;
  worstPartition: number | null;
  /** None of the records that are read next was written before; Infinity where none is known. */
  earliestMs: number;
  earliestPartition: number | null;
  /** Some of them may have been written at any time before that. */
  hasOlder: boolean;
}

/** One for all subscriptions. */
let millis = new Float64Array(64);

/** Time lag of every partition whose lag counts (semantics: lag, section 2). Takes what it finds into `next`. */
export function timeLagsOf(input: TimeLagInput): TimeLags {
  const { positions, logStart, lagEnds, next, isCaughtUp, readAtMs } = input;
  const { counted, committed } = positions;
  if (millis.length < counted.length) millis = new Float64Array(2 * counted.length);
  const ms = millis.fill(Number.NaN, 0, counted.length);
  const packed = input.room.take(counted.length).fill(PACKED_UNKNOWN);
  const [commits, starts, ends] = [wordsOf(committed), wordsOf(logStart), wordsOf(lagEnds)];
  let worst = UNKNOWN_TIME_LAG;
  let worstMs = -1;
  let worstPartition: number | null = null;
  let earliestMs = Infinity;
  let earliestPartition: number | null = null;
  let hasOlder = false;
  next.reserve(counted.length);
  for (let partition = 0; partition < counted.length; partition++) {
    if (counted[partition] !== 1) continue;
    const position = Math.max(offsetAt(commits, partition), offsetAt(starts, partition));
    let lagMs = 0;
    let quality: TimeLagQuality = 'exact';
    if (position >= offsetAt(ends, partition) || isCaughtUp?.(partition)) next.forget(partition);
    else {
      const written = whenWritten(input, partition, position);
      if (written === null) {
        hasOlder = true;
        input.refining?.wants(partition, position, 0, true);
        continue;
      }
      quality = written.quality;
      if (quality === 'at-least') hasOlder = true;
      else if (written.earliestMs < earliestMs) {
        earliestMs = written.earliestMs;
        earliestPartition = partition;
      }
      // A clock that was set back makes no lag negative.
      lagMs = Math.max(0, readAtMs - written.atMs);
      if (quality !== 'record-time') input.refining?.wants(partition, position, lagMs, quality === 'at-least');
    }
    ms[partition] = lagMs;
    packed[partition] = packTimeLag(lagMs, quality);
    if (lagMs <= worstMs) continue;
    worstMs = lagMs;
    worstPartition = partition;
    worst = { ms: lagMs, quality };
  }
  return { ms, packed, worst, worstPartition, earliestMs, earliestPartition, hasOlder };
}

interface Written {
  /** Of 'at-least' an instant before which it was. */
  atMs: number;
  /** It was not written before that; the same where the record itself tells. Of 'at-least' nothing is known. */
  earliestMs: number;
  quality: TimeLagQuality;
}

/** When the record at `position` was written: by its timestamp, as was known of it before, or by the trail. Null: not known. */
function whenWritten(input: TimeLagInput, partition: number, position: number): Written | null {
  const { next, refining } = input;
  const standing = next.writtenAtMs(partition, position);
  if (next.isRecordTime(partition) && !Number.isNaN(standing))
    return { atMs: standing, earliestMs: standing, quality: 'record-time' };
  const stamped = refining?.writtenAtMs(partition, position) ?? Number.NaN;
  const passed = Number.isNaN(standing) ? passedAt(input, partition, position) : null;
  const byTrail = passed === null ? standing : passed.atMs;
  const oldestMs = input.trail?.oldestMs(partition) ?? Infinity;
  // A timestamp later than when the log had it already is wrong.
  if (!Number.isNaN(stamped) && (byTrail !== -Infinity || stamped <= oldestMs)) {
    next.keep(partition, position, stamped, stamped, true);
    return { atMs: stamped, earliestMs: stamped, quality: 'record-time' };
  }
  if (Number.isNaN(byTrail)) return null;
  if (byTrail === -Infinity) return { atMs: oldestMs, earliestMs: -Infinity, quality: 'at-least' };
  const earliestMs = passed === null ? next.earliestMs(partition) : passed.earliestMs;
  if (passed !== null) next.keep(partition, position, byTrail, earliestMs, false);
  return { atMs: byTrail, earliestMs, quality: 'interpolated' };
}

type Passed = Pick<Written, 'atMs' | 'earliestMs'>;

/** Instant at which the log passed `position`; -Infinity: longer ago than anything known. NaN: not known. */
function passedAt({ next, trail, refining }: TimeLagInput, partition: number, position: number): Passed {
  if (trail === undefined) return { atMs: Number.NaN, earliestMs: Number.NaN };
  const atMs = trail.passedAt(partition, position);
  if (Number.isFinite(atMs)) return { atMs, earliestMs: trail.absentAtMs };
  // Older than the oldest point, or than the only one: between an older record whose time is known and that point.
  const oldest = { atMs: trail.oldestMs(partition), end: trail.oldestEnd(partition) };
  const last = next.last(partition);
  const byLast = anchoredAtMs(position, last, oldest);
  if (!Number.isNaN(byLast)) return { atMs: byLast, earliestMs: next.earliestMs(partition) };
  const before = refining?.before(partition, position);
  const byBefore = before ? anchoredAtMs(position, before, oldest) : Number.NaN;
  if (before && !Number.isNaN(byBefore)) return { atMs: byBefore, earliestMs: before.producedAtMs };
  return { atMs, earliestMs: Number.NaN };
}
