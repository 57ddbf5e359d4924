export const EXPIRED = Symbol('expired');

/**
 * Time that one broker may take in one poll. It runs only while the broker owes an answer: a healthy broker does not lose
 * its time to a silent one that the poll waits for meanwhile.
 */
export class AnswerBudget {
  readonly durationMs: number;
  /** Resolves once the time is used up; never rejects. */
  readonly expired: Promise<typeof EXPIRED>;
  #leftMs: number;
  #waiting = 0;
  #runningSince = 0;
  #timer: NodeJS.Timeout | null = null;
  #expire: (value: typeof EXPIRED) => void = () => undefined;

  constructor(durationMs: number) {
    this.durationMs = durationMs;
    this.#leftMs = durationMs;
    this.expired = new Promise((resolve) => {
      this.#expire = resolve;
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
    this.stop();
  }

  /** More time, for a broker that said it would hold its answers back (quota). */
  extend(ms: number): void {
    this.#leftMs += ms;
    if (this.#waiting > 0) this.#arm();
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #arm(): void {
    this.stop();
    const leftMs = this.#leftMs - (performance.now() - this.#runningSince);
    this.#timer = setTimeout(() => this.#expire(EXPIRED), Math.max(0, Math.ceil(leftMs)));
  }
}
