import { invalidParameters } from './problem.ts';

export interface TimeRange {
  fromMs: number;
  toMs: number;
}

const HOUR_MS = 3_600_000;
const LONGEST_DAYS = 31;
const LONGEST_MS = LONGEST_DAYS * 24 * HOUR_MS;

/** The range of a chart: `to` is now unless given, `from` an hour before it. Throws INVALID_PARAMETER. */
export function timeRange({ from, to }: { from?: Date | undefined; to?: Date | undefined }, now: Date): TimeRange {
  const toMs = (to ?? now).getTime();
  const fromMs = from?.getTime() ?? toMs - HOUR_MS;
  if (fromMs >= toMs) {
    const than = to === undefined ? 'now, which "to" is when it is left out' : '"to"';
    throw invalidParameters([{ parameter: 'from', message: `must be earlier than ${than}` }]);
  }
  if (toMs - fromMs > LONGEST_MS) {
    const message = `must be at most ${LONGEST_DAYS} days before "to": ask for several ranges`;
    throw invalidParameters([{ parameter: 'from', message }]);
  }
  return { fromMs, toMs };
}
