/** Keeps what was read for a while, so that it is read that often however many ask; a read that failed is not kept. */
export class KeptAWhile<T> {
  #forMs: number;
  #kept: { untilMs: number; value: Promise<T> } | null = null;

  constructor(forMs: number) {
    this.#forMs = forMs;
  }

  /** What is kept at this instant, else what `read` gives. */
  get(nowMs: number, read: () => Promise<T>): Promise<T> {
    if (this.#kept !== null && nowMs < this.#kept.untilMs) return this.#kept.value;
    const kept = { untilMs: nowMs + this.#forMs, value: read() };
    this.#kept = kept;
    kept.value.catch(() => {
      if (this.#kept === kept) this.#kept = null;
    });
    return kept.value;
  }
}
