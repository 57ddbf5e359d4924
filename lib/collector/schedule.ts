/** Aligned instant of the next poll after `nowMs`: every collector of a cluster means the same instants. */
export const nextPollAt = (nowMs: number, intervalMs: number): number =>
  (Math.floor(nowMs / intervalMs) + 1) * intervalMs;

/** Instants between two polls that had to be skipped because the first ran too long. */
export const skippedBetween = (beforeMs: number, atMs: number, intervalMs: number): number =>
  Math.max(0, Math.round((atMs - beforeMs) / intervalMs) - 1);

/** Waits until the wall clock shows `atMs`; false when `signal` ended it before. */
export async function waitUntil(atMs: number, signal: AbortSignal): Promise<boolean> {
  // setTimeout drops fractions and may fire a millisecond early: look at the clock again.
  for (let leftMs = atMs - Date.now(); leftMs > 0; leftMs = atMs - Date.now()) {
    if (!(await pause(Math.ceil(leftMs), signal))) return false;
  }
  return !signal.aborted;
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
