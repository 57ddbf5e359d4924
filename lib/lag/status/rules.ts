import { REBALANCE_PATIENCE, type RebalancePatience } from './status.ts';

/** Thresholds of the statuses of one group; milliseconds. */
export interface StatusRules {
  /** What is not consumed for this long, and for longer than it usually is, stands. */
  stallAfterMs: number;
  /** Over this time lag must grow to be LAGGING, and within it be caught up once not to be BEHIND. */
  windowMs: number;
  /** A group so many seconds behind is not LAGGING yet. */
  laggingFromMs: number;
  /** Lag that is as good as none. */
  caughtUpBelow: number;
  rebalance: RebalancePatience;
}

/** The thresholds that hold where nobody sets others (semantics: lag, section 4). */
export const STATUS_RULES: StatusRules = {
  stallAfterMs: 60_000,
  windowMs: 600_000,
  laggingFromMs: 30_000,
  caughtUpBelow: 0,
  rebalance: REBALANCE_PATIENCE,
};

/** Who is that little behind in time has caught up, whatever the lag. */
export const CAUGHT_UP_WITHIN_MS = 5_000;

/** How far apart the commits of a subscription are; null while none were seen. */
export interface UsualGaps {
  medianMs: number | null;
  /** Longest of the last days that was usual. */
  longestMs: number | null;
}

const GAPS_UNTIL_STALLED = 3;
const LONGEST_UNTIL_STALLED = 1.5;
const GAPS_UNTIL_LAGGING = 3;

/** S: after how long without a commit a group stands, by how often it commits. `threePollsMs`: see three-polls.ts. */
export const stallAfterMs = ({ stallAfterMs: least }: StatusRules, gaps: UsualGaps, threePollsMs: number): number =>
  Math.max(
    least,
    threePollsMs,
    GAPS_UNTIL_STALLED * (gaps.medianMs ?? 0),
    LONGEST_UNTIL_STALLED * (gaps.longestMs ?? 0),
  );

/** The time lag from which on a group may be LAGGING. */
export const laggingFromMs = ({ laggingFromMs: least }: StatusRules, gaps: UsualGaps): number =>
  Math.max(least, GAPS_UNTIL_LAGGING * (gaps.medianMs ?? 0));
