/** The value below which the share `p` (0..1) of `values` lies. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** One decimal: benches on shared machines have no more. */
export const rounded = (value: number): number => Math.round(value * 10) / 10;
