import { threePollsMs } from './three-polls.ts';

/** Deadlines and widths of everything that is told from how positions move; milliseconds. */
export interface FlowRules {
  /** The window that tells what is going on now. */
  rateWindowMs: number;
  /** The window that tells a slow change from noise. */
  trendWindowMs: number;
  /** Time between polls: no movement is seen finer than this. */
  intervalMs: number;
  /** "3 polls" (three-polls.ts): how long a poll that misses partitions is passed over, and what was seen last stands. */
  threePollsMs: number;
}

/** Sums over a set of partitions in one poll. */
export interface FlowReading {
  atMs: number;
  /** Names the set that the sums are over (partition-set.ts). */
  setKey: number;
  /** False when some partition could not be read: the set may be whole again in the next poll. */
  complete: boolean;
  /** Sum of the ends. */
  produced: number;
  /** Sum of the committed offsets. */
  consumed: number;
  /** Some position fell (a reset, a truncated log), or was set forward. */
  fell: boolean;
}

/** Records per second over one window, by least squares. */
export interface Flow {
  produceRate: number;
  consumeRate: number;
  /** Standard error of produceRate - consumeRate. */
  growthError: number;
  spanMs: number;
  /** The points span the whole window, not only the least a rate needs. */
  whole: boolean;
}

/** The flow over the rate window, and over the trend window where that is known. */
export interface Flows {
  now: Flow;
  long: Flow | null;
}

const STRIDE = 3;
const FIRST_CAPACITY = 8;
/** Points are at least this part of the kept time apart, so that a short interval costs no more memory than a long one. */
const SPACINGS = 48;
const MOST_POINTS = 64;
const FEWEST_POINTS = 3;
/** A batch that commits less often than this has no rate worth the name. */
const WIDEST_MS = 3_600_000;
/** Points are apart, so that a window may be this much wider than asked for. */
const WITH_ALLOWANCE = 1.25;
const GAPS_PER_WINDOW = 3;
/** A glimpse shorter than this part of a window tells nothing. */
const LEAST_SHARE = 1 / 6;

/** Width of a window of `windowMs`: at least 3 commit gaps, none of which is seen shorter than the poll interval. */
export function windowWidth(windowMs: number, gapMs: number | null, { intervalMs }: FlowRules): number {
  return Math.min(
    Math.max(windowMs, GAPS_PER_WINDOW * Math.max(gapMs ?? 0, intervalMs)),
    Math.max(windowMs, WIDEST_MS),
  );
}

/**
 * What was produced and consumed on a set of partitions over the last minutes: at most 64 points, whatever the poll interval.
 * A fall, and another set of partitions, begin it anew: a sum that jumps by what is in it is no rate.
 */
export class FlowWindow {
  /** Instant, produced, consumed; point after point, oldest first. */
  #points = new Float64Array(FIRST_CAPACITY * STRIDE);
  #count = 0;
  #setKey = 0;

