import { median } from '../statistics.ts';

/** A time lag as the console told it, and what it was. */
export interface TimeLagSample {
  /** What the group did then. */
  workload: string;
  toldMs: number;
  trueMs: number;
}

/** Lags younger than so many polls are too near to what a poll can see at all. */
const FEWEST_INTERVALS = 5;

/** Error of one sample, percent of what is true: nothing where it is within one poll interval. */
export function errorPct({ toldMs, trueMs }: TimeLagSample, intervalMs: number): number {
  const off = Math.abs(toldMs - trueMs);
  return off <= intervalMs ? 0 : (100 * off) / trueMs;
}

/** Median error over the samples that are old enough to be judged; NaN without any. */
export function medianErrorPct(samples: readonly TimeLagSample[], intervalMs: number): number {
  return median(judged(samples, intervalMs).map((sample) => errorPct(sample, intervalMs)));
}

export const judged = (samples: readonly TimeLagSample[], intervalMs: number): TimeLagSample[] =>
  samples.filter(({ trueMs }) => trueMs >= FEWEST_INTERVALS * intervalMs);
