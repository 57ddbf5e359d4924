import { lagOf, shareOf, timeAround } from './behind.ts';
import type { Cause } from './cause.ts';
import type { Evidence, PartitionEvidence } from './evidence.ts';
import { instant, say } from './sentence.ts';
import { lasting, placesNamed, plural } from './words.ts';

/** After so long a transaction that is open is no normal one (semantics: lag, section 1). */
const OPEN_FROM_MS = 60_000;

/**
 * The group has read up to a last stable offset that stands still, or has nothing to begin with before it: it is healthy, and waits for
 * a transaction to end.
 */
export function stuckTransaction(evidence: Evidence): Cause | null {
  const { atMs, windowFromMs, threePollsMs } = evidence;
  const fromMs = Math.max(OPEN_FROM_MS, threePollsMs);
  const held = evidence.partitions.filter(
    (one) => one.openSinceMs !== null && atMs - one.openSinceMs >= fromMs && standsAtStable(one),
  );
  const [first] = [...held].sort((a, b) => (a.openSinceMs ?? 0) - (b.openSinceMs ?? 0));
  if (first === undefined || first.openSinceMs === null) return null;
  const longer = first.openSinceMs <= windowFromMs;
  const since = longer
    ? say`for more than ${lasting(atMs - windowFromMs)}`
    : say`since ${instant(first.openSinceMs)} (${lasting(atMs - first.openSinceMs)})`;
  const where = held.length <= 3 ? placesNamed(held) : say`${plural(held.length, 'partition')}`;
  return {
    kind: 'stuck-transaction',
    share: lagOf(evidence.partitions) > 0 ? shareOf(held, evidence) : held.length / evidence.partitions.length,
    says: say`A transaction is open ${since} on ${where}: ${plural(behindStable(held), 'record')} lie behind it, which a group that reads committed records alone is not given before it ends.`,
    sinceMs: longer ? null : first.openSinceMs,
    proof: {
      section: 'partitions',
      ...timeAround(longer ? null : first.openSinceMs, evidence),
      place: { topic: first.topic, partition: first.partition },
    },
  };
}

/** Nothing is left to read before the last stable offset, and something behind it. */
function standsAtStable(partition: PartitionEvidence): boolean {
  const { lag, committed, lastStable, waitsForTransaction } = partition;
  if (lastStable === null) return false;
  if (committed === null) return nothingStable(partition);
  return (lag ?? 0) > 0 && (waitsForTransaction || committed === lastStable);
}

/** All that the log holds lies behind the last stable offset. */
export const nothingStable = ({ logStart, lastStable, end }: PartitionEvidence): boolean =>
  logStart !== null && lastStable !== null && end !== null && lastStable <= logStart && end > lastStable;

const behindStable = (partitions: readonly PartitionEvidence[]): number =>
  partitions.reduce((sum, { end, lastStable }) => sum + (end ?? 0) - (lastStable ?? 0), 0);
