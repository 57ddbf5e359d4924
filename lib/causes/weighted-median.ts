/** A value that held for some time. */
export interface Held {
  value: number;
  ms: number;
}

/** The value below which half of the time lies; null where less than `leastMs` of time is known. */
export function weightedMedian(values: readonly Held[], leastMs: number): number | null {
  const known = values.filter(({ value }) => Number.isFinite(value)).sort((a, b) => a.value - b.value);
  const allMs = known.reduce((sum, { ms }) => sum + ms, 0);
  if (known.length === 0 || allMs < leastMs) return null;
  let passedMs = 0;
  const middle = known.find(({ ms }) => {
    passedMs += ms;
    return passedMs * 2 >= allMs;
  });
  return middle?.value ?? null;
}
