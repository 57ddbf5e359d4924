import { passedBetweenMs } from './time-lag.ts';

/** Points are at least this part of their age apart once there are many: what is told from them is off by no more. */
const SPACING_SHARE = 0.01;
const FIRST_CAPACITY = 2048;
/** How full of points it may be after thinning without more room being made. */
const FULL_SHARE = 0.5;

/** Ends of a topic's partitions at instants: end of partition p at poll j is ends[p * atMs.length + j]; below 0 and NaN: not known. */
export interface EndColumns {
  atMs: Float64Array;
  /** Of the polls, those from this one on, */
  from: number;
  /** up to and without this one, are meant. */
  to: number;
  partitions: number;
  ends: Float64Array;
}

/** Lag of one partition in records at each poll of columns that were appended last. */
export interface LagColumn {
  /** NaN: not known; below 0: there is none. */
  lag: Float64Array;
  /** What of the end is not lag, as it is in open transactions; undefined: lag is counted to the end. */
  open: Float64Array | undefined;
}

/**
 * A time and whether it is only a lower bound ("at least") as one number, in the order of time: twice its milliseconds, and 1 more
 * for a bound. So the minimum, mean and maximum of such numbers have it too.
 */
export const boundedMs = (ms: number, isBound: 0 | 1): number => 2 * Math.round(ms) + isBound;

/** The largest time lag over partitions of one topic at each poll of the columns that were appended last. */
export interface WorstLags {
  /** As boundedMs; 0 where no partition is known to have more. */
  sum: Float64Array;
  /** How many partitions it is over, and how many are missing from it. */
  known: Float64Array;
  unknown: Float64Array;
  /** A point by which the log had passed the record that is behind most; below 0: none yet. */
  reach: Int32Array;
}

/**
 * Time lags out of stored ends, for one poll after the other (semantics: lag, section 2). As position and end both rise, the place of
 * a position among the ends is found by going on from the last one. Unlike EndTrail, which answers for now alone and
 * for as long as a process runs, it takes whole columns.
 */
export class EndTrack {
  #partitions = 0;
  #capacity = FIRST_CAPACITY;
  #count = 0;
  #atMs = new Float64Array(FIRST_CAPACITY);
  /** End of partition p at point i: [p * capacity + i]; NaN where it is not known. */
  #ends = new Float64Array(0);
  /** Of each partition its newest end (Infinity: none yet, so that any begins its log), its oldest point that counts, and the newest point at or before its position; -1: none. */
  #newest = new Float64Array(0);
  #oldest = new Int32Array(0);
  #before = new Int32Array(0);
  /** Up to which point its ends were looked at. */
  #seen = new Int32Array(0);
  /** Its last known position. */
  #position = new Float64Array(0);
  /** A position, when the end passed it, by which point at the latest, and whether the instant is only a bound. */
  #found = new Float64Array(0);
  #passedMs = new Float64Array(0);
  #passedBy = new Int32Array(0);
  #isBound = new Uint8Array(0);
  /** The lowest position that is older than all points; Infinity: none is. */
  #unreached = new Float64Array(0);
  /** Index of the point that the first of the columns appended last became. */
  #first = 0;

