/** By which column a table is sorted, and which way. */
export interface SortState {
  columnId: string;
  descending: boolean;
}

/** The sort as the address and the API write it: `lag`, or `-lag` for downwards. */
export function writeSort(sort: SortState): string {
  return (sort.descending ? '-' : '') + sort.columnId;
}

/** The sort an address names, or null when it is not one of these columns. */
export function readSort(text: string, columnIds: readonly string[]): SortState | null {
  const descending = text.startsWith('-');
  const columnId = descending ? text.slice(1) : text;
  return columnIds.includes(columnId) ? { columnId, descending } : null;
}

/** What a click on a column head makes of the present sort: the other way round, or a new column's own first way. */
export function sortAfterClick(current: SortState | null, columnId: string, descFirst: boolean): SortState {
  if (current?.columnId === columnId) return { columnId, descending: !current.descending };
  return { columnId, descending: descFirst };
}
