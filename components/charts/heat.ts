/** Lower bounds of the heat levels 1 to 6. Fixed, so that two pictures can be compared; the hue turns at 1,000. */
export const HEAT_FROM = [1, 100, 300, 1_000, 10_000, 100_000] as const;

/** The same of a time lag: the hue turns at a minute. */
export const HEAT_FROM_SECONDS = [1, 10, 30, 60, 600, 3_600] as const;

/** The heat level, 0 to 6, of a value by the lower bounds of the levels; -1 for none. */
export function heatLevel(value: number | null, levelsFrom: readonly number[] = HEAT_FROM): number {
  if (value === null) return -1;
  return levelsFrom.filter((from) => value >= from).length;
}

/** The values of [from, to) as runs of one level each: what a picture is drawn from. `end` is not included. */
export function heatRuns(
  values: readonly (number | null)[],
  from: number,
  to: number,
  levelsFrom: readonly number[] = HEAT_FROM,
): { start: number; end: number; level: number }[] {
  const runs: { start: number; end: number; level: number }[] = [];
  for (let i = from; i < to; i++) {
    const level = heatLevel(values[i] ?? null, levelsFrom);
    const last = runs.at(-1);
    if (last?.level === level) last.end = i + 1;
    else runs.push({ start: i, end: i + 1, level });
  }
  return runs;
}

/** Height of a row in px: whole picture in sight for many partitions, a finger's hold for few. */
export function heatRowHeight(rows: number): number {
  if (rows <= 12) return 14;
  if (rows <= 40) return 10;
  if (rows <= 80) return 6;
  return 4;
}
