import { partitionsBehind, timeAround } from './behind.ts';
import type { Cause } from './cause.ts';
import type { Evidence, GroupFlow } from './evidence.ts';
import { instant, say } from './sentence.ts';
import { counted, lasting } from './words.ts';

const LEAST_PAUSES = 2;

/** All of the group stands for a while although records wait, goes on, and stands again: long polls, garbage collection, a slow call. */
export function pauses(evidence: Evidence): Cause | null {
  const { memberCount, assignOnly, flow } = evidence;
  if (!memberCount || assignOnly) return null;
  const found = pausesIn(flow, evidence.behindFromMs);
  const [first, last] = [found[0], found.at(-1)];
  if (found.length < LEAST_PAUSES || first === undefined || last === undefined) return null;
  if (partitionsBehind(evidence).length === 0 && evidence.atMs - last.toMs > evidence.threePollsMs) return null;
  const longest = Math.max(...found.map(({ fromMs, toMs }) => toMs - fromMs));
  return {
    kind: 'pauses',
    share: 1,
    says: say`It stood still ${counted(found.length)} times in the last ${lasting(evidence.atMs - evidence.windowFromMs)}, for up to ${lasting(longest)}, while records waited, and went on each time; the last time from ${instant(last.fromMs)} to ${instant(last.toMs)}.`,
    sinceMs: first.fromMs,
    proof: { section: 'rates', ...timeAround(null, evidence) },
  };
}

export interface Pause {
  fromMs: number;
  toMs: number;
}

/** The times of more than `leastMs` in which records waited, nothing was committed, and after which commits went on. */
export function pausesIn({ atMs, consumed, lag }: GroupFlow, leastMs: number): Pause[] {
  const found: Pause[] = [];
  let sinceMs: number | null = null;
  for (let poll = 1; poll < atMs.length; poll++) {
    const now = atMs[poll] ?? 0;
    if ((consumed[poll] ?? 0) > 0) {
      if (sinceMs !== null && now - sinceMs > leastMs) found.push({ fromMs: sinceMs, toMs: now });
      sinceMs = now;
    } else if ((lag[poll] ?? 0) === 0) sinceMs = null;
    // What stood when the window began may have stood for long, or have had nothing to do.
    else if (sinceMs === null && (lag[poll - 1] ?? 0) === 0) sinceMs = now;
  }
  return found;
}
