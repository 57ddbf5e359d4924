/** Since when a group has, or lacks, members, and is at rest; null while that is not so. Milliseconds. */
export interface Presence {
  /** Null before the first member was seen. Members that came and went without a commit count as one presence. */
  presentSinceMs: number | null;
  absentSinceMs: number | null;
  /** Stable with members. */
  settledSinceMs: number | null;
  /** Has members and is not Stable. */
  unsettledSinceMs: number | null;
  /** A classic group in one of the two states of a rebalance. */
  rebalancingSinceMs: number | null;
  /** Some offset moved in the present presence. */
  progressed: boolean;
}

/** What one poll saw of a group. */
export interface GroupSighting {
  /** Null where nobody told. */
  members: number | null;
  state: string;
  isClassic: boolean;
}

export const NO_PRESENCE: Presence = {
  presentSinceMs: null,
  absentSinceMs: null,
  settledSinceMs: null,
  unsettledSinceMs: null,
  rebalancingSinceMs: null,
  progressed: true,
};

const REBALANCING = new Set(['PreparingRebalance', 'CompletingRebalance']);

/** Takes in one poll; the same object where nothing changed. */
export function advancePresence(before: Presence, { members, state, isClassic }: GroupSighting, nowMs: number) {
  if (members === null) return before;
  const isPresent = members > 0;
  const isSettled = isPresent && state === 'Stable';
  const returned = isPresent && (before.presentSinceMs === null || before.absentSinceMs !== null);
  // Members that crash one after the other never commit, and are no new beginning each time.
  const begins = returned && (before.progressed || before.presentSinceMs === null);
  const next: Presence = {
    presentSinceMs: begins ? nowMs : before.presentSinceMs,
    absentSinceMs: isPresent ? null : (before.absentSinceMs ?? nowMs),
    settledSinceMs: isSettled ? (before.settledSinceMs ?? nowMs) : null,
    unsettledSinceMs: isPresent && !isSettled ? (before.unsettledSinceMs ?? nowMs) : null,
    rebalancingSinceMs: isClassic && REBALANCING.has(state) ? (before.rebalancingSinceMs ?? nowMs) : null,
    progressed: begins ? false : before.progressed,
  };
  return isSame(before, next) ? before : next;
}

/** Notes that some offset moved in this poll. */
export const withProgress = (presence: Presence): Presence =>
  presence.progressed || presence.absentSinceMs !== null || presence.presentSinceMs === null
    ? presence
    : { ...presence, progressed: true };

function isSame(one: Presence, other: Presence): boolean {
  return (
    one.presentSinceMs === other.presentSinceMs &&
    one.absentSinceMs === other.absentSinceMs &&
    one.settledSinceMs === other.settledSinceMs &&
    one.unsettledSinceMs === other.unsettledSinceMs &&
    one.rebalancingSinceMs === other.rebalancingSinceMs &&
    one.progressed === other.progressed
  );
}
