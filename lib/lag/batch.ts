/** Lag at instants, oldest first; NaN where it is not known. */
export interface LagTrack {
  atMs: ArrayLike<number>;
  lag: ArrayLike<number>;
}

export interface BatchRules {
  /** Swings that repeat faster are those between two commits: at least 3 usual commit gaps. */
  leastPeriodMs: number;
  /** A drain may hide in a time of which nothing is known for longer: what was under way counts for nothing. */
  patienceMs: number;
}

/** The course of lag of a group that comes now and then and reads all there is. */
export interface BatchPattern {
  /** Times that it was drained. */
  drains: number;
  /** From one drain to the next: the usual and the longest. */
  periodMs: number;
  longestPeriodMs: number;
  /** Lag just before a drain: the usual and the largest. */
  peak: number;
  largestPeak: number;
  /** What a drain usually leaves. */
  trough: number;
  lastDrainAtMs: number;
}

/** Drained: this part of the peak, or less, is left. */
const DRAINED_SHARE = 0.1;
/** Lower peaks than this part of what lag reaches are ripples at the bottom. */
const RIPPLE_SHARE = 0.3;
const REACHES = 0.95;
const FEWEST_DRAINS = 3;
const FEWEST_RECORDS = 10;
/** A rise of fewer samples cannot be told from noise. */
const FEWEST_SAMPLES = 4;
/** While it is away nothing is read: on the way up lag falls by no more than this part of the peak in all. */
const FALLS_SHARE = 0.1;
/** As many drains as this must look alike: no period more than twice, or less than half, the usual one. */
const ALIKE_SHARE = 0.75;
const ALIKE_FACTOR = 2;

interface Tooth {
  drainedAtMs: number;
  peak: number;
  trough: number;
  /** Since the drain before; NaN of the first one known, and after a time of which nothing is known. */
  periodMs: number;
  samples: number;
  falls: number;
}

/**
 * The pattern of a batch consumer: lag grows steadily while it is away and is drained to nothing, or nearly, at regular times; null
 * where it is not so. A lag as high as its usual peak says nothing of such a group; its troughs do (semantics: lag, section 5).
 */
export function batchPattern(track: LagTrack, rules: BatchRules): BatchPattern | null {
  const ripple = Math.max(FEWEST_RECORDS, reached(track.lag) * RIPPLE_SHARE);
  const teeth = teethOf(track, ripple, rules.patienceMs);
  const whole = teeth.filter(({ periodMs }) => !Number.isNaN(periodMs));
  const last = teeth.at(-1);
  if (last === undefined || teeth.length < FEWEST_DRAINS || whole.length < FEWEST_DRAINS - 1) return null;
  const periodMs = median(whole.map((tooth) => tooth.periodMs));
  const isAlike = (tooth: Tooth): boolean =>
    tooth.periodMs <= ALIKE_FACTOR * periodMs &&
    tooth.periodMs >= periodMs / ALIKE_FACTOR &&
    tooth.samples >= FEWEST_SAMPLES &&
    tooth.falls <= FALLS_SHARE * tooth.peak;
  const alike = whole.filter(isAlike);
  if (periodMs < rules.leastPeriodMs || alike.length < ALIKE_SHARE * whole.length) return null;
  return {
    drains: teeth.length,
    periodMs,
    longestPeriodMs: Math.max(...alike.map((tooth) => tooth.periodMs)),
    peak: median(teeth.map(({ peak }) => peak)),
    largestPeak: Math.max(...teeth.map(({ peak }) => peak)),
    trough: median(teeth.map(({ trough }) => trough)),
    lastDrainAtMs: last.drainedAtMs,
  };
}

/** What lag reaches, rare peaks apart. */
function reached(lag: ArrayLike<number>): number {
  const known = Array.from(lag).filter((value) => value >= 0);
  return known.sort((a, b) => a - b)[Math.floor(known.length * REACHES)] ?? 0;
}

/** Every time lag grew to more than `ripple` and was drained again. */
function teethOf({ atMs, lag }: LagTrack, ripple: number, patienceMs: number): Tooth[] {
  const teeth: Tooth[] = [];
  let rise = new Rise(null, 0);
  let lastAtMs = Number.NaN;
  for (let index = 0; index < atMs.length; index++) {
    const [at, value] = [atMs[index] ?? Number.NaN, lag[index] ?? Number.NaN];
    if (!(value >= 0)) continue;
    // Where it was not seen for long, how long the rise lasted cannot be told.
    if (at - lastAtMs > patienceMs) rise = new Rise(null, value);
    lastAtMs = at;
    const tooth = teeth.at(-1);
    if (rise.peak > ripple && value <= DRAINED_SHARE * rise.peak) {
      teeth.push(rise.drained(at, value));
      rise = new Rise(at, value);
    } else if (rise.samples === 0 && tooth !== undefined && value < tooth.trough) {
      tooth.trough = value;
      rise = new Rise(tooth.drainedAtMs, value);
    } else rise.add(value);
  }
  return teeth;
}

/** Lag on its way up since the last drain, which is null where it is not known. */
class Rise {
  readonly #sinceMs: number | null;
  peak: number;
  samples = 0;
  #falls = 0;
  #fallsAtPeak = 0;
  #last: number;

  constructor(sinceMs: number | null, first: number) {
    this.#sinceMs = sinceMs;
    this.peak = first;
    this.#last = first;
  }

  add(value: number): void {
    this.#falls += Math.max(0, this.#last - value);
    this.#last = value;
    this.samples++;
    if (value < this.peak) return;
    this.peak = value;
    this.#fallsAtPeak = this.#falls;
  }

  drained(atMs: number, trough: number): Tooth {
    const periodMs = this.#sinceMs === null ? Number.NaN : atMs - this.#sinceMs;
    return { drainedAtMs: atMs, peak: this.peak, trough, periodMs, samples: this.samples, falls: this.#fallsAtPeak };
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
