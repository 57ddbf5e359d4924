const RECENT = 15;
const DAYS = 7;
const DAY_MS = 86_400_000;
const SECOND_MS = 1_000;
/** A longer gap may have been an outage: it is usual once another one was as long. */
const USUAL_AT_ONCE_MS = 600_000;

/** What one poll saw of the commits of a subscription. */
export interface CommitSighting {
  atMs: number;
  /** Some committed value changed since the poll before. */
  moved: boolean;
  /** Some committed value fell, or was set forward: a reset, which ends no gap. */
  fell: boolean;
  /** Something is left to consume; null where the poll could not tell. */
  behind: boolean | null;
}

/** What is kept of the gaps over a restart. */
export interface KeptGaps {
  medianMs: number | null;
  /** Longest usual gap by day since the epoch, oldest first. */
  longestByDay: [day: number, longestMs: number][];
  /** The newest gap that was long, and its day; absent without one. */
  long?: [day: number, ms: number] | undefined;
}

/**
 * How long the commits of one subscription are apart while there is something to consume: from the later of its last move and
 * the first poll that saw lag, to the next move, so that idle hours are no gap. Bounded: the last 15 gaps and one number a day.
 */
export class CommitGaps {
  #recent: number[] = [];
  #sorted: number[] = [];
  #longestByDay: [number, number][] = [];
  #long: [number, number] | undefined;
  #seenAtMs: number | null = null;
  #movedAtMs: number | null = null;
  #behindSinceMs: number | null = null;
  #behind = false;

  constructor(kept: KeptGaps = { medianMs: null, longestByDay: [] }) {
    if (kept.medianMs !== null) this.#remember(kept.medianMs);
    this.#longestByDay = kept.longestByDay.slice(-DAYS);
    this.#long = kept.long;
  }

  /** Takes in one poll. What went unseen for `threePollsMs` begins anew: nobody knows what moved in between. */
  add({ atMs, moved, fell, behind }: CommitSighting, threePollsMs: number): void {
    if (behind === null) return;
    const lostSight = this.#seenAtMs === null || atMs - this.#seenAtMs > threePollsMs || atMs <= this.#seenAtMs;
    if (lostSight) this.#forgetPosition();
    else if (moved && !fell && this.#behind) this.#end(atMs);
    if ((moved || fell) && !lostSight) this.#movedAtMs = atMs;
    if (!behind) this.#behindSinceMs = null;
    else if (!this.#behind && !lostSight) this.#behindSinceMs = atMs;
    this.#behind = behind;
    this.#seenAtMs = atMs;
  }

  /** Median of the last gaps, whole seconds; null before the first. */
  get medianMs(): number | null {
    return this.#sorted[this.#sorted.length >> 1] ?? null;
  }

  /**
   * Longest usual gap of the last 7 days; null without any. One of more than 10 minutes that stayed alone is an outage, which must not
   * make the next one be found late; of two, the shorter is usual, as a batch has it every night.
   */
  longestMs(nowMs: number): number | null {
    const since = dayOf(nowMs) - DAYS;
    let longest: number | null = null;
    for (const [day, ms] of this.#longestByDay) if (day > since && ms > (longest ?? 0)) longest = ms;
    return longest;
  }

  kept(): KeptGaps {
    return {
      medianMs: this.medianMs,
      longestByDay: this.#longestByDay,
      ...(this.#long && { long: this.#long }),
    };
  }

  #forgetPosition(): void {
    this.#movedAtMs = null;
    this.#behindSinceMs = null;
    this.#behind = false;
  }

  #end(atMs: number): void {
    const sinceMs = Math.max(this.#movedAtMs ?? 0, this.#behindSinceMs ?? 0);
    if (sinceMs === 0) return;
    // Whole seconds: finer is the jitter of the polls, and every new number would be written.
    const gapMs = Math.max(SECOND_MS, Math.round((atMs - sinceMs) / SECOND_MS) * SECOND_MS);
    this.#remember(gapMs);
    const day = dayOf(atMs);
    const usualMs = this.#usual(gapMs, day);
    const [lastDay, longestMs] = this.#longestByDay.at(-1) ?? [-1, 0];
    if (usualMs === 0 || (lastDay === day && longestMs >= usualMs)) return;
    const earlier = this.#longestByDay.filter(([one]) => one !== day && one > day - DAYS);
    this.#longestByDay = [...earlier, [day, usualMs]];
  }

  /** How much of a gap is usual: of a long one as much as the long one before it had. */
  #usual(gapMs: number, day: number): number {
    if (gapMs <= USUAL_AT_ONCE_MS) return gapMs;
    const [lastDay, lastMs] = this.#long ?? [Number.NEGATIVE_INFINITY, 0];
    this.#long = [day, gapMs];
    return lastDay > day - DAYS ? Math.min(gapMs, lastMs) : 0;
  }

  #remember(gapMs: number): void {
    this.#recent.push(gapMs);
    if (this.#recent.length > RECENT) this.#sorted.splice(this.#sorted.indexOf(this.#recent.shift() ?? 0), 1);
    const after = this.#sorted.findIndex((one) => one > gapMs);
    this.#sorted.splice(after < 0 ? this.#sorted.length : after, 0, gapMs);
  }
}

const dayOf = (atMs: number): number => Math.floor(atMs / DAY_MS);
