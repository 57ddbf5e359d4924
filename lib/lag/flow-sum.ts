import type { Flow } from './flow-window.ts';

/**
 * The flow of a whole out of those of its parts. A slope of a sum is the sum of the slopes; the errors are added too, since
 * what makes them (one commit for all topics) is common to the parts.
 */
export function sumOfFlows(parts: readonly Flow[]): Flow | null {
  const [first, ...others] = parts;
  if (first === undefined) return null;
  const sum = { ...first };
  for (const { produceRate, consumeRate, growthError, spanMs, whole } of others) {
    sum.produceRate += produceRate;
    sum.consumeRate += consumeRate;
    sum.growthError += growthError;
    sum.spanMs = Math.min(sum.spanMs, spanMs);
    sum.whole &&= whole;
  }
  return sum;
}
