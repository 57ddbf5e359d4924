import type { ReactNode } from 'react';

/** What a cell holds before it is drawn: what sorting, searching and CSV go by. Null is "no value" and sorts last. */
export type CellValue = string | number | bigint | boolean | null;

/** Where a cell stands in the two-line row of a phone; columns without a place are left out there. */
export type PhonePlace = 'title' | 'aside' | 'status' | 'value' | 'note' | 'actions';

/** One column of the table; all a page has to say about it. */
export interface Column<Row> {
  id: string;
  header: string;
  value: (row: Row) => CellValue;
  /** How the value is drawn; without it: grouped digits for numbers, an en dash for null. */
  cell?: (row: Row) => ReactNode;
  /** What CSV holds where it is not the value itself; false where a file has no use for it. */
  csv?: ((row: Row) => CellValue) | false;
  align?: 'start' | 'end';
  /** Least width in px. Spare width is shared in proportion to `grow` (default: the width itself). */
  width: number;
  grow?: number;
  sortable?: boolean;
  /** Sort downwards at the first click: right for "how much is wrong". */
  descFirst?: boolean;
  searchable?: boolean;
  /** The column a row is recognised by: it cannot be hidden. */
  pinned?: boolean;
  /** Shown only when the reader asks for it. */
  hiddenAtFirst?: boolean;
  /** Which columns give way first when the window is narrow: the lowest. Default 1. */
  priority?: number;
  phone?: PhonePlace;
  /** Said after the value on a phone, where no column head says it. */
  phoneUnit?: string;
}

/** Order of two values, ascending: numbers by size, text as people sort it. Nulls are not its business. */
export function compareValues(a: CellValue, b: CellValue): number {
  if (typeof a === 'string' && typeof b === 'string') return TEXT_ORDER.compare(a, b);
  if (a === b) return 0;
  return Number(a !== null && b !== null && a > b) * 2 - 1;
}

const TEXT_ORDER = new Intl.Collator('en', { numeric: true });

/** True where the value contains the text, whatever the case. */
export function matchesText(value: CellValue, text: string): boolean {
  return value !== null && String(value).toLowerCase().includes(text);
}
