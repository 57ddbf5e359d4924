import { lagOf, latelyFromMs, partitionsBehind, ratesOf, timeAround } from './behind.ts';
import type { Cause } from './cause.ts';
import type { Evidence, GroupFlow } from './evidence.ts';
import { instant, say } from './sentence.ts';
import { lasting, perSecond } from './words.ts';

/** So many times the usual rate is no ordinary traffic. */
export const SPIKE = 2;
/** What came beyond the usual must explain at least this part of the lag. */
const LEAST_SHARE = 0.2;

/** More comes than is usual, by the median of the day before, and that is what the group is behind by. */
export function trafficSpike(evidence: Evidence): Cause | null {
  const { flow, usualProduceRate: usual, atMs, windowFromMs, partitions } = evidence;
  if (usual === null || usual <= 0 || partitionsBehind(evidence).length === 0) return null;
  const spanMs = atMs - latelyFromMs(windowFromMs, atMs);
  const busiest = busiestStretch(flow, spanMs);
  if (busiest === null || busiest.rate < SPIKE * usual) return null;
  const beyond = flow.produced.reduce(
    (sum, came, poll) => sum + Math.max(0, came - usual * secondsBefore(flow, poll)),
    0,
  );
  const share = Math.min(1, beyond / Math.max(1, lagOf(partitions)));
  if (share < LEAST_SHARE) return null;
  const { consumedLately } = ratesOf(partitions, evidence);
  const times = Math.round(busiest.rate / usual);
  return {
    kind: 'traffic-spike',
    share,
    says: say`${perSecond(busiest.rate)} came in the ${lasting(busiest.toMs - busiest.fromMs)} up to ${instant(busiest.toMs)}, ${times} times what is usual (${perSecond(usual)}, median of 24 h); the group consumes ${perSecond(consumedLately)}.`,
    sinceMs: busiest.sinceMs(SPIKE * usual),
    proof: { section: 'rates', ...timeAround(null, evidence) },
  };
}

interface Stretch {
  rate: number;
  fromMs: number;
  toMs: number;
  /** The first poll of the window to which more than this came per second. */
  sinceMs(rate: number): number | null;
}

/** The stretch of about this length in which most came; null of a window that is shorter than half of it. */
export function busiestStretch(flow: GroupFlow, spanMs: number): Stretch | null {
  const { atMs, produced } = flow;
  let best: { rate: number; fromMs: number; toMs: number } | null = null;
  let [first, sum] = [0, 0];
  for (let poll = 1; poll < atMs.length; poll++) {
    sum += produced[poll] ?? 0;
    const toMs = atMs[poll] ?? 0;
    while (first + 1 < poll && toMs - (atMs[first + 1] ?? 0) >= spanMs) {
      first += 1;
      sum -= produced[first] ?? 0;
    }
    const fromMs = atMs[first] ?? 0;
    if (toMs - fromMs < spanMs / 2) continue;
    const rate = sum / ((toMs - fromMs) / 1000);
    if (best === null || rate > best.rate) best = { rate, fromMs, toMs };
  }
  if (best === null) return null;
  return {
    ...best,
    sinceMs: (rate) => {
      const poll = atMs.findIndex(
        (_, index) => index > 0 && (produced[index] ?? 0) > rate * secondsBefore(flow, index),
      );
      return poll <= 1 ? null : (atMs[poll - 1] ?? null);
    },
  };
}

const secondsBefore = ({ atMs }: GroupFlow, poll: number): number =>
  poll === 0 ? 0 : ((atMs[poll] ?? 0) - (atMs[poll - 1] ?? 0)) / 1000;
