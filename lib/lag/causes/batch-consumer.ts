import { lagOf } from './behind.ts';
import type { Cause } from './cause.ts';
import type { Evidence } from './evidence.ts';
import { instant, say } from './sentence.ts';
import { counted, lasting } from './words.ts';

const LONGEST_PERIODS = 1.5;
const LARGEST_PEAKS = 2;

/**
 * It comes, drains its lag and goes: high lag in between is how it works, as long as it is not away longer than usual. Only of a
 * group that is without members at times.
 */
export function batchConsumer(evidence: Evidence): Cause | null {
  const { atMs, assignOnly, batch, partitions } = evidence;
  if (assignOnly || batch === null) return null;
  const { drains, periodMs, longestPeriodMs, peak, largestPeak, trough, lastDrainAtMs } = batch;
  if (atMs - lastDrainAtMs > LONGEST_PERIODS * longestPeriodMs) return null;
  if (lagOf(partitions) > LARGEST_PEAKS * largestPeak) return null;
  const fromMs = lastDrainAtMs - drains * periodMs;
  return {
    kind: 'batch-consumer',
    share: 1,
    says: say`It consumes in batches: about every ${lasting(periodMs)} it drains its lag from ${counted(peak)} to ${counted(trough)}, ${counted(drains)} times since ${instant(fromMs)}, the last time at ${instant(lastDrainAtMs)}. High lag in between is normal for it: a rule on the troughs tells when it fails.`,
    sinceMs: fromMs,
    proof: { section: 'lag', fromMs, toMs: atMs },
  };
}
