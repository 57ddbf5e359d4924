/** The points of a small line without axes: `M` begins anew after every gap. Null where there is nothing to draw. */
export function sparkPath(values: readonly (number | null)[], width: number, height: number): string {
  const top = Math.max(...values.map((value) => value ?? 0), 1);
  const step = width / Math.max(1, values.length - 1);
  let path = '';
  let pen = false;
  values.forEach((value, i) => {
    if (value === null) {
      pen = false;
      return;
    }
    const point = `${round(i * step)} ${round(height - (value / top) * height)}`;
    path += `${pen ? 'L' : 'M'}${point}`;
    pen = true;
  });
  return path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** How the line went, in words, for those who do not see it. */
export function sparkSummary(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined) return 'no data';
  const change = last - first;
  const noise = Math.max(1, Math.max(...known) * 0.05);
  if (Math.abs(change) <= noise) return 'about level';
  return change > 0 ? 'higher than an hour ago' : 'lower than an hour ago';
}
