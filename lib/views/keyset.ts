/** Where a page of a list begins: after the row with these sort keys and this name. */
export interface PageStart {
  keys: readonly string[];
  name: string;
}

/**
 * An order of a list that pages can be cut from: int8 expressions that never are null (see `nullsLast`), then the name,
 * all in one direction, so that one row comparison finds the rest of the list.
 */
export interface ListOrder {
  keys: readonly string[];
  direction: 'asc' | 'desc';
}

/** A nullable number as a sort key: the rows without one come last, in either direction. */
export function nullsLast(expression: string, direction: ListOrder['direction'] = 'asc'): string {
  const last = direction === 'asc' ? '9223372036854775807' : '-9223372036854775807';
  return `coalesce((${expression})::int8, ${last}::int8)`;
}

/** `order by ...` for an order. */
export function orderBy({ keys, direction }: ListOrder): string {
  return `order by ${[...keys, 'name'].map((key) => `${key} ${direction}`).join(', ')}`;
}

/** The sort keys of a row as one column of texts, from which the next page's cursor is made. */
export function keysColumn({ keys }: ListOrder): string {
  return `array[${keys.map((key) => `(${key})::text`).join(', ')}]::text[] as keys`;
}

/** A condition that holds for the rows after `start`; its parameters are numbered from `firstParam`. */
export function afterStart(
  { keys, direction }: ListOrder,
  start: PageStart | null,
  firstParam: number,
): { condition: string; params: string[] } {
  if (start === null) return { condition: 'true', params: [] };
  const values = keys.map((_, index) => `$${firstParam + index}::int8`);
  const left = [...keys, 'name'].join(', ');
  const right = [...values, `$${firstParam + keys.length}::text`].join(', ');
  return { condition: `(${left}) ${direction === 'asc' ? '>' : '<'} (${right})`, params: [...start.keys, start.name] };
}

/** One page of a list; `next` is where the following one begins, null on the last. */
export interface ListPage<Item> {
  items: Item[];
  total: number;
  next: PageStart | null;
}

/** The page in rows that were asked for with one more than `limit`. */
export function pageOf<Row extends PageStart, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
): Omit<ListPage<Item>, 'total'> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: shown.map(toItem), next: more ? { keys: last.keys, name: last.name } : null };
}
