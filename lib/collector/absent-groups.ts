import type { GroupObservation, KnownGroup } from './observation.ts';

/** Brokers before 3.0 are asked for each absent group by itself: thousands of them at once must not take up the poll. */
const MOST_ABSENT_ASKED = 1_000;

/**
 * Which of the groups that nobody lists are asked for: first those that are on the way to be known as deleted, which a poll
 * without an answer would delay, then the others in turn.
 */
export function absentToAsk(
  absent: readonly GroupObservation[],
  known: ReadonlyMap<string, Pick<KnownGroup, 'disownedSinceMs'>>,
  turn: number,
): GroupObservation[] {
  if (absent.length <= MOST_ABSENT_ASKED) return [...absent];
  const isLeaving = ({ groupId }: GroupObservation) => known.get(groupId)?.disownedSinceMs != null;
  const others = absent.filter((group) => !isLeaving(group));
  const first = (turn * MOST_ABSENT_ASKED) % Math.max(1, others.length);
  return [...absent.filter(isLeaving), ...others.slice(first), ...others.slice(0, first)].slice(0, MOST_ABSENT_ASKED);
}
