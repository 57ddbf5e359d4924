import { lagBetween } from './lag-between.ts';
import type { LagState } from './state.ts';
import { isCaughtUp, type Unread } from './unread.ts';

/** One partition of one group, as one poll read it. Commits are read before ends. */
export interface PartitionReading {
  /** Null: the group has no committed offset here. Undefined: its coordinator did not tell. */
  committed: bigint | null | undefined;
  /** Undefined: the leader did not tell. */
  logStart: bigint | undefined;
  /** What lag is counted to: the high watermark, or the last stable offset for groups configured as read_committed. */
  end: bigint | undefined;
  highWatermark: bigint | undefined;
  lastStable: bigint | undefined;
  /** Since when the last stable offset stands where it is. */
  lastStableSinceMs: number;
  /** What lies between `committed` and `lastStable`; null where nobody looked. */
  unread: Unread | null;
  /** Whether the topic is in some member's subscription; null when that was never seen. */
  subscribed: boolean | null;
  /** Whether some member holds the partition; null while the group is not Stable. */
  assigned: boolean | null;
}

/** What the next poll must remember of this one. Forgotten when the topic id changes. */
export interface PartitionMemory {
  /** The newest commit ever seen: while it is gone the partition is expired, and stays so. */
  committed: bigint | null;
  /** Poll that last saw the committed offset change, or the first one. */
  movedAtMs: number;
  /** Last lag that was true, with its time; null before the first. */
  lag: bigint | null;
  state: LagState;
  sinceMs: number;
  aheadSinceMs: number | null;
  unsubscribedSinceMs: number | null;
  unassignedSinceMs: number | null;
}

/** Deadlines of the rules, milliseconds. */
export interface LagRules {
  /** "3 polls" (three-polls.ts). */
  threePollsMs: number;
  inactiveAfterMs: number;
  openTransactionAfterMs: number;
  unassignedAfterMs: number;
}

export interface PartitionVerdict {
  state: LagState;
  /** Null where no number would be true. */
  lag: bigint | null;
  /** The lag is the last known one, not of this poll: never part of a total. */
  lagIsLastKnown: boolean;
  /** In nobody's assignment for the rule's time although the group subscribes to the topic. */
  unassigned: boolean;
  memory: PartitionMemory;
}

/** State and lag of one partition of a group. Pure; first rule that applies wins (semantics: lag, section 1). */
export function judgePartition(
  reading: PartitionReading,
  before: PartitionMemory | undefined,
  rules: LagRules,
  nowMs: number,
): PartitionVerdict {
  const committed = reading.committed ?? before?.committed ?? null;
  // Only a commit moves: one that expired, or that nobody told of, is no progress.
  const moved = typeof reading.committed === 'bigint' && before !== undefined && committed !== before.committed;
  const movedAtMs = before === undefined || moved ? nowMs : before.movedAtMs;
  const aheadSinceMs = aheadSince(reading, before, nowMs);
  const unsubscribedSinceMs = unsubscribedSince(reading, before, nowMs);
  const unassignedSinceMs = unassignedSince(reading, before, nowMs);

  const state = stateOf(reading, before, rules, nowMs, { movedAtMs, aheadSinceMs, unsubscribedSinceMs });
  const fresh = keepsLastKnown(state) ? null : freshLag(state, reading);
  const lag = keepsLastKnown(state) ? (before?.lag ?? null) : fresh;
  return {
    state,
    lag,
    lagIsLastKnown: keepsLastKnown(state),
    unassigned: unassignedSinceMs !== null && nowMs - unassignedSinceMs >= rules.unassignedAfterMs,
    memory: {
      committed,
      movedAtMs,
      lag: fresh ?? before?.lag ?? null,
      state,
      sinceMs: before?.state === state ? before.sinceMs : nowMs,
      aheadSinceMs,
      unsubscribedSinceMs,
      unassignedSinceMs,
    },
  };
}

/**
 * The memory to keep of a partition: the object of the poll before, with what is in `now`. A large cluster has 100,000 of
 * these, and each one made anew would live just long enough to make the garbage collector copy it twice.
 */
