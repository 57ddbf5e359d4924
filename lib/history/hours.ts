export const HOUR_MS = 3_600_000;

/** Start of the UTC hour of an instant; hours are the unit of seats and of partitions of `poll`. */
export function hourOf(atMs: number): number {
  return Math.floor(atMs / HOUR_MS) * HOUR_MS;
}
