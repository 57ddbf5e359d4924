import type { SubscriptionNow } from '#lib/history/contract.ts';
import { badnessOf } from './reading.ts';
import type { RuleCondition } from './rule.ts';

/** N, and where a firing rule begins to end, for one target. */
export interface Thresholds {
  fire: number;
  clear: number;
}

/**
 * Those of a condition. A time lag is never told finer than the group commits: with `commitGaps` N is at least so many of its usual
 * gaps, and the clear threshold rises with it.
 */
export function thresholdsOf(
  condition: RuleCondition,
  subscriptions: readonly Pick<SubscriptionNow, 'commitGaps'>[],
): Thresholds {
  const ofAll = thresholdsOfAll(condition);
  if (ofAll !== null) return ofAll;
  const { threshold, clearThreshold, commitGaps } = condition;
  const gapMs = Math.max(0, ...subscriptions.map(({ commitGaps: gaps }) => gaps.medianMs ?? 0));
  const least = (commitGaps * gapMs) / 1000;
  if (least <= threshold) return { fire: threshold, clear: clearThreshold };
  return { fire: least, clear: threshold > 0 ? (clearThreshold * least) / threshold : least };
}

/** Those that hold for every target; null where they depend on how often a group commits. */
export function thresholdsOfAll({
  metric,
  status,
  threshold,
  clearThreshold,
  commitGaps,
}: RuleCondition): Thresholds | null {
  if (metric === 'status') {
    // As bad as the one that is named, or worse.
    const justBetter = status === null ? Infinity : badnessOf(status) - 1;
    return { fire: justBetter, clear: justBetter };
  }
  return metric !== 'time-lag' || commitGaps === 0 ? { fire: threshold, clear: clearThreshold } : null;
}
