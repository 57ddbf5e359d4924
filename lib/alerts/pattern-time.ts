interface PatternTimeOptions {
  /** How long expressions may take in one go. */
  mostMs: number;
  /** How much of the time that goes by they may take in the long run, up to 1. */
  share: number;
  /** Milliseconds that never go back. */
  now(): number;
}

/**
 * How long a thread may hold names against regular expressions: it fills up with the time that goes by. Whatever rules and silences are
 * made of, the thread is never longer than `mostMs / (1 - share)` at it without a break; what is not answered then is asked again later.
 */
export class PatternTime {
  readonly #options: PatternTimeOptions;
  #leftMs: number;
  #atMs: number;

  constructor(options: PatternTimeOptions) {
    this.#options = options;
    this.#leftMs = options.mostMs;
    this.#atMs = options.now();
  }

  /** What `ask` gives; null where no time is left to ask it. */
  spend<Answer>(ask: () => Answer): Answer | null {
    const { mostMs, share, now } = this.#options;
    const startedMs = now();
    this.#leftMs = Math.min(mostMs, this.#leftMs + share * (startedMs - this.#atMs));
    this.#atMs = startedMs;
    if (this.#leftMs <= 0) return null;
    const answer = ask();
    this.#leftMs -= now() - startedMs;
    return answer;
  }
}

/** Of this thread: far less than the 4 s after which an engine that does nothing else is taken for hung. */
export const patternTime = new PatternTime({ mostMs: 1_000, share: 0.25, now: () => performance.now() });

/** For what is only said by the way, as a warning beside a field: it is left out where it takes longer. */
export const hintTime = new PatternTime({ mostMs: 200, share: 0.1, now: () => performance.now() });
