import { NONE } from '#lib/history/chunk/special-values.ts';
import type { HourColumns } from '#lib/history/read/columns.ts';

/** What the polls of one hour say of a target; by the place of the poll in the hour. */
export interface SeenHour {
  atMs: Float64Array;
  /** Of the polls, those from this one on, */
  from: number;
  /** up to and without this one, are meant. */
  to: number;
  /** Below 0: nothing that is known has a value. */
  value: Float64Array;
  /** Partitions that the poll did not see. */
  unknown: Int32Array;
  /** Partitions whose unread records were deleted, or whose commit is gone, as far as is known. */
  lost: Int32Array;
}

/** Hours of one target, put together from some of its subscriptions after the other, so that not all of them are in memory at once. */
export class SeenHours {
  readonly #hours = new Map<number, SeenHour>();

  /** The hour, with what was put into it so far. */
  at({ hourMs, atMs, from, to }: Pick<HourColumns, 'hourMs' | 'atMs' | 'from' | 'to'>): SeenHour {
    const known = this.#hours.get(hourMs);
    if (known !== undefined) return known;
    const points = atMs.length;
    const begun = {
      atMs,
      from,
      to,
      value: new Float64Array(points).fill(NONE),
      unknown: new Int32Array(points),
      lost: new Int32Array(points),
    };
    this.#hours.set(hourMs, begun);
    return begun;
  }

  inOrder(): SeenHour[] {
    return [...this.#hours].sort(([one], [other]) => one - other).map(([, hour]) => hour);
  }
}
