/** What the phases of a poll are called; others by their own name. */
const WORDS: Record<string, string> = {
  listMs: 'finding groups and topics',
  commitsMs: 'commits and members',
  endsMs: 'log ends',
  assembleMs: 'judging',
  persistMs: 'writing the poll before',
};

/** A phase of a poll and its share of the interval; shares never add up to more than 1. */
export interface PhaseShare {
  phase: string;
  words: string;
  ms: number;
  share: number;
}

/** The phases in the order in which they run. */
export function phaseShares(phases: Record<string, number>, intervalMs: number): PhaseShare[] {
  const order = Object.keys(WORDS);
  const place = (phase: string) => (order.includes(phase) ? order.indexOf(phase) : order.length);
  const entries = Object.entries(phases).toSorted(([one], [other]) => place(one) - place(other));
  const wholeMs = Math.max(
    intervalMs,
    entries.reduce((sum, [, ms]) => sum + ms, 0),
  );
  return entries.map(([phase, ms]) => ({
    phase,
    words: WORDS[phase] ?? phase.replace(/Ms$/, ''),
    ms,
    share: ms / wholeMs,
  }));
}
