export const EXPIRED = Symbol('expired');
/** Nobody waits for the answer any more: the poll is over, or the link was closed. */
export const STOPPED = Symbol('stopped');

/**
 * Time that one broker may take in one poll. It runs only while the broker owes an answer: a healthy broker does not lose
 * its time to a silent one that the poll waits for meanwhile.
 */
export class AnswerBudget {
  readonly durationMs: number;
  /** Resolves once the time is used up, or the budget was stopped; never rejects. */
  readonly over: Promise<typeof EXPIRED | typeof STOPPED>;
  #leftMs: number;
  #waiting = 0;
  #runningSince = 0;
  #timer: NodeJS.Timeout | null = null;
  #finish: (value: typeof EXPIRED | typeof STOPPED) => void = () => undefined;

  constructor(durationMs: number) {
    this.durationMs = durationMs;
    this.#leftMs = durationMs;
    this.over = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  /** The broker owes one more answer. */
  begin(): void {
    this.#waiting++;
    if (this.#waiting > 1) return;
    this.#runningSince = performance.now();
    this.#arm();
  }

  /** It gave one. */
  end(): void {
    this.#waiting--;
    if (this.#waiting > 0) return;
    this.#leftMs -= performance.now() - this.#runningSince;
    this.#disarm();
  }

  /** More time, for a broker that said it would hold its answers back (quota). */
  extend(ms: number): void {
    this.#leftMs += ms;
    if (this.#waiting > 0) this.#arm();
  }

  /** Ends every wait at once. */
  stop(): void {
    this.#disarm();
    this.#finish(STOPPED);
  }

  #arm(): void {
    this.#disarm();
    const leftMs = this.#leftMs - (performance.now() - this.#runningSince);
    if (leftMs <= 0) this.#finish(EXPIRED);
    // Counted by Node from the beginning of its loop's turn: after a long one it would end too early.
    else this.#timer = setTimeout(() => this.#arm(), Math.ceil(leftMs));
  }

  #disarm(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
