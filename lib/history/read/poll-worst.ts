import type { WorstLags } from '#lib/lag/end-track.ts';
import type { Sums } from './buckets.ts';
import { LEFT_OUT } from './lag-fold.ts';
import { PollSums } from './poll-sums.ts';

/** The largest over partitions at each poll of an hour, in the place of their sum. */
export class PollWorst extends PollSums implements WorstLags {
  reach = new Int32Array(0);

  override begin(points: number): void {
    super.begin(points);
    if (this.reach.length === points) this.reach.fill(-1);
    else this.reach = new Int32Array(points).fill(-1);
  }

  override addColumn(values: Float64Array, from: number, to: number): void {
    const { sum: worst, known, unknown } = this;
    for (let point = from; point < to; point++) {
      const value = values[point] ?? 0;
      if (value >= 0) {
        if (value > (worst[point] ?? 0)) worst[point] = value;
        known[point] = (known[point] ?? 0) + 1;
      } else if (value !== LEFT_OUT) unknown[point] = (unknown[point] ?? 0) + 1;
    }
  }

  override addSums(other: Sums, from: number, to: number): void {
    for (let point = from; point < to; point++) {
      this.sum[point] = Math.max(this.sum[point] ?? 0, other.sum[point] ?? 0);
      this.known[point] = (this.known[point] ?? 0) + (other.known[point] ?? 0);
      this.unknown[point] = (this.unknown[point] ?? 0) + (other.unknown[point] ?? 0);
    }
  }
}