export function keepInPlace(before: PartitionMemory | undefined, now: PartitionMemory): PartitionMemory {
  if (before === undefined) return now;
  // Equal bigints are two objects, too.
  if (before.committed !== now.committed) before.committed = now.committed;
  if (before.lag !== now.lag) before.lag = now.lag;
  before.movedAtMs = now.movedAtMs;
  before.state = now.state;
  before.sinceMs = now.sinceMs;
  before.aheadSinceMs = now.aheadSinceMs;
  before.unsubscribedSinceMs = now.unsubscribedSinceMs;
  before.unassignedSinceMs = now.unassignedSinceMs;
  return before;
}

interface Timers {
  movedAtMs: number;
  aheadSinceMs: number | null;
  unsubscribedSinceMs: number | null;
}

function stateOf(
  reading: PartitionReading,
  before: PartitionMemory | undefined,
  rules: LagRules,
  nowMs: number,
  { movedAtMs, aheadSinceMs, unsubscribedSinceMs }: Timers,
): LagState {
  const { committed, logStart, end, highWatermark, lastStable, lastStableSinceMs } = reading;
  if (committed === undefined || logStart === undefined || end === undefined || highWatermark === undefined)
    return 'unknown';
  if (committed === null) return before && before.committed !== null ? 'expired' : 'no-commit';
  const abandonedForMs = unsubscribedSinceMs === null ? 0 : nowMs - Math.max(unsubscribedSinceMs, movedAtMs);
  if (unsubscribedSinceMs !== null && abandonedForMs >= rules.inactiveAfterMs) return 'inactive';
  if (aheadSinceMs !== null) return nowMs - aheadSinceMs >= rules.threePollsMs ? 'ahead' : 'ok';
  if (committed < logStart) return 'truncated';
  const transactionOpen = lastStable !== undefined && highWatermark > lastStable && positionOf(reading) === lastStable;
  if (transactionOpen && nowMs - lastStableSinceMs >= rules.openTransactionAfterMs) return 'open-transaction';
  return 'ok';
}

/**
 * Ahead of the high watermark, never of the last stable offset: read_uncommitted groups pass that every day. A poll that
 * could not compare them says nothing, so it does not restart the time.
 */
function aheadSince(
  { committed, highWatermark }: PartitionReading,
  before: PartitionMemory | undefined,
  nowMs: number,
) {
  if (committed === undefined || highWatermark === undefined) return before?.aheadSinceMs ?? null;
  return committed !== null && committed > highWatermark ? (before?.aheadSinceMs ?? nowMs) : null;
}

/** Since when no member subscribes to the topic. Outside Stable nobody tells, so what was known before holds; over a restart too. */
export function unsubscribedSince(
  { subscribed }: Pick<PartitionReading, 'subscribed'>,
  before: PartitionMemory | undefined,
  nowMs: number,
): number | null {
  if (subscribed === true) return null;
  return before?.unsubscribedSinceMs ?? (subscribed === false ? nowMs : null);
}

function unassignedSince(
  { assigned, subscribed }: PartitionReading,
  before: PartitionMemory | undefined,
  nowMs: number,
) {
  if (assigned === null) return before?.unassignedSinceMs ?? null;
  return assigned || subscribed !== true ? null : (before?.unassignedSinceMs ?? nowMs);
}

const keepsLastKnown = (state: LagState): boolean => state === 'unknown' || state === 'expired';

/** Where the group stands: at its commit, or past it where nothing lies in between that it could be given. */
function positionOf({ committed, lastStable, unread }: PartitionReading): bigint | null {
  if (committed == null) return null;
  return isCaughtUp(unread) && lastStable !== undefined && lastStable > committed ? lastStable : committed;
}

/** Lag that is true of this poll. */
function freshLag(state: LagState, reading: PartitionReading): bigint | null {
  const { committed, logStart, end } = reading;
  if (end === undefined || logStart === undefined || committed === undefined || committed === null) return null;
  if (state === 'ahead') return null;
  return lagBetween(state === 'truncated' ? logStart : positionOf(reading), end);
}
