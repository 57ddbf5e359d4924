import { drainSeconds } from './drain.ts';
import type { Flow } from './flow-window.ts';

/** Where the lag goes: up, down, nowhere although records flow, nowhere since nothing is consumed, or nothing happens. */
export const LAG_TRENDS = ['growing', 'draining', 'steady', 'stalled', 'idle'] as const;
export type LagTrend = (typeof LAG_TRENDS)[number];

/** How lag moves; null where it cannot be told, which is never 0. */
export interface LagCourse {
  /** Records per second. */
  produceRate: number | null;
  consumeRate: number | null;
  trend: LagTrend | null;
  /** Until nothing is left at these rates; null unless draining. */
  drainSeconds: number | null;
}

export const UNKNOWN_COURSE: LagCourse = { produceRate: null, consumeRate: null, trend: null, drainSeconds: null };

/** A change that small is what one fetch more or less makes. */
const FEWEST_RECORDS = 10;
/** Part of the throughput that lag must change by in the window before it counts as a trend. */
const SHARE_NOW = 0.05;
const SHARE_LONG = 0.02;
/** How many standard errors a slope must be away from none. */
const CERTAIN = 3;

/**
 * Rates, trend and drain time of a lag (semantics: lag, section 3). The short window speaks where it is certain of a change, so
 * that the answer is of now; else the long one, which sees a slow change; else lag is steady. Lag with nothing consumed over
 * the whole short window is stalled, whatever is produced. Rates are those of the window that spoke.
 */
export function lagCourse(lag: bigint | null, now: Flow | null, long: Flow | null): LagCourse {
  if (lag === null || now === null) return UNKNOWN_COURSE;
  const { trend, flow } = judge(lag, now, long ?? now);
  const { produceRate, consumeRate } = flow;
  return { produceRate, consumeRate, trend, drainSeconds: trend === 'draining' ? drainSeconds(lag, flow) : null };
}

function judge(lag: bigint, now: Flow, long: Flow): { trend: LagTrend | null; flow: Flow } {
  const still = now.produceRate === 0 && now.consumeRate === 0;
  if (lag === 0n) return { trend: still ? 'idle' : 'steady', flow: now };
  if (now.consumeRate === 0 && now.whole) return { trend: 'stalled', flow: now };
  // Too short a look to say that nothing moves.
  if (still) return { trend: null, flow: now };
  const direction = directionOf(now, SHARE_NOW);
  if (direction !== null) return { trend: direction, flow: now };
  const slow = directionOf(long, SHARE_LONG);
  return slow === null ? { trend: 'steady', flow: now } : { trend: slow, flow: long };
}

function directionOf({ produceRate, consumeRate, growthError, spanMs }: Flow, share: number) {
  const growth = produceRate - consumeRate;
  const spanSeconds = spanMs / 1000;
  const noise = Math.max(FEWEST_RECORDS, share * Math.max(produceRate, consumeRate) * spanSeconds);
  if (Math.abs(growth) * spanSeconds <= noise || Math.abs(growth) <= CERTAIN * growthError) return null;
  return growth > 0 ? 'growing' : 'draining';
}
