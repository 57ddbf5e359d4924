/** The row a key leads to from row `index` of `count`, or null when the key does not move between rows. */
export function rowAfterKey(key: string, index: number, count: number, pageRows: number): number | null {
  const last = count - 1;
  const target = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    PageDown: index + pageRows,
    PageUp: index - pageRows,
    Home: 0,
    End: last,
  }[key];
  return target === undefined || count === 0 ? null : Math.min(last, Math.max(0, target));
}
