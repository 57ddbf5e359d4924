import { passedBetweenMs } from './time-lag.ts';

/** Nothing older is remembered: raw history is kept as long by default. */
const MOST_AGE_MS = 7 * 86_400_000;
/** Points are at least this part of their age apart: what is told from them is off by no more. */
const SPACING_SHARE = 0.1;
/** Young points are a poll apart, whatever their age. */
const LEAST_SPACING_MS = 60_000;
/** The newest points are kept as they are, so that young lags are as fine as the polls. */
const DENSE_POINTS = 8;
const FIRST_CAPACITY = 16;
/** How full of points it may be after thinning without more room being made. */
const FULL_SHARE = 0.8;

/**
 * How far the log of each partition of a topic had come at which instant: points of all polls, fewer the older they are (some 100
 * for a week at any poll interval). Polls in which nothing was written share one point, which then lasts from the first to
 * the last of them. Begun anew with the topic id.
 */
export class EndTrail {
  #partitions = 0;
  #capacity = FIRST_CAPACITY;
  #count = 0;
  /** Since when, and until when, the ends of a point were seen. */
  #firstMs = new Float64Array(FIRST_CAPACITY);
  #lastMs = new Float64Array(FIRST_CAPACITY);
  /** End of partition p at point i: [p * capacity + i]; NaN where it was not observed. */
  #ends = new Float64Array(0);
  /** Newest end seen of each partition. */
  #newest = new Float64Array(0);
  #absentAtMs = Number.NaN;

