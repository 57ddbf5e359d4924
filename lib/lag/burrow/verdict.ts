import type { CommitWindow, SynthesisedCommit } from './commit-window.ts';

/** What Burrow says of a partition, the worst last. */
export const PARTITION_VERDICTS = ['OK', 'WARN', 'STOP', 'STALL', 'REWIND'] as const;
export type PartitionVerdict = (typeof PARTITION_VERDICTS)[number];

/** What Burrow says of a group, the worst last. */
export const GROUP_VERDICTS = ['OK', 'WARN', 'ERR'] as const;
export type GroupVerdict = (typeof GROUP_VERDICTS)[number];

/** The settings of Burrow that its verdict depends on. */
export interface BurrowRules {
  /** Commits that a whole window has. */
  intervals: number;
  /** So many messages behind are no lag. */
  allowedLag: number;
  /** A window that is filled less than this, 0 to 1, is not judged. */
  minimumComplete: number;
}

/** How much of a window is filled, 0 to 1. */
export const completeness = ({ commits }: Pick<CommitWindow, 'commits'>, { intervals }: BurrowRules): number =>
  commits.length / intervals;

/**
 * Burrow's verdict on a partition: its rules in its order (semantics: lag, section 4, after evaluator/caching.go). "Now" is the
 * poll the window is as of, so the verdict of a poll is one and the same however late it is asked for.
 */
export function partitionVerdict(window: CommitWindow, rules: BurrowRules): PartitionVerdict {
  const { commits, ends, currentLag } = window;
  const [first, last] = [commits[0], commits.at(-1)];
  if (first === undefined || last === undefined || completeness(window, rules) < rules.minimumComplete) return 'OK';
  if (currentLag === null || currentLag <= rules.allowedLag) return 'OK';
  const silentMs = (window.asOfMs ?? last.atMs) - last.atMs;
  const wasCaughtUp = ends.some((end) => end <= last.offset);
  if (silentMs > last.atMs - first.atMs && !wasCaughtUp) return 'STOP';
  if (isRewound(commits)) return 'REWIND';
  if (commits.some(({ lag }) => lag !== null && lag <= rules.allowedLag)) return 'OK';
  if (commits.every(({ offset }) => offset === first.offset)) return 'STALL';
  return hasFallenSomewhere(commits) ? 'OK' : 'WARN';
}

/** The worst verdict, in which all errors are one; a group without partitions is OK. */
export function groupVerdict(verdicts: Iterable<PartitionVerdict>): GroupVerdict {
  let worst = 0;
  for (const verdict of verdicts) worst = Math.max(worst, PARTITION_VERDICTS.indexOf(verdict));
  return GROUP_VERDICTS[Math.min(worst, GROUP_VERDICTS.length - 1)] ?? 'OK';
}

/** Whether the offset fell, for the first time, from a value that no later commit got back to. */
function isRewound(commits: readonly SynthesisedCommit[]): boolean {
  const fallen = commits.findIndex(({ offset }, index) => offset < (commits[index - 1]?.offset ?? offset));
  const before = commits[fallen - 1];
  return before !== undefined && !commits.slice(fallen).some(({ offset }) => offset >= before.offset);
}

/** Whether a known lag was smaller than the known one before it. */
function hasFallenSomewhere(commits: readonly SynthesisedCommit[]): boolean {
  const known = commits.flatMap(({ lag }) => lag ?? []);
  return known.some((lag, index) => lag < (known[index - 1] ?? lag));
}
