type Cuttable = Int32Array | BigInt64Array;

/** So many values at once: a large cluster takes arrays for thousands of subscriptions in each poll, and each by itself costs more than its values. */
const SLAB = 4_096;

/** Arrays for what one poll makes, cut from few large ones. Those live as long as any that was cut from them. */
export class ArrayRoom<Values extends Cuttable> {
  readonly #make: (length: number) => Values;
  #slab: Values;
  #used = 0;

  constructor(make: (length: number) => Values) {
    this.#make = make;
    this.#slab = make(0);
  }

  /** Zeros, that nobody else has. */
  take(length: number): Values {
    if (this.#used + length > this.#slab.length) {
      this.#slab = this.#make(Math.max(SLAB, length));
      this.#used = 0;
    }
    const from = this.#used;
    this.#used += length;
    return this.#slab.subarray(from, this.#used) as Values;
  }
}
