import type { Status } from './status.ts';

/** One change of a status, as one poll saw it. */
export interface StatusChange {
  atMs: number;
  was: Status | null;
  status: Status | null;
}

/** A time in which a status held. */
export interface StatusInterval {
  fromMs: number;
  toMs: number;
  status: Status | null;
}

/**
 * How a status went between two instants, oldest first and without holes, told back from what it is now. `changes`: newest first, all
 * since `fromMs`.
 */
export function statusIntervals(
  now: Status | null,
  changes: readonly StatusChange[],
  fromMs: number,
  toMs: number,
): StatusInterval[] {
  const intervals: StatusInterval[] = [];
  let status = now;
  let endMs = Number.POSITIVE_INFINITY;
  const add = (beginMs: number) => {
    const from = Math.max(beginMs, fromMs);
    const to = Math.min(endMs, toMs);
    if (from >= to) return;
    const next = intervals.at(-1);
    if (next?.status === status) next.fromMs = from;
    else intervals.push({ fromMs: from, toMs: to, status });
  };
  for (const change of changes) {
    // Where a change was not kept, what came of the one before it is true from then on.
    status = endMs === Number.POSITIVE_INFINITY ? status : change.status;
    add(change.atMs);
    endMs = change.atMs;
    status = change.was;
  }
  add(Number.NEGATIVE_INFINITY);
  return intervals.reverse();
}
