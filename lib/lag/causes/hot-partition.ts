import { hotFrom, standingOut } from '../hot-partition.ts';
import { isBehind, isSilent, lagOf, ratesOf, shareOf, timeAround } from './behind.ts';
import type { Cause } from './cause.ts';
import type { Evidence, PartitionEvidence } from './evidence.ts';
import { type Part, say } from './sentence.ts';
import { counted, percent, perSecond, placesNamed, plural } from './words.ts';

/** A partition gets more than its part of the records from this many times what a usual one of its topic gets. */
const SKEWED = 2;

/**
 * Partitions that hold far more lag than the others, now and 3 polls ago, and move: one key, or slow records. Those that get no
 * commit at all are the matter of the member that holds them.
 */
export function hotPartition(evidence: Evidence): Cause | null {
  const known = evidence.partitions.filter(({ lag }) => lag !== null);
  const before = new Set(outliers(known, ({ lagEarlier }) => lagEarlier ?? 0, evidence));
  const hot = outliers(known, ({ lag }) => lag ?? 0, evidence).filter(
    (one) => before.has(one) && isBehind(one, evidence) && !isSilent(one, evidence),
  );
  const [first] = hot;
  if (first === undefined) return null;
  const share = shareOf(hot, evidence);
  const one = hot.length === 1;
  const who = say`${one ? 'Partition ' : 'Partitions '}${placesNamed(hot)} ${one ? 'holds' : 'hold'} ${percent(share)} of the lag (${counted(lagOf(hot))} of ${counted(lagOf(known))})`;
  return {
    kind: 'hot-partition',
    share,
    says: say`${who}. ${traffic(first, evidence)}`,
    sinceMs: null,
    proof: { section: 'lag', ...timeAround(null, evidence), place: { topic: first.topic, partition: first.partition } },
  };
}

function outliers(
  known: readonly PartitionEvidence[],
  lagAt: (partition: PartitionEvidence) => number,
  evidence: Evidence,
): PartitionEvidence[] {
  const from = (index: number) => {
    const topic = known[index]?.topic;
    return hotFrom(
      ratesOf(
        known.filter((one) => one.topic === topic),
        evidence,
      ).producedLately,
    );
  };
  return standingOut(Float64Array.from(known, lagAt), from).flatMap((index) => known[index] ?? []);
}

/** Whether it is hot by what it gets, or gets what others get and is slow. */
function traffic(hot: PartitionEvidence, evidence: Evidence): Part[] {
  const ofTopic = evidence.partitions.filter(({ topic }) => topic === hot.topic);
  const own = ratesOf([hot], evidence).produced;
  const all = ratesOf(ofTopic, evidence).produced;
  const usual = medianOf(ofTopic.map((one) => ratesOf([one], evidence).produced));
  if (all > 0 && own > SKEWED * usual)
    return say`It gets ${percent(own / all)} of the records of its topic (${perSecond(own)}, a usual partition ${perSecond(usual)}): some key is far more frequent than the others.`;
  return say`It gets no more records than the others (${perSecond(own)} of ${perSecond(all)} over ${plural(ofTopic.length, 'partition')}): its records, or the member that holds it, are slow.`;
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
