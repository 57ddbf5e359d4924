/** Partition numbers with runs drawn together: `0 to 3, 7`. */
export function partitionRanges(partitions: readonly number[]): string {
  const sorted = [...partitions].sort((a, b) => a - b);
  const runs: [number, number][] = [];
  for (const partition of sorted) {
    const run = runs.at(-1);
    if (run && partition === run[1] + 1) run[1] = partition;
    else runs.push([partition, partition]);
  }
  return runs
    .map(([from, to]) => (from === to ? `${from}` : to === from + 1 ? `${from}, ${to}` : `${from} to ${to}`))
    .join(', ');
}
