/**
 * What one observation says of a target: the condition holds, does not, or cannot be told (a missed poll); `none` where nothing has
 * a value, as without a commit.
 */
export type Truth = 'true' | 'false' | 'unknown' | 'none';

/** One target as one observation saw it. `nowMs` is its read instant, never the wall clock. */
export interface Sighting {
  nowMs: number;
  condition: Truth;
  /** The value is at or on the good side of the clear threshold. Means something only where the condition is false. */
  isClear: boolean;
  /** Unread records are gone, and the group has not come beyond: no fall is a recovery until somebody has seen that. */
  isLost: boolean;
  /** A topic of it that was created anew, and that nothing was committed to since: what was unread of the old one is gone. */
  recreated: string | null;
  /** When somebody said last that they look at the incident that is open; null: nobody does. */
  ackedAtMs: number | null;
  /** What of the time since the observation before counts for nothing. */
  unseenMs: number;
}

export interface MachineRules {
  /** K. */
  forMs: number;
  keepFiringMs: number;
  noData: { policy: 'keep' | 'alert' | 'resolve'; afterMs: number };
  /** Between two observations no more than this counts: three poll intervals. */
  mostCountedMs: number;
  /** Reopened so soon after it was resolved it is the same incident. */
  reopenWithinMs: number;
  /** What has no value for so long ends. */
  valuelessMs: number;
}

export const REOPEN_WITHIN_MS = 600_000;
export const VALUELESS_MS = 600_000;

/**
 * A target that is not plainly inactive. Instants `...FromMs` count: what went unseen is added to them, so that a timer is
 * the difference to the observation at hand and need not be written while nothing is missed.
 */
export interface TargetState {
  phase: 'inactive' | 'pending' | 'firing';
  /** First observation of this time in which the condition held. */
  sinceMs: number;
  heldFromMs: number;
  /** Null while it is not on the good side of the clear threshold. */
  clearFromMs: number | null;
  /** Newest observation that could tell. */
  seenAtMs: number;
  /** Since when it cannot be told, or has no value; null while it can. */
  unknownFromMs: number | null;
  valuelessFromMs: number | null;
  /** It fires for want of data, not by its value. */
  isNoData: boolean;
  /** Since when unread records are gone; null while none are. */
  lostFromMs: number | null;
  /** The topic with which they went, where it was created anew. */
  recreated: string | null;
  /** Its value is good, and it is open all the same: what was lost is no recovery. */
  isHeld: boolean;
  /** When it was last resolved, while it may be reopened. */
  resolvedAtMs: number | null;
}

export type Resolution = 'recovered' | 'no-data' | 'no-value';

export type Transition =
  | { kind: 'opened' | 'reopened'; why: 'condition' | 'no-data' }
  | { kind: 'resolved'; why: Resolution };

export interface Step {
  /** Null: plainly inactive, nothing is to be remembered. */
  state: TargetState | null;
  transition: Transition | null;
}

const NONE: Step = { state: null, transition: null };

/** What an observation makes of a target (semantics: alerts, section 2). Pure. */
export function step(before: TargetState | null, sighting: Sighting, rules: MachineRules): Step {
  switch (sighting.condition) {
    case 'true':
      return whileTrue(counted(before, sighting, rules), sighting, rules);
    case 'false':
      return before === null ? NONE : whileFalse(counted(before, sighting, rules), sighting, rules);
    case 'unknown':
      return whileUnknown(before, sighting, rules);
    case 'none':
      return before === null ? NONE : whileValueless(before, sighting, rules);
  }
}

/** What of the time between two observations counts for nothing: it went unseen, or the clock was set. */
export const unseenOf = (gapMs: number, mostCountedMs: number): number =>
  gapMs - Math.min(Math.max(gapMs, 0), mostCountedMs);

/** The state with its timers moved on by what went unseen, or by how far the clock was set. */
function counted(
  before: TargetState | null,
  { nowMs, isLost, recreated }: Sighting,
  { mostCountedMs }: MachineRules,
): TargetState | null {
  if (before === null) return null;
  const unseenMs = unseenOf(nowMs - before.seenAtMs, mostCountedMs);
  return {
    ...before,
    heldFromMs: before.heldFromMs + unseenMs,
    clearFromMs: before.clearFromMs === null ? null : before.clearFromMs + unseenMs,
    seenAtMs: nowMs,
    unknownFromMs: null,
    valuelessFromMs: null,
    lostFromMs: isLost || recreated !== null ? (before.lostFromMs ?? nowMs) : null,
    recreated,
    isHeld: false,
  };
}

/** Whether what was lost keeps it open: nobody has said since that they look at it. */
const isHeldBy = (lostFromMs: number | null, ackedAtMs: number | null): boolean =>
  lostFromMs !== null && (ackedAtMs === null || ackedAtMs < lostFromMs);

