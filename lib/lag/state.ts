/** State of a group's position on one partition, worst first. The order is the order of danger. */
export const LAG_STATES = [
  'truncated',
  'expired',
  'ahead',
  'open-transaction',
  'unknown',
  'no-commit',
  'ok',
  'inactive',
] as const;
export type LagState = (typeof LAG_STATES)[number];

const RANKS = new Map<LagState, number>(LAG_STATES.map((state, rank) => [state, rank]));

/** Place in the order of danger; 0 is the worst. */
export const rankOf = (state: LagState): number => RANKS.get(state) ?? LAG_STATES.length;

/** True for states whose lag is a number of this poll and may be part of a total. */
export const countsInTotal = (state: LagState): boolean =>
  state === 'ok' || state === 'truncated' || state === 'open-transaction';
