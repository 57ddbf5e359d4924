'use client';
import { debounce, parseAsString, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import type { Column } from './column.ts';
import { readSort, type SortState, writeSort } from './sort-state.ts';

/** Typing should not write the address at every key. */
const SEARCH_DEBOUNCE_MS = 200;

/** The sort of a table, kept in the address under `key`, and what changes it. */
export function useSortAddress<Row>(
  columns: readonly Column<Row>[],
  initial: SortState | null,
  key = 'sort',
): [SortState | null, (sort: SortState) => void] {
  const [text, setText] = useQueryState(key, parseAsString);
  const sort = useMemo(
    () =>
      text === null
        ? initial
        : (readSort(
            text,
            columns.map((column) => column.id),
          ) ?? initial),
    [text, columns, initial],
  );
  const setSort = (next: SortState) => {
    const written = writeSort(next);
    setText(initial && written === writeSort(initial) ? null : written);
  };
  return [sort, setSort];
}

/** The search text of a page, kept in the address. */
export function useSearchAddress(key = 'search'): [string, (text: string) => void] {
  const [search, setSearch] = useQueryState(key, parseAsString.withDefault(''));
  return [
    search,
    (text) =>
      setSearch(text === '' ? null : text, text === '' ? {} : { limitUrlUpdates: debounce(SEARCH_DEBOUNCE_MS) }),
  ];
}
