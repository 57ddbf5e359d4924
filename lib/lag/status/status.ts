/** Status of a partition of a group, and of the group, worst first (semantics: lag, section 4). The first that applies is it. */
export const STATUSES = [
  'NO_DATA',
  'LOST',
  'POSITION_LOST',
  'BLOCKED',
  'STOPPED',
  'UNASSIGNED',
  'STALLED',
  'REBALANCING',
  'REWOUND',
  'NEVER_COMMITTED',
  'IDLE_BATCH',
  'LAGGING',
  'BEHIND',
  'OK',
] as const;
export type Status = (typeof STATUSES)[number];

/** How much a status asks of whoever looks, worst first. */
export const SEVERITIES = ['error', 'warn', 'calm'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** After how long a rebalance is no calm matter any more, milliseconds. */
export interface RebalancePatience {
  warnAfterMs: number;
  errorAfterMs: number;
}

export const REBALANCE_PATIENCE: RebalancePatience = { warnAfterMs: 60_000, errorAfterMs: 300_000 };

/** Of all but REBALANCING, whose severity grows with its time. */
const SEVERITY: Record<Exclude<Status, 'REBALANCING'>, Severity> = {
  // Nobody knows: a broker that does not answer is told of by itself.
  NO_DATA: 'warn',
  LOST: 'error',
  POSITION_LOST: 'error',
  // The consumer is healthy.
  BLOCKED: 'warn',
  STOPPED: 'error',
  UNASSIGNED: 'error',
  STALLED: 'error',
  REWOUND: 'warn',
  NEVER_COMMITTED: 'warn',
  IDLE_BATCH: 'calm',
  LAGGING: 'warn',
  BEHIND: 'warn',
  OK: 'calm',
};

/** Severity of a status that holds for `forMs`. */
export function severityOf(status: Status, forMs: number, patience: RebalancePatience = REBALANCE_PATIENCE): Severity {
  if (status !== 'REBALANCING') return SEVERITY[status];
  if (forMs >= patience.errorAfterMs) return 'error';
  return forMs >= patience.warnAfterMs ? 'warn' : 'calm';
}

const PLACES = new Map<string, number>(STATUSES.map((status, place) => [status, place]));

/** Place in the order of statuses; 0 is the worst. */
export const placeOf = (status: Status): number => PLACES.get(status) ?? STATUSES.length;

/** The status at that place; null of a place that none has. */
export const statusAt = (place: number): Status | null => STATUSES[place] ?? null;

/** The status of that name; null of a name that is none, as a later version may have stored. */
export const statusOf = (name: string | null | undefined): Status | null =>
  STATUSES.find((status) => status === name) ?? null;

/** What groups are sorted by, the worst first and lowest: severity before the order of statuses. */
export const dangerRank = (status: Status, severity: Severity): number =>
  SEVERITIES.indexOf(severity) * RANKS_OF_A_SEVERITY + placeOf(status);

/** The severity that is part of a danger rank. */
export const severityOfRank = (rank: number): Severity => SEVERITIES[Math.floor(rank / RANKS_OF_A_SEVERITY)] ?? 'calm';

/** Room for new statuses in ranks that are stored. */
const RANKS_OF_A_SEVERITY = 100;
