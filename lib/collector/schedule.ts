/** Aligned instant of the next poll after `nowMs`: every collector of a cluster means the same instants. */
export const nextPollAt = (nowMs: number, intervalMs: number): number =>
  (Math.floor(nowMs / intervalMs) + 1) * intervalMs;

/** Instants between two polls that had to be skipped because the first ran too long. */
export const skippedBetween = (beforeMs: number, atMs: number, intervalMs: number): number =>
  Math.max(0, Math.round((atMs - beforeMs) / intervalMs) - 1);

/**
 * Waits for the next aligned instant and gives it; null when `signal` ended it before. A wall clock that is set back
 * meanwhile makes another instant the next one: else polls would stop until the old one comes round again.
 */
export async function nextPoll(
  intervalMs: number,
  signal: AbortSignal,
  now: () => number = Date.now,
): Promise<number | null> {
  let atMs = nextPollAt(now(), intervalMs);
  // setTimeout drops fractions and may fire a millisecond early: look at the clock again.
  for (let leftMs = atMs - now(); leftMs > 0; leftMs = atMs - now()) {
    if (leftMs > intervalMs) atMs = nextPollAt(now(), intervalMs);
    else if (!(await pause(Math.ceil(leftMs), signal))) return null;
  }
  return signal.aborted ? null : atMs;
}

/** Waits `ms`; false when `signal` ended it before. */
export function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const finish = (whole: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(whole);
    };
    const onAbort = () => finish(false);
    const timer = setTimeout(() => finish(true), ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
