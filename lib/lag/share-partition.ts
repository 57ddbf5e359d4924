import { lagBetween } from './lag-between.ts';
import { type LagRules, type PartitionMemory, type PartitionVerdict, unsubscribedSince } from './partition.ts';
import type { LagState } from './state.ts';

/** One partition of a share group, as one poll read it. Start offsets are read before ends. */
export interface SharePartitionReading {
  /** What lies before it was processed. Null: nothing was delivered yet. Undefined: the coordinator did not tell. */
  startOffset: bigint | null | undefined;
  /** The coordinator's own count of what is still to be processed; null where it cannot tell (before KIP-1226). */
  undelivered: bigint | null;
  /** Undefined: the leader did not tell. */
  logStart: bigint | undefined;
  highWatermark: bigint | undefined;
  /** Whether the topic is in some member's subscription; null when that was never seen. */
  subscribed: boolean | null;
}

/**
 * State and lag of one partition of a share group. Its members acknowledge records one by one and commit nothing, so the
 * states that commits have (expired, ahead, truncated, open transaction) do not apply. Pure; first rule that applies wins.
 */
export function judgeSharePartition(
  reading: SharePartitionReading,
  before: PartitionMemory | undefined,
  rules: LagRules,
  nowMs: number,
): PartitionVerdict {
  const startOffset = reading.startOffset ?? before?.committed ?? null;
  const moved = typeof reading.startOffset === 'bigint' && before !== undefined && startOffset !== before.committed;
  const movedAtMs = before === undefined || moved ? nowMs : before.movedAtMs;
  const unsubscribedSinceMs = unsubscribedSince(reading, before, nowMs);
  const abandonedForMs = unsubscribedSinceMs === null ? 0 : nowMs - Math.max(unsubscribedSinceMs, movedAtMs);
  const state = stateOf(reading, unsubscribedSinceMs !== null && abandonedForMs >= rules.inactiveAfterMs);
  const fresh = state === 'unknown' ? null : freshLag(reading);
  return {
    state,
    lag: state === 'unknown' ? (before?.lag ?? null) : fresh,
    lagIsLastKnown: state === 'unknown',
    // Members share partitions: that none of them holds one is no trouble of the assignment.
    unassigned: false,
    memory: {
      committed: startOffset,
      movedAtMs,
      lag: fresh ?? before?.lag ?? null,
      state,
      sinceMs: before?.state === state ? before.sinceMs : nowMs,
      aheadSinceMs: null,
      unsubscribedSinceMs,
      unassignedSinceMs: null,
    },
  };
}

function stateOf({ startOffset, logStart, highWatermark }: SharePartitionReading, abandoned: boolean): LagState {
  if (startOffset === undefined || logStart === undefined || highWatermark === undefined) return 'unknown';
  if (startOffset === null) return 'no-commit';
  return abandoned ? 'inactive' : 'ok';
}

/** The coordinator's count, or all from the start offset on; what retention took cannot be processed any more. */
function freshLag({ startOffset, undelivered, logStart, highWatermark }: SharePartitionReading): bigint | null {
  if (startOffset === null || startOffset === undefined || logStart === undefined || highWatermark === undefined)
    return null;
  return undelivered ?? lagBetween(startOffset > logStart ? startOffset : logStart, highWatermark);
}