  /** Takes ends in, later than all that were taken in before. */
  append({ atMs, from, to, partitions, ends }: EndColumns): void {
    if (partitions > this.#partitions) this.#widen(partitions);
    if (this.#count + to - from > this.#capacity) this.#makeRoom(to - from, atMs[to - 1] ?? 0);
    this.#first = this.#count;
    for (let point = from; point < to; point++) this.#atMs[this.#count++] = atMs[point] ?? 0;
    for (let partition = 0; partition < this.#partitions; partition++) {
      let at = partition * this.#capacity + this.#first;
      const start = partition * atMs.length;
      for (let point = from; point < to; point++, at++) {
        const end = partition < partitions ? (ends[start + point] ?? Number.NaN) : Number.NaN;
        this.#ends[at] = end >= 0 ? end : Number.NaN;
      }
    }
  }

  /**
   * Time lags of a partition at the polls from..to of the columns that were appended last, as boundedMs into `into`: the age of the
   * record that is read next. NaN: not known; lag that is not above 0 is taken over.
   */
  fill(partition: number, columns: EndColumns, { lag, open }: LagColumn, into: Float64Array): void {
    const base = this.#catchUp(partition, columns);
    for (let point = columns.from, index = this.#first; point < columns.to; point++, index++) {
      const behind = lag[point] ?? Number.NaN;
      const end = this.#ends[base + index] ?? Number.NaN;
      if (end < (this.#newest[partition] ?? 0)) this.#begin(partition, index);
      if (end >= 0) this.#newest[partition] = end;
      if (!(behind > 0)) into[point] = behind;
      else {
        // Where the end is not known, lag is the last known one, and the record that is read next the same.
        const position = end - behind - (open === undefined ? 0 : (open[point] ?? 0));
        if (!Number.isNaN(position)) this.#position[partition] = position;
        into[point] = this.#ageAt(partition, index);
      }
    }
  }

  /** As fill, for the largest over the partitions that are given one after the other. */
  raise(partition: number, columns: EndColumns, { lag, open }: LagColumn, worst: WorstLags): void {
    const base = this.#catchUp(partition, columns);
    const { sum, known, unknown, reach } = worst;
    const ends = this.#ends;
    let newest = this.#newest[partition] ?? 0;
    let last = this.#position[partition] ?? Number.NaN;
    let oldest = this.#oldest[partition] ?? 0;
    for (let point = columns.from, index = this.#first; point < columns.to; point++, index++) {
      const behind = lag[point] ?? Number.NaN;
      const end = ends[base + index] ?? Number.NaN;
      if (end < newest) {
        this.#begin(partition, index);
        oldest = index;
        last = Number.NaN;
      }
      if (end >= 0) newest = end;
      if (behind > 0) {
        const position = end - behind - (open === undefined ? 0 : (open[point] ?? 0));
        if (!Number.isNaN(position)) last = position;
        const reached = reach[point] ?? -1;
        // The log passed this record no earlier than that which is behind most.
        if (reached >= oldest && (ends[base + reached] ?? Number.NaN) <= last) {
          known[point] = (known[point] ?? 0) + 1;
          continue;
        }
        this.#position[partition] = last;
        const age = this.#ageAt(partition, index);
        if (Number.isNaN(age)) {
          unknown[point] = (unknown[point] ?? 0) + 1;
          continue;
        }
        if (age > (sum[point] ?? 0)) {
          sum[point] = age;
          reach[point] = this.#passedBy[partition] ?? -1;
        }
        known[point] = (known[point] ?? 0) + 1;
      } else if (behind === 0) known[point] = (known[point] ?? 0) + 1;
      else if (Number.isNaN(behind)) unknown[point] = (unknown[point] ?? 0) + 1;
    }
    this.#newest[partition] = newest;
    this.#position[partition] = last;
  }

  /** Partitions of which some position was older than all points, and the lowest such position. */
  unreached(): Map<number, number> {
    const found = new Map<number, number>();
    this.#unreached.forEach((position, partition) => {
      if (position < Infinity) found.set(partition, position);
    });
    return found;
  }

  /** Looks at the points of a partition that were passed over; gives where its ends begin. */
  #catchUp(partition: number, columns: EndColumns): number {
    const base = partition * this.#capacity;
    for (let index = this.#seen[partition] ?? 0; index < this.#first; index++) {
      const end = this.#ends[base + index] ?? Number.NaN;
      if (end < (this.#newest[partition] ?? 0)) this.#begin(partition, index);
      if (end >= 0) this.#newest[partition] = end;
    }
    this.#seen[partition] = this.#first + columns.to - columns.from;
    return base;
  }

  /** The log of a partition begins at this point: it is the first one, or the log was cut and is another one from there on. */
  #begin(partition: number, index: number): void {
    this.#oldest[partition] = index;
    this.#before[partition] = -1;
    this.#position[partition] = Number.NaN;
    this.#found[partition] = Number.NaN;
  }

  /** How long before the point `index` the log passed the last known position, as boundedMs; NaN: not known. */
  #ageAt(partition: number, index: number): number {
    const position = this.#position[partition] ?? Number.NaN;
    if (Number.isNaN(position)) return Number.NaN;
    if (position !== this.#found[partition]) this.#find(partition, position, index);
    const ms = (this.#atMs[index] ?? 0) - (this.#passedMs[partition] ?? Number.NaN);
    return boundedMs(ms, this.#isBound[partition] === 1 ? 1 : 0);
  }

  /** Finds when the end passed a position that lies before an end up to `index`. */
  #find(partition: number, position: number, index: number): void {
    const base = partition * this.#capacity;
    const [atMs, ends] = [this.#atMs, this.#ends];
    const oldest = this.#oldest[partition] ?? 0;
    if (!((ends[base + oldest] ?? 0) <= position)) {
      // Of one point no age can be told.
      const isBound = oldest < index;
      this.#found[partition] = isBound ? position : Number.NaN;
      this.#passedMs[partition] = isBound ? (atMs[oldest] ?? 0) : Number.NaN;
      this.#passedBy[partition] = oldest;
      this.#isBound[partition] = isBound ? 1 : 0;
      this.#unreached[partition] = Math.min(position, this.#unreached[partition] ?? Infinity);
      this.#before[partition] = -1;
      return;
    }
    let before = this.#before[partition] ?? -1;
    // From the oldest point on after none; back where offsets were set back.
    if (before < 0) before = oldest;
    let beforeEnd = ends[base + before] ?? 0;
    while (!(beforeEnd <= position)) beforeEnd = ends[base + --before] ?? 0;
    let after = before + 1;
    let afterEnd = ends[base + after] ?? 0;
    while (!(afterEnd > position) && after < index) {
      if (afterEnd <= position) {
        before = after;
        beforeEnd = afterEnd;
      }
      afterEnd = ends[base + ++after] ?? 0;
    }
    this.#found[partition] = position;
    this.#before[partition] = before;
    this.#passedBy[partition] = after;
    this.#isBound[partition] = 0;
    this.#passedMs[partition] = passedBetweenMs(position, beforeEnd, atMs[before] ?? 0, afterEnd, atMs[after] ?? 0);
  }

  #widen(partitions: number): void {
    this.#newest = longer(this.#newest, new Float64Array(partitions).fill(Infinity));
    this.#found = longer(this.#found, new Float64Array(partitions).fill(Number.NaN));
    this.#position = longer(this.#position, new Float64Array(partitions).fill(Number.NaN));
    this.#passedMs = longer(this.#passedMs, new Float64Array(partitions).fill(Number.NaN));
    this.#unreached = longer(this.#unreached, new Float64Array(partitions).fill(Infinity));
    this.#oldest = longer(this.#oldest, new Int32Array(partitions));
    this.#seen = longer(this.#seen, new Int32Array(partitions));
    this.#before = longer(this.#before, new Int32Array(partitions).fill(-1));
    this.#passedBy = longer(this.#passedBy, new Int32Array(partitions));
    this.#isBound = longer(this.#isBound, new Uint8Array(partitions));
    this.#relay(partitions, this.#capacity);
  }

  /** Drops points that are nearer to the next newer one than their age asks for; makes room where that is not enough. */
  #makeRoom(points: number, nowMs: number): void {
    const kept: number[] = [];
    let newer = Infinity;
    for (let point = this.#count - 1; point >= 0; point--) {
      const atMs = this.#atMs[point] ?? 0;
      if (point > 0 && newer - atMs < SPACING_SHARE * (nowMs - atMs)) continue;
      kept.push(point);
      newer = atMs;
    }
    this.#keep(kept.reverse());
    const wanted = Math.max(this.#count / FULL_SHARE, this.#count + points);
    if (wanted > this.#capacity) this.#relay(this.#partitions, Math.ceil(wanted));
  }

  /** Keeps these points alone, ascending; what stood at a dropped one stands at the next older one that is kept. */
  #keep(kept: readonly number[]): void {
    const placeOf = new Int32Array(this.#count);
    kept.forEach((from, to) => {
      this.#atMs[to] = this.#atMs[from] ?? 0;
      placeOf.fill(to, from, kept[to + 1] ?? this.#count);
    });
    for (let partition = 0; partition < this.#partitions; partition++) {
      const base = partition * this.#capacity;
      for (let to = 0; to < kept.length; to++) this.#ends[base + to] = this.#ends[base + (kept[to] ?? 0)] ?? 0;
      const place = (point: number): number => (point < 0 ? -1 : (placeOf[point] ?? -1));
      const [oldest, before] = [this.#oldest[partition] ?? 0, place(this.#before[partition] ?? -1)];
      // The point before the oldest one may be of a log that was cut.
      let first = kept[place(oldest)] === oldest ? place(oldest) : place(oldest) + 1;
      while (first < kept.length - 1 && Number.isNaN(this.#ends[base + first])) first++;
      this.#oldest[partition] = Math.min(first, kept.length - 1);
      this.#before[partition] = before < first ? -1 : before;
      this.#seen[partition] = place((this.#seen[partition] ?? 0) - 1) + 1;
    }
    this.#count = kept.length;
  }

  /** Lays the points out anew for so many partitions and points. */
  #relay(partitions: number, capacity: number): void {
    const ends = new Float64Array(partitions * capacity).fill(Number.NaN);
    for (let partition = 0; partition < this.#partitions; partition++) {
      const from = partition * this.#capacity;
      ends.set(this.#ends.subarray(from, from + this.#count), partition * capacity);
    }
    if (capacity !== this.#capacity) this.#atMs = longer(this.#atMs, new Float64Array(capacity));
    this.#ends = ends;
    this.#partitions = partitions;
    this.#capacity = capacity;
  }
}

/** `room` with these values at its beginning. */
function longer<Values extends Float64Array | Int32Array | Uint8Array>(values: Values, room: Values): Values {
  room.set(values);
  return room;
}
