/** What a run of the bench is like. */
export interface Shape {
  kills: number;
  /** Rules over five groups each. */
  rules: number;
  intervalMs: number;
  /** K and how long a value must stay good, of all rules. */
  forSeconds: number;
  keepFiringSeconds: number;
  /** A group that was moved stays where it is for so many whole polls, and then for a random time of up to so long. */
  settledPolls: number;
  dwellMs: number;
  /** Every third group stays calm for so long after it was up: what it does then is another incident. */
  longCalmMs: number;
  /** The same of all groups of the storm together; longer than a storm may keep its changes to itself. */
  stormDwellMs: { least: number; most: number };
  /** Before anything is killed, to see how soon notices arrive. */
  undisturbedMs: number;
  /** A kill falls into so long after polls go on. */
  killWithinMs: number;
  /** So often it does not wait for polls to go on after the one before. */
  hasty: number;
  /** How many kills there are between two lines about them. */
  tellEvery: number;
  outageMs: number;
  postgresAwayMs: number;
  /** How it is taken away. */
  postgresAway: readonly ('frozen' | 'stopped')[];
  slowMs: number;
  sendTimeout: string;
  leaseMinTtl: string;
  /** How often an attempt is answered with 500 first. */
  failures: number;
  /** How long what is missing at the end is waited for. */
  settleMs: number;
}

export const GROUPS_PER_RULE = 5;

export const FULL_SHAPE: Shape = {
  kills: 200,
  rules: 60,
  intervalMs: 1_000,
  forSeconds: 2,
  keepFiringSeconds: 2,
  settledPolls: 12,
  dwellMs: 30_000,
  longCalmMs: 630_000,
  stormDwellMs: { least: 75_000, most: 120_000 },
  undisturbedMs: 90_000,
  killWithinMs: 3_000,
  hasty: 0.5,
  tellEvery: 5,
  outageMs: 600_000,
  postgresAwayMs: 60_000,
  postgresAway: ['frozen', 'stopped'],
  slowMs: 20_000,
  sendTimeout: '15s',
  leaseMinTtl: '3s',
  failures: 2,
  settleMs: 900_000,
};

export const SHORT_SHAPE: Shape = {
  kills: 5,
  rules: 12,
  intervalMs: 1_000,
  forSeconds: 1,
  keepFiringSeconds: 1,
  settledPolls: 3,
  dwellMs: 2_000,
  longCalmMs: 0,
  stormDwellMs: { least: 2_000, most: 4_000 },
  undisturbedMs: 3_500,
  killWithinMs: 500,
  hasty: 0.7,
  tellEvery: 1,
  outageMs: 4_000,
  postgresAwayMs: 2_000,
  postgresAway: ['frozen'],
  slowMs: 1_500,
  sendTimeout: '1s',
  leaseMinTtl: '1s',
  failures: 1,
  settleMs: 60_000,
};

/** Nothing is wrong with these; several, as none is told faster than its channel takes it. */
const STEADY = ['steady-1', 'steady-2', 'steady-3'] as const;

/**
 * What is wrong with the others. `unknown` has a name that no resolver knows, and never works; `insecure` speaks no TLS, until
 * somebody corrects its address; `refusing` and `moved` answer 400 and 301 until they are mended, and what was parked then is
 * redelivered.
 */
const TROUBLED = ['down', 'slow', 'limited', 'failing', 'refusing', 'moved', 'insecure', 'reset', 'unknown'] as const;

export const DESTINATIONS = [...STEADY, ...TROUBLED] as const;
export type DestinationName = (typeof DESTINATIONS)[number];

export const isSteady = (name: DestinationName): boolean => STEADY.some((one) => one === name);

/** Before all names of this bench. */
export const PREFIX = 'bench-alerts';
export const LOG_END = 2_000;
export const THRESHOLD = 100;
export const STORM_RULE = 'storm';

export const topicOf = (level: 'single' | 'storm'): string => `${PREFIX}.${level}`;
export const ruleName = (rule: number): string => `rule ${rule}`;
export const groupName = (rule: number, nth: number): string => `${PREFIX}.${rule}.${nth}`;
export const ruleOf = (group: string): string => ruleName(Number(group.split('.')[1]));

/** All groups, rule by rule. */
export const groupsOf = ({ rules }: Shape): string[] =>
  Array.from({ length: rules }, (_, rule) =>
    Array.from({ length: GROUPS_PER_RULE }, (__, nth) => groupName(rule, nth)),
  ).flat();

/** Every rule tells a steady destination, and each of the first ones another besides; that of the storm tells four. */
export function destinationsOf(rule: string): DestinationName[] {
  if (rule === STORM_RULE) return ['steady-1', 'down', 'limited', 'failing'];
  const nth = Number(rule.split(' ')[1]);
  const steady = STEADY[nth % STEADY.length] ?? 'steady-1';
  const troubled = TROUBLED[nth];
  return troubled === undefined ? [steady] : [steady, troubled];
}
