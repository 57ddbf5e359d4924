import type { PartialSum, Sums } from './buckets.ts';
import { LEFT_OUT } from './lag-fold.ts';

/** Sums over partitions at each poll of an hour, under construction. */
export class PollSums implements Sums {
  sum = new Float64Array(0);
  known = new Float64Array(0);
  unknown = new Float64Array(0);

  /** All three, one after the other: hours of fewer polls take no memory of their own. */
  #room = new Float64Array(0);

  /** Empty, for an hour of so many polls. */
  begin(points: number): void {
    const isLarger = this.#room.length < 3 * points;
    if (isLarger) this.#room = new Float64Array(3 * points);
    else this.#room.fill(0, 0, 3 * points);
    if (!isLarger && this.sum.length === points) return;
    this.sum = this.#room.subarray(0, points);
    this.known = this.#room.subarray(points, 2 * points);
    this.unknown = this.#room.subarray(2 * points, 3 * points);
  }

  /** Adds the column of one partition as a LagFold gives it. */
  addColumn(values: Float64Array, from: number, to: number): void {
    const { sum, known, unknown } = this;
    for (let point = from; point < to; point++) {
      const value = values[point] ?? 0;
      if (value >= 0) {
        sum[point] = (sum[point] ?? 0) + value;
        known[point] = (known[point] ?? 0) + 1;
      } else if (value !== LEFT_OUT) unknown[point] = (unknown[point] ?? 0) + 1;
    }
  }

  /** Adds sums made before. */
  addSums(other: Sums, from: number, to: number): void {
    for (let point = from; point < to; point++) {
      this.sum[point] = (this.sum[point] ?? 0) + (other.sum[point] ?? 0);
      this.known[point] = (this.known[point] ?? 0) + (other.known[point] ?? 0);
      this.unknown[point] = (this.unknown[point] ?? 0) + (other.unknown[point] ?? 0);
    }
  }

  at(point: number): PartialSum {
    return { sum: this.sum[point] ?? 0, known: this.known[point] ?? 0, unknown: this.unknown[point] ?? 0 };
  }
}
