/**
 * Offsets between a committed offset and the end it is counted to; null where one of them is not known. Never negative:
 * commits are read before ends, and where a commit stays ahead the state says so.
 */
export function lagBetween(committed: bigint | null, end: bigint | null): bigint | null {
  if (committed === null || end === null) return null;
  return end > committed ? end - committed : 0n;
}
