/** A commit as polls let it be seen: the group stood at this offset when the poll read it. */
export interface SynthesisedCommit {
  offset: number;
  /** Instant of the poll. */
  atMs: number;
  /** High watermark of that poll less the offset, at least 0; null where that poll did not see the end. */
  lag: number | null;
}

/** What stored polls hold of one partition of a group, oldest first; equally long. */
export interface PartitionPolls {
  atMs: ArrayLike<number>;
  /** NaN where a poll did not see it, negative where the group had no commit. */
  committed: ArrayLike<number>;
  /** High watermarks; not a number of 0 and more where a poll did not see it. */
  ends: ArrayLike<number>;
}

/** What Burrow would keep of one partition: its newest commits and ends of the log, oldest first. */
export interface CommitWindow {
  commits: readonly SynthesisedCommit[];
  ends: readonly number[];
  /** The newest known end less the newest commit, at least 0; null where one of them is not known. */
  currentLag: number | null;
  /** The newest poll that saw whether there is a commit: what was not read is held against nobody. Null where none did. */
  asOfMs: number | null;
}

/**
 * The newest `intervals` commits of a partition. Burrow reads every commit from the log of the broker; polls see values only, so a
 * commit is taken to have been made at a poll whose value differs from the one before, and at every poll while the group is
 * steady, that is Stable with members (semantics: lag, section 4). The first value counts as a commit of its poll, which is
 * later than it was made. An offset that is gone takes what was before it along.
 */
export function commitWindow(
  { atMs, committed, ends }: PartitionPolls,
  isSteadyAt: (atMs: number) => boolean,
  intervals: number,
): CommitWindow {
  let commits: SynthesisedCommit[] = [];
  let newest: number | null = null;
  let asOfMs: number | null = null;
  for (let poll = 0; poll < atMs.length; poll++) {
    const offset = committed[poll] ?? Number.NaN;
    if (Number.isNaN(offset)) continue;
    const at = atMs[poll] ?? 0;
    asOfMs = at;
    if (offset < 0) {
      commits = [];
      newest = null;
    } else if (offset !== newest || isSteadyAt(at)) {
      commits.push({ offset, atMs: at, lag: behind(ends[poll], offset) });
      newest = offset;
    }
  }
  const kept = Array.from(ends).slice(-intervals).filter(isOffset);
  return {
    commits: commits.slice(-intervals),
    ends: kept,
    currentLag: newest === null ? null : behind(Array.from(ends).findLast(isOffset), newest),
    asOfMs,
  };
}

const isOffset = (value: number | undefined): value is number => value !== undefined && value >= 0;

const behind = (end: number | undefined, offset: number): number | null =>
  isOffset(end) ? Math.max(0, end - offset) : null;
