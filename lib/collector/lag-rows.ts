import type { LagTrends } from '#lib/lag/status/rising.ts';
import { offsetAt, wordsOf } from './offset-words.ts';

interface Row {
  atMs: number;
  committed: Uint32Array;
  ends: Uint32Array;
}

/** Partitions of which the course is wanted: each with its newest position, and from when on. */
export interface WantedRows {
  count: number;
  partition: Int32Array;
  /** Changed by the walk through the rows. */
  committed: Float64Array;
  end: Float64Array;
  fromMs: Float64Array;
}

/** Rows are at least this part of the window apart, so that a short interval costs no more memory than a long one. */
const ROWS_PER_WINDOW = 16;
const MOST_ROWS = 64;

/** Positions of one subscription over the last window: from these it shows whether lag rises. Keeps arrays of polls, copies none. */
export class LagRows {
  #rows: Row[] = [];

  /** Takes in the positions of a poll, where those kept last are old enough. */
  add(committed: BigInt64Array, ends: BigInt64Array, atMs: number, windowMs: number): void {
    const last = this.#rows.at(-1);
    if (last && atMs <= last.atMs) this.#rows = [];
    else if (last && atMs - last.atMs < windowMs / ROWS_PER_WINDOW) return;
    const first = this.#rows.findIndex((row) => row.atMs >= atMs - windowMs);
    this.#rows.splice(0, first < 0 ? this.#rows.length : first);
    if (this.#rows.length >= MOST_ROWS) this.#rows.shift();
    this.#rows.push({ atMs, committed: wordsOf(committed), ends: wordsOf(ends) });
  }

  /** Hands the lags of these partitions to `trends`, newest first, of each since its positions last fell. */
  follow(wanted: WantedRows, trends: LagTrends, nowMs: number): void {
    const { count, partition, committed, end, fromMs } = wanted;
    for (let index = 0; index < count; index++) {
      trends.add(index, nowMs, Math.max(0, (end[index] ?? 0) - (committed[index] ?? 0)), end[index] ?? 0);
    }
    for (let at = this.#rows.length - 1; at >= 0; at--) {
      const row = this.#rows[at];
      if (row === undefined || row.atMs >= nowMs) continue;
      for (let index = 0; index < count; index++) {
        if (row.atMs < (fromMs[index] ?? 0)) continue;
        const place = partition[index] ?? 0;
        if (place * 2 >= row.committed.length || place * 2 >= row.ends.length) continue;
        const [commitThen, endThen] = [offsetAt(row.committed, place), offsetAt(row.ends, place)];
        if (commitThen < 0 || endThen < 0) continue;
        // It fell since: what was before is another story.
        if (commitThen > (committed[index] ?? 0) || endThen > (end[index] ?? 0)) fromMs[index] = nowMs;
        else {
          committed[index] = commitThen;
          end[index] = endThen;
          trends.add(index, row.atMs, Math.max(0, endThen - commitThen), endThen);
        }
      }
    }
  }
}
