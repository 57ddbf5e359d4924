import { ABSENT, NONE } from '#lib/history/chunk/special-values.ts';
import type { HourColumns } from '#lib/history/read/columns.ts';
import type { SeenHour } from './seen-hours.ts';

/** From when on a partition does not count any more, as nobody consumes it. */
export type OutsideFrom = ReadonlyMap<number, number>;

/** What was seen of a partition before. */
interface Known {
  /** Since when its commit is ahead of the log; NaN while it is not. */
  aheadSinceMs: number;
  hasCommitted: boolean;
}

const NOBODY: OutsideFrom = new Map();
const NOTHING = new Float64Array(0);

/** How the partitions of a target come to one value. */
export type Together = 'largest' | 'sum';

/**
 * The lag over the partitions of some subscriptions at each poll, as a poll itself tells it: unlike in a chart nothing stands in for what a
 * poll did not see. Hours are handed over in order of time.
 */
export class SeenLags {
  readonly #together: Together;
  readonly #patienceMs: number;
  readonly #known: Map<number, Known>[];

  /** `patienceMs` ("3 polls"): for so long a commit that is ahead of the log is no lag; after that it has none. */
  constructor(subscriptions: number, patienceMs: number, together: Together) {
    this.#together = together;
    this.#patienceMs = patienceMs;
    this.#known = Array.from({ length: subscriptions }, () => new Map());
  }

  /** Another one that has seen the same so far. */
  copy(): SeenLags {
    const other = new SeenLags(this.#known.length, this.#patienceMs, this.#together);
    this.#known.forEach((partitions, index) => {
      for (const [partition, known] of partitions) other.#known[index]?.set(partition, { ...known });
    });
    return other;
  }

  /** Puts a subscription into the hour. The hour's series are the committed offsets of all subscriptions, then the positions of their topics. */
  add(hour: HourColumns, subscription: number, into: SeenHour, outside: OutsideFrom = NOBODY): void {
    const own = hour.series[subscription];
    const known = this.#known[subscription];
    if (own === undefined || known === undefined) return;
    const log = hour.series[this.#known.length + subscription];
    const points = hour.atMs.length;
    const column = (run: Float64Array | undefined, partition: number) =>
      run?.subarray(partition * points, (partition + 1) * points) ?? NOTHING;
    for (let partition = 0; partition < own.partitions; partition++) {
      const [logStart, high] = log !== undefined && partition < log.partitions ? log.runs : [];
      const columns = {
        committed: column(own.runs[0], partition),
        logStart: column(logStart, partition),
        high: column(high, partition),
      };
      const before = known.get(partition) ?? { aheadSinceMs: Number.NaN, hasCommitted: false };
      known.set(partition, before);
      this.#addPartition(hour, columns, before, outside.get(partition) ?? Infinity, into);
    }
  }

  #addPartition(
    { atMs, from, to }: HourColumns,
    { committed, logStart, high }: { committed: Float64Array; logStart: Float64Array; high: Float64Array },
    known: Known,
    outsideFromMs: number,
    { value, unknown, lost }: SeenHour,
  ): void {
    const isSum = this.#together === 'sum';
    for (let point = from; point < to; point++) {
      const at = atMs[point] ?? 0;
      const offset = committed[point] ?? Number.NaN;
      const end = high[point] ?? Number.NaN;
      const start = logStart[point] ?? Number.NaN;
      if (offset === ABSENT || at >= outsideFromMs) continue;
      if (!(offset >= NONE && end >= 0 && start >= 0)) {
        unknown[point] = (unknown[point] ?? 0) + 1;
        continue;
      }
      if (offset <= end) known.aheadSinceMs = Number.NaN;
      if (offset === NONE) {
        if (known.hasCommitted) lost[point] = (lost[point] ?? 0) + 1;
        continue;
      }
      known.hasCommitted = true;
      if (offset > end) {
        if (Number.isNaN(known.aheadSinceMs)) known.aheadSinceMs = at;
        if (at - known.aheadSinceMs >= this.#patienceMs) continue;
      }
      if (offset < start) lost[point] = (lost[point] ?? 0) + 1;
      const lag = Math.max(0, end - Math.max(offset, start));
      const before = value[point] ?? NONE;
      value[point] = before < 0 ? lag : isSum ? before + lag : Math.max(before, lag);
    }
  }
}