function whileTrue(before: TargetState | null, { nowMs, isLost }: Sighting, rules: MachineRules): Step {
  const isNew = before === null || before.phase === 'inactive';
  const state: TargetState = isNew
    ? {
        ...fresh(nowMs),
        phase: 'pending',
        lostFromMs: isLost ? nowMs : null,
        resolvedAtMs: before?.resolvedAtMs ?? null,
      }
    : { ...before, clearFromMs: null, isNoData: false };
  if (state.phase === 'firing' || nowMs - state.heldFromMs < rules.forMs) return { state, transition: null };
  return opened(state, 'condition', nowMs, rules);
}

function whileFalse(before: TargetState | null, { nowMs, isClear, ackedAtMs }: Sighting, rules: MachineRules): Step {
  if (before === null) return NONE;
  if (before.phase !== 'firing') return { state: remembered(before, nowMs, rules), transition: null };
  if (!isClear || isHeldBy(before.lostFromMs, ackedAtMs)) {
    return { state: { ...before, clearFromMs: null, isNoData: false, isHeld: isClear }, transition: null };
  }
  const clearFromMs = before.clearFromMs ?? nowMs;
  if (nowMs - clearFromMs < rules.keepFiringMs) {
    return { state: { ...before, clearFromMs, isNoData: false }, transition: null };
  }
  return resolved(before, 'recovered', nowMs);
}

/** A missed poll: it neither starts, fires, clears nor resolves, until the limit. */
function whileUnknown(before: TargetState | null, sighting: Sighting, rules: MachineRules): Step {
  const { nowMs, unseenMs, recreated } = sighting;
  const { policy, afterMs } = rules.noData;
  // Of a calm target it matters only where its silence is to open something.
  if (before === null && policy !== 'alert') return NONE;
  const state = before ?? { ...fresh(nowMs), phase: 'inactive' as const };
  const unknownFromMs = state.unknownFromMs === null ? nowMs : state.unknownFromMs + unseenMs;
  const lost = recreated === null ? null : { recreated, lostFromMs: state.lostFromMs ?? nowMs };
  const next = { ...state, unknownFromMs, valuelessFromMs: null, ...lost };
  if (nowMs - unknownFromMs < afterMs || policy === 'keep') return { state: next, transition: null };
  if (policy === 'resolve')
    return next.phase === 'firing' ? resolved(next, 'no-data', nowMs) : { state: next, transition: null };
  return next.phase === 'firing' ? { state: next, transition: null } : opened(next, 'no-data', nowMs, rules);
}

function whileValueless(
  before: TargetState,
  { nowMs, unseenMs, isLost, recreated, ackedAtMs }: Sighting,
  rules: MachineRules,
): Step {
  const valuelessFromMs = before.valuelessFromMs === null ? nowMs : before.valuelessFromMs + unseenMs;
  const lostFromMs = isLost || recreated !== null ? (before.lostFromMs ?? nowMs) : null;
  const isHeld = isHeldBy(lostFromMs, ackedAtMs);
  const state = { ...before, valuelessFromMs, unknownFromMs: null, lostFromMs, recreated, isHeld };
  if (isHeld || nowMs - valuelessFromMs < rules.valuelessMs) return { state, transition: null };
  if (before.phase === 'firing') return resolved(state, 'no-value', nowMs);
  return { state: remembered(state, nowMs, rules), transition: null };
}

const fresh = (nowMs: number): Omit<TargetState, 'phase'> => ({
  sinceMs: nowMs,
  heldFromMs: nowMs,
  clearFromMs: null,
  seenAtMs: nowMs,
  unknownFromMs: null,
  valuelessFromMs: null,
  isNoData: false,
  lostFromMs: null,
  recreated: null,
  isHeld: false,
  resolvedAtMs: null,
});

function opened(state: TargetState, why: 'condition' | 'no-data', nowMs: number, rules: MachineRules): Step {
  const isSoon = state.resolvedAtMs !== null && nowMs - state.resolvedAtMs <= rules.reopenWithinMs;
  return {
    state: { ...state, phase: 'firing', clearFromMs: null, isNoData: why === 'no-data', resolvedAtMs: null },
    transition: { kind: isSoon ? 'reopened' : 'opened', why },
  };
}

/** Ended, and remembered for as long as it may be reopened. */
const resolved = (state: TargetState, why: Resolution, nowMs: number): Step => ({
  state: { ...fresh(nowMs), phase: 'inactive', seenAtMs: state.seenAtMs, resolvedAtMs: nowMs },
  transition: { kind: 'resolved', why },
});

/** What is kept of a target that is not firing: when it was resolved, as long as that matters. */
function remembered({ resolvedAtMs, seenAtMs }: TargetState, nowMs: number, rules: MachineRules): TargetState | null {
  if (resolvedAtMs === null || nowMs - resolvedAtMs > rules.reopenWithinMs) return null;
  return { ...fresh(nowMs), phase: 'inactive', seenAtMs, resolvedAtMs };
}
