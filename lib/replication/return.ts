/** Who may lead a partition again that has no leader. */
export interface LeaderCandidates {
  /** Brokers of which one suffices to bring the partition back with all its data. */
  anyOf: number[];
  /** None of them is known to have all data: a return may lose some, and may need an unclean election. */
  mayLoseData: boolean;
}

/** Replicas outside the ISR that are known to have all data (KIP-966), and those that led or were so last. */
export interface EligibleLeaders {
  eligible: number[];
  lastKnown: number[];
}

/**
 * The brokers whose return brings a leaderless partition back: those in sync last, and the eligible leader replicas where the
 * brokers have such. Null where there is nothing to go by.
 */
export function leaderCandidates(
  { leader, isr }: { leader: number | null; isr: readonly number[] },
  known: EligibleLeaders | undefined,
): LeaderCandidates | null {
  if (leader !== null) return null;
  const safe = [...new Set([...isr, ...(known?.eligible ?? [])])].sort((a, b) => a - b);
  if (safe.length > 0) return { anyOf: safe, mayLoseData: false };
  const lastKnown = (known?.lastKnown ?? []).toSorted((a, b) => a - b);
  return lastKnown.length > 0 ? { anyOf: lastKnown, mayLoseData: true } : null;
}

/** The same as the end of a sentence about the partition. */
export function returnWords({ anyOf, mayLoseData }: LeaderCandidates): string {
  const brokers = listed(anyOf, 'or');
  if (mayLoseData) return `it was led last by ${brokers}, which may not have all data`;
  return `the return of ${brokers} brings it back`;
}

/** `broker 3`, `brokers 1, 2 or 3`. */
export function listed(brokerIds: readonly number[], joint: 'and' | 'or'): string {
  const [last, ...before] = brokerIds.toReversed();
  const list = before.length === 0 ? String(last) : `${before.toReversed().join(', ')} ${joint} ${last}`;
  return `broker${before.length === 0 || joint === 'or' ? '' : 's'} ${list}`;
}
