/** Seconds until a lag is gone at these rates (records per second); null where it does not fall. Never negative or endless. */
export function drainSeconds(
  lag: bigint,
  { produceRate, consumeRate }: { produceRate: number; consumeRate: number },
): number | null {
  const seconds = Number(lag) / (consumeRate - produceRate);
  return Number.isFinite(seconds) && consumeRate > produceRate ? seconds : null;
}