  /** Takes in the ends that one poll read, `endAt(p)` for each partition; negative: not observed. */
  add(partitions: number, endAt: (partition: number) => number, atMs: number): void {
    // A clock that was set back: no instant of before can be compared.
    if (this.#count > 0 && atMs <= (this.#lastMs[this.#count - 1] ?? 0)) this.#count = 0;
    if (partitions > this.#partitions) this.#widen(partitions);
    if (this.#count === this.#capacity) this.#thin(atMs);
    const point = this.#count;
    let isFlat = point > 0;
    for (let partition = 0, at = point; partition < this.#partitions; partition++, at += this.#capacity) {
      const end = partition < partitions ? endAt(partition) : -1;
      if (end < 0) {
        this.#ends[at] = Number.NaN;
        isFlat = false;
        continue;
      }
      if (end < (this.#newest[partition] ?? 0)) this.#forget(partition);
      this.#newest[partition] = end;
      this.#ends[at] = end;
      isFlat &&= this.#ends[at - 1] === end;
    }
    this.#lastMs[isFlat ? point - 1 : point] = atMs;
    if (isFlat) return;
    this.#firstMs[point] = atMs;
    this.#count++;
  }

  /**
   * Instant at which the log passed `position`, which is when the record there was written: on the line between two points, after
   * the last of a flat run. -Infinity: before the oldest point; NaN: too little is known. `position` lies before the newest end.
   */
  passedAt(partition: number, position: number): number {
    const base = partition * this.#capacity;
    this.#absentAtMs = Number.NaN;
    const after = this.#firstAbove(base, position);
    if (after < 0) return Number.NaN;
    const before = this.#knownBefore(base, after);
    if (before < 0) return this.oldestMs(partition) < (this.#lastMs[this.#count - 1] ?? 0) ? -Infinity : Number.NaN;
    this.#absentAtMs = this.#lastMs[before] ?? 0;
    const [beforeEnd, afterEnd] = [this.#ends[base + before] ?? 0, this.#ends[base + after] ?? 0];
    return passedBetweenMs(position, beforeEnd, this.#absentAtMs, afterEnd, this.#firstMs[after] ?? 0);
  }

  /**
   * The last instant at which the record that `passedAt` was asked for last was seen not to be there yet: it was written later. NaN
   * where it gave no instant. Told apart from it so that looking at millions of records makes no garbage.
   */
  get absentAtMs(): number {
    return this.#absentAtMs;
  }

  /** Instant of the oldest point of a partition; Infinity without any. */
  oldestMs(partition: number): number {
    const base = partition * this.#capacity;
    for (let point = 0; point < this.#count; point++) {
      if (!Number.isNaN(this.#ends[base + point])) return this.#firstMs[point] ?? 0;
    }
    return Infinity;
  }

  /** End at the oldest point of a partition; NaN without any. */
  oldestEnd(partition: number): number {
    const base = partition * this.#capacity;
    for (let point = 0; point < this.#count; point++) {
      const end = this.#ends[base + point] ?? Number.NaN;
      if (!Number.isNaN(end)) return end;
    }
    return Number.NaN;
  }

  get points(): number {
    return this.#count;
  }

  /** The oldest known point whose end lies above `position`; -1 without any. Most positions are young: the newest are tried first. */
  #firstAbove(base: number, position: number): number {
    let above = -1;
    let step = 1;
    let high = this.#count - 1;
    // Back in steps that double until a point lies at or before the position.
    while (high >= 0) {
      const known = this.#knownFrom(base, high);
      if (known >= 0) {
        if ((this.#ends[base + known] ?? 0) <= position) return this.#bisect(base, known, above, position);
        above = known;
        high = known - step;
      } else high -= step;
      step *= 2;
    }
    return this.#bisect(base, -1, above, position);
  }

  /** Narrows down between a point at or before the position (-1: none) and one above it (-1: none). */
  #bisect(base: number, atOrBefore: number, above: number, position: number): number {
    if (above < 0) return -1;
    let low = atOrBefore;
    let high = above;
    while (high - low > 1) {
      const middle = this.#knownFrom(base, (low + high) >> 1);
      if (middle <= low) {
        low = (low + high) >> 1;
        continue;
      }
      if ((this.#ends[base + middle] ?? 0) <= position) low = middle;
      else high = middle;
    }
    return high;
  }

  /** `point`, or the next older one at which the partition was observed; -1 without any. */
  #knownFrom(base: number, point: number): number {
    let known = point;
    while (known >= 0 && Number.isNaN(this.#ends[base + known])) known--;
    return known;
  }

  #knownBefore(base: number, point: number): number {
    return this.#knownFrom(base, point - 1);
  }

  /** A log that was cut is another one from there on. */
  #forget(partition: number): void {
    const base = partition * this.#capacity;
    this.#ends.fill(Number.NaN, base, base + this.#count);
  }

  #widen(partitions: number): void {
    const newest = new Float64Array(partitions);
    newest.set(this.#newest);
    this.#newest = newest;
    this.#relay(partitions, this.#capacity);
  }

  /** Drops points that are nearer to the next newer one than their age asks for; makes room where that is not enough. */
  #thin(nowMs: number): void {
    const kept: number[] = [];
    let newer = Infinity;
    for (let point = this.#count - 1; point >= 0; point--) {
      const firstMs = this.#firstMs[point] ?? 0;
      if (nowMs - (this.#lastMs[point] ?? 0) > MOST_AGE_MS) break;
      const isDense = kept.length < DENSE_POINTS;
      if (!isDense && newer - firstMs < SPACING_SHARE * (nowMs - firstMs)) continue;
      kept.push(point);
      newer = firstMs;
    }
    kept.reverse();
    kept.forEach((from, to) => {
      this.#firstMs[to] = this.#firstMs[from] ?? 0;
      this.#lastMs[to] = this.#lastMs[from] ?? 0;
    });
    for (let base = 0; base < this.#ends.length; base += this.#capacity) {
      for (let to = 0; to < kept.length; to++) this.#ends[base + to] = this.#ends[base + (kept[to] ?? 0)] ?? 0;
    }
    this.#count = kept.length;
    if (this.#count > this.#capacity * FULL_SHARE) this.#relay(this.#partitions, this.#capacity * 2);
  }

  /** Lays the points out anew for so many partitions and points. */
  #relay(partitions: number, capacity: number): void {
    const ends = new Float64Array(partitions * capacity).fill(Number.NaN);
    for (let partition = 0; partition < this.#partitions; partition++) {
      const from = partition * this.#capacity;
      ends.set(this.#ends.subarray(from, from + this.#count), partition * capacity);
    }
    if (capacity !== this.#capacity) {
      this.#firstMs = withLength(this.#firstMs, capacity);
      this.#lastMs = withLength(this.#lastMs, capacity);
    }
    this.#ends = ends;
    this.#partitions = partitions;
    this.#capacity = capacity;
  }
}

/**
 * Instant before which a record was not written of which no more is kept than when it was by a trail: as far apart as the points of
 * that age may be, while no poll was missed, and at least a minute, as polls may be.
 */
export function earliestOf(writtenAtMs: number, nowMs: number): number {
  return writtenAtMs - Math.max(LEAST_SPACING_MS, 2 * SPACING_SHARE * (nowMs - writtenAtMs));
}

function withLength(values: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(length);
  longer.set(values);
  return longer;
}