  /** Takes in one poll. `gapMs`: the median commit gap, null while none is known. */
  add(reading: FlowReading, rules: FlowRules, gapMs: number | null): void {
    const { atMs, setKey, complete, produced, consumed, fell } = reading;
    const lastAtMs = this.#lastAtMs();
    if (fell || atMs <= lastAtMs) this.clear();
    if (setKey !== this.#setKey) {
      if (!complete && this.#count > 0 && atMs - lastAtMs <= rules.threePollsMs) return;
      this.clear();
      this.#setKey = setKey;
    }
    if (!Number.isFinite(produced) || !Number.isFinite(consumed)) {
      this.clear();
      return;
    }
    const keepMs = windowWidth(rules.trendWindowMs, gapMs, rules);
    this.#dropUntil(atMs - keepMs * WITH_ALLOWANCE - rules.intervalMs / 2);
    this.#put(this.#placeOf(keepMs / SPACINGS), atMs, produced, consumed);
  }

  /** The newest point lies above one of these positions: taking them in is a fall. */
  isAbove(produced: number, consumed: number): boolean {
    const at = (this.#count - 1) * STRIDE;
    return (this.#points[at + 1] ?? 0) > produced || (this.#points[at + 2] ?? 0) > consumed;
  }

  clear(): void {
    this.#count = 0;
  }

  /**
   * Rates over the newest `windowMs`; null while too little is known: fewer than 3 points, less than 3 commit gaps of time, or
   * less than a sixth of the window.
   */
  flow(windowMs: number, rules: FlowRules, gapMs: number | null, nowMs: number): Flow | null {
    const lastAtMs = this.#lastAtMs();
    if (nowMs - lastAtMs > rules.threePollsMs) return null;
    // Polls are never exactly one interval apart: half of one more, so that a window has as many points as the next.
    const slackMs = rules.intervalMs / 2;
    const widthMs = windowWidth(windowMs, gapMs, rules);
    const first = this.#firstOf(lastAtMs, widthMs, slackMs);
    const spanMs = lastAtMs - (this.#points[first * STRIDE] ?? lastAtMs);
    const leastMs = Math.min(widthMs, Math.max(windowWidth(0, gapMs, rules), windowMs * LEAST_SHARE));
    if (this.#count - first < FEWEST_POINTS || spanMs < leastMs - slackMs) return null;
    return { ...this.#fit(first), spanMs, whole: spanMs >= widthMs - slackMs };
  }

  #fit(first: number): Pick<Flow, 'produceRate' | 'consumeRate' | 'growthError'> {
    const points = this.#points;
    const origin = first * STRIDE;
    const [t0 = 0, p0 = 0, c0 = 0] = points.subarray(origin, origin + STRIDE);
    const n = this.#count - first;
    let [t, p, c] = [0, 0, 0];
    for (let at = origin; at < this.#count * STRIDE; at += STRIDE) {
      t += (points[at] ?? 0) - t0;
      p += (points[at + 1] ?? 0) - p0;
      c += (points[at + 2] ?? 0) - c0;
    }
    let [tt, tp, tc, gg] = [0, 0, 0, 0];
    for (let at = origin; at < this.#count * STRIDE; at += STRIDE) {
      const dt = ((points[at] ?? 0) - t0 - t / n) / 1000;
      const dp = (points[at + 1] ?? 0) - p0 - p / n;
      const dc = (points[at + 2] ?? 0) - c0 - c / n;
      tt += dt * dt;
      tp += dt * dp;
      tc += dt * dc;
      gg += (dp - dc) * (dp - dc);
    }
    const growth = (tp - tc) / tt;
    const residual = Math.max(0, gg - growth * (tp - tc));
    return {
      produceRate: Math.max(0, tp / tt),
      consumeRate: Math.max(0, tc / tt),
      growthError: Math.sqrt(residual / (n - 2) / tt),
    };
  }

  #lastAtMs(): number {
    return this.#count === 0 ? Number.NEGATIVE_INFINITY : (this.#points[(this.#count - 1) * STRIDE] ?? 0);
  }

  #firstSince(fromMs: number): number {
    let first = 0;
    while (first < this.#count && (this.#points[first * STRIDE] ?? 0) < fromMs) first++;
    return first;
  }

  /** The point a window begins with: where none stands at its edge, the next older one if it is not much older. */
  #firstOf(lastAtMs: number, widthMs: number, slackMs: number): number {
    const inside = this.#firstSince(lastAtMs - widthMs - slackMs);
    const startsAtMs = this.#points[inside * STRIDE] ?? lastAtMs;
    if (inside === 0 || startsAtMs <= lastAtMs - widthMs + slackMs) return inside;
    const before = this.#points[(inside - 1) * STRIDE] ?? 0;
    return before >= lastAtMs - widthMs * WITH_ALLOWANCE ? inside - 1 : inside;
  }

  #dropUntil(fromMs: number): void {
    const first = Math.max(this.#firstSince(fromMs), this.#count - MOST_POINTS + 1);
    if (first <= 0) return;
    this.#points.copyWithin(0, first * STRIDE, this.#count * STRIDE);
    this.#count -= first;
  }

  /** Where the next point goes: over the newest one while that is too near to the one before it. */
  #placeOf(spacingMs: number): number {
    const newest = this.#points[(this.#count - 1) * STRIDE] ?? 0;
    const before = this.#points[(this.#count - 2) * STRIDE];
    const near = this.#count >= 2 && before !== undefined && newest - before < spacingMs;
    return near ? this.#count - 1 : this.#count;
  }

  #put(index: number, atMs: number, produced: number, consumed: number): void {
    const at = index * STRIDE;
    if (at >= this.#points.length) {
      const grown = new Float64Array(this.#points.length * 2);
      grown.set(this.#points);
      this.#points = grown;
    }
    this.#points[at] = atMs;
    this.#points[at + 1] = produced;
    this.#points[at + 2] = consumed;
    this.#count = index + 1;
  }
}

/** Both flows of a window up to `nowMs`; null while too little is known. */
export function flowsOf(
  window: FlowWindow | undefined,
  rules: FlowRules,
  gapMs: number | null,
  nowMs: number,
): Flows | null {
  const now = window?.flow(rules.rateWindowMs, rules, gapMs, nowMs) ?? null;
  return now && { now, long: window?.flow(rules.trendWindowMs, rules, gapMs, nowMs) ?? null };
}

/** The rules of a cluster; `patienceMs`: "3 polls" are at least this long. */
export function flowRulesOf(
  cluster: { rateWindowMs: number; trendWindowMs: number; pollIntervalMs: number },
  patienceMs: number,
): FlowRules {
  const { rateWindowMs, trendWindowMs, pollIntervalMs: intervalMs } = cluster;
  return { rateWindowMs, trendWindowMs, intervalMs, threePollsMs: threePollsMs(intervalMs, patienceMs) };
}
