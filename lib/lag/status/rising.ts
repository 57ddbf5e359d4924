/** Fewer samples than this tell no trend. */
const FEWEST_SAMPLES = 4;
/** The samples must span this part of the window. */
const LEAST_SHARE = 0.5;
/** How many standard errors a slope must be away from none. */
const CERTAIN = 3;
const LEAST_GROWTH = 100;
const SHARE_OF_PRODUCED = 0.05;

const NUMBERS = 10;
const [COUNT, NEXT_MS, LAG_0, END_0, LAST_MS, LAST_END, T, Y, TT, TY] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/**
 * Whether the lags of many partitions rise for sure: by least squares over samples at least a commit gap apart, with a slope of more
 * than 3 standard errors, and by more than 100 records and 5 % of what was produced meanwhile. Samples come newest first, those of
 * one instant after the other: so it costs some nanoseconds each.
 */
export class LagTrends {
  #sums = new Float64Array(0);
  #squares = new Float64Array(0);
  #apartMs = 0;
  #nowMs = 0;

  /** Begins anew with so many partitions; the newest samples are those of now. */
  begin(partitions: number, apartMs: number, nowMs: number): void {
    this.#apartMs = apartMs;
    this.#nowMs = nowMs;
    if (this.#squares.length < partitions) {
      this.#sums = new Float64Array(partitions * NUMBERS);
      this.#squares = new Float64Array(partitions);
    }
    this.#sums.fill(0, 0, partitions * NUMBERS);
    this.#squares.fill(0, 0, partitions);
  }

  /** Takes in a sample, unless the one after it is too near: an instant, the lag and the log's end there. */
  add(index: number, atMs: number, lag: number, end: number): void {
    const sums = this.#sums;
    const at = index * NUMBERS;
    const count = sums[at + COUNT] ?? 0;
    if (count === 0) {
      sums[at + LAG_0] = lag;
      sums[at + END_0] = end;
    } else if (atMs > (sums[at + NEXT_MS] ?? 0)) return;
    // Seconds before now, and lag from that of now on: small numbers, whose squares lose nothing.
    const t = (atMs - this.#nowMs) / 1000;
    const y = lag - (sums[at + LAG_0] ?? 0);
    sums[at + COUNT] = count + 1;
    sums[at + NEXT_MS] = atMs - this.#apartMs;
    sums[at + LAST_MS] = atMs;
    sums[at + LAST_END] = end;
    sums[at + T] = (sums[at + T] ?? 0) + t;
    sums[at + Y] = (sums[at + Y] ?? 0) + y;
    sums[at + TT] = (sums[at + TT] ?? 0) + t * t;
    sums[at + TY] = (sums[at + TY] ?? 0) + t * y;
    this.#squares[index] = (this.#squares[index] ?? 0) + y * y;
  }

  /** Null while the samples are too few to tell. */
  isRising(index: number, windowMs: number): boolean | null {
    const sums = this.#sums;
    const at = index * NUMBERS;
    const n = sums[at + COUNT] ?? 0;
    if (n < FEWEST_SAMPLES) return null;
    const spanMs = this.#nowMs - (sums[at + LAST_MS] ?? 0);
    if (spanMs < windowMs * LEAST_SHARE) return null;
    const [t = 0, y = 0] = [sums[at + T], sums[at + Y]];
    const tt = (sums[at + TT] ?? 0) - (t * t) / n;
    const ty = (sums[at + TY] ?? 0) - (t * y) / n;
    const yy = (this.#squares[index] ?? 0) - (y * y) / n;
    const slope = ty / tt;
    const error = Math.sqrt(Math.max(0, yy - slope * ty) / (n - 2) / tt);
    if (slope <= CERTAIN * error) return false;
    const produced = (sums[at + END_0] ?? 0) - (sums[at + LAST_END] ?? 0);
    return (slope * spanMs) / 1000 > Math.max(LEAST_GROWTH, SHARE_OF_PRODUCED * produced);
  }
}
