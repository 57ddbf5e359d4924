import { passedAtMs } from '../time-lag.ts';

/** Positions of a group on one partition, poll by poll; NaN where a poll did not see them, less than 0 where there is none. */
export interface Trail {
  atMs: Float64Array;
  committed: Float64Array;
  logStart: Float64Array;
  end: Float64Array;
  /** End - last stable offset. */
  open: Float64Array;
}

/** How the positions on one partition moved in a window. Offsets and counts are numbers, as those of charts. */
export interface Motion {
  /** Of the newest poll that knew them; null where none did. */
  committed: number | null;
  logStart: number | null;
  end: number | null;
  lastStable: number | null;
  /** First poll of the window that saw no commit there, while none saw one; null else. */
  neverCommittedSinceMs: number | null;
  /** Null without commit. */
  lag: number | null;
  /** The same so many polls ago as the caller asked for. */
  lagEarlier: number | null;
  /** How long ago the record that is read next was produced, and whether it may be longer ago. */
  behindMs: number;
  behindIsAtLeast: boolean;
  /** Newest poll of the window that saw the commit move forward. */
  movedAtMs: number | null;
  /** Since when records wait and no commit was made; null where nothing waits. */
  waitingSinceMs: number | null;
  /** The waiting began before the window. */
  waitsLonger: boolean;
  /** Records of the whole window, and of its last part alone. */
  produced: number;
  consumed: number;
  producedLately: number;
  consumedLately: number;
  /** Since when the last stable offset stands still below the end; null where it does not. */
  openSinceMs: number | null;
}

export interface MotionWindow {
  atMs: number;
  /** The last part of the window begins here. */
  latelyFromMs: number;
  /** When the earlier lag is looked at. */
  earlierMs: number;
}

/** How positions moved, in one pass over the polls of a window. Pure. */
export function motionOf(trail: Trail, { atMs, latelyFromMs, earlierMs }: MotionWindow): Motion {
  const { atMs: instants, committed, logStart, end, open } = trail;
  const found = nothingSeen();
  let firstSeen = true;
  for (let point = 0; point < instants.length; point++) {
    const now = instants[point] ?? 0;
    const [offset, high] = [committed[point] ?? Number.NaN, end[point] ?? Number.NaN];
    if ((logStart[point] ?? Number.NaN) >= 0) found.logStart = logStart[point] ?? null;
    if (high >= 0) {
      const came = found.end === null ? 0 : Math.max(0, high - found.end);
      found.produced += came;
      if (now > latelyFromMs) found.producedLately += came;
      found.end = high;
      noteStable(found, high - (open[point] || 0), high, now);
    }
    if (offset === -1 && found.committed === null) found.neverCommittedSinceMs ??= now;
    if (!(offset >= 0)) continue;
    const went = found.committed === null ? 0 : offset - found.committed;
    found.committed = offset;
    found.neverCommittedSinceMs = null;
    if (went > 0) {
      found.movedAtMs = now;
      found.consumed += went;
      if (now > latelyFromMs) found.consumedLately += went;
    }
    if (!(high >= 0)) continue;
    // What was deleted unread is no record that waits.
    found.lag = Math.max(0, high - Math.max(offset, found.logStart ?? 0));
    if (now <= earlierMs) found.lagEarlier = found.lag;
    if (found.lag === 0) found.waitingSinceMs = null;
    else if (found.waitingSinceMs === null || went !== 0) {
      found.waitsLonger = firstSeen;
      found.waitingSinceMs = now;
    }
    firstSeen = false;
  }
  if (found.waitingSinceMs === null) found.waitsLonger = false;
  return { ...found, ...behind(trail, found, atMs) };
}

const nothingSeen = (): Motion => ({
  committed: null,
  logStart: null,
  end: null,
  lastStable: null,
  neverCommittedSinceMs: null,
  lag: null,
  lagEarlier: null,
  behindMs: 0,
  behindIsAtLeast: false,
  movedAtMs: null,
  waitingSinceMs: null,
  waitsLonger: false,
  produced: 0,
  consumed: 0,
  producedLately: 0,
  consumedLately: 0,
  openSinceMs: null,
});

function noteStable(found: Motion, stable: number, high: number, atMs: number): void {
  if (stable >= high) found.openSinceMs = null;
  else if (found.openSinceMs === null || stable !== found.lastStable) found.openSinceMs = atMs;
  found.lastStable = stable;
}

/** When the end passed the record that is read next. Older than the window: at least as long ago as its first poll. */
function behind(
  { atMs: instants, end }: Trail,
  { committed, logStart, lag }: Motion,
  atMs: number,
): Pick<Motion, 'behindMs' | 'behindIsAtLeast'> {
  if (committed === null || lag === null || lag === 0) return { behindMs: 0, behindIsAtLeast: false };
  const position = Math.max(committed, logStart ?? 0);
  let after: { atMs: number; end: number } | null = null;
  for (let point = instants.length - 1; point >= 0; point--) {
    const high = end[point] ?? Number.NaN;
    if (!(high >= 0)) continue;
    const here = { atMs: instants[point] ?? atMs, end: high };
    if (high <= position) {
      const passedMs = after === null ? here.atMs : passedAtMs(position, here, after);
      return { behindMs: Math.max(0, atMs - passedMs), behindIsAtLeast: false };
    }
    after = here;
  }
  return { behindMs: after === null ? 0 : Math.max(0, atMs - after.atMs), behindIsAtLeast: true };
}
