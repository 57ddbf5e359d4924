'use client';
import {
  columnFilteringFeature,
  createColumnHelper,
  createFilteredRowModel,
  createSortedRowModel,
  globalFilteringFeature,
  rowSortingFeature,
  type SortFn,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useMemo } from 'react';
import { useElementWidth } from '#components/ui/use-element-width.ts';
import { useNarrow } from '#components/ui/use-narrow.ts';
import { type CellValue, type Column, compareValues, matchesText, type PhonePlace } from './column.ts';
import { useColumnChoice } from './column-choice.ts';
import { type ColumnChoice, fitColumns } from './fit-columns.ts';
import type { SortState } from './sort-state.ts';

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  columnFilteringFeature,
  globalFilteringFeature,
  filteredRowModel: createFilteredRowModel(),
});

export interface DataTableOptions<Row> {
  /** Names the table in what is kept for the reader. */
  id: string;
  columns: readonly Column<Row>[];
  /** Undefined while loading. Keep the array the same while nothing changed. */
  rows: readonly Row[] | undefined;
  getRowId: (row: Row) => string;
  sort: SortState | null;
  onSortChange: (sort: SortState) => void;
  /** Text the rows must contain; only where this table filters by itself. */
  search?: string;
  /** True where the server sorts and filters, because not all rows are here. */
  serverSide?: boolean;
}

/** What the table and the controls around it share. */
export interface DataTableModel<Row> {
  id: string;
  columns: readonly Column<Row>[];
  /** The columns drawn at this width, in order. */
  shown: readonly Column<Row>[];
  /** The rows drawn, filtered and sorted; undefined while loading. */
  rows: readonly Row[] | undefined;
  getRowId: (row: Row) => string;
  sort: SortState | null;
  onSortChange: (sort: SortState) => void;
  choice: ColumnChoice;
  choose: (columnId: string, shown: boolean) => void;
  narrow: boolean;
  container: (element: HTMLElement | null) => void;
}

const NO_ROWS: never[] = [];
const PHONE_ORDER: PhonePlace[] = ['title', 'aside', 'status', 'value', 'actions', 'note'];

/** The state of one table. Give the result to DataTable and to the controls that belong to it. */
export function useDataTable<Row extends object>(options: DataTableOptions<Row>): DataTableModel<Row> {
  const { columns, getRowId, search, serverSide = false, sort } = options;
  const [container, width] = useElementWidth();
  const [choice, choose] = useColumnChoice(options.id);
  const narrow = useNarrow();

  const columnDefs = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>();
    const byValue: SortFn<typeof features, Row> = (a, b, id) => compareValues(a.getValue(id), b.getValue(id));
    const defs = columns.map((column) =>
      helper.accessor((row): CellValue | undefined => column.value(row) ?? undefined, {
        id: column.id,
        sortFn: byValue,
        // No value is neither small nor large: it stands last whichever way the rest is sorted.
        sortUndefined: 'last',
      }),
    );
    return helper.columns(defs);
  }, [columns]);
  const searchable = useMemo(() => new Set(columns.filter((c) => c.searchable).map((c) => c.id)), [columns]);

  const table = useTable<typeof features, Row>({
    features,
    columns: columnDefs,
    data: options.rows ?? NO_ROWS,
    getRowId,
    manualSorting: serverSide,
    manualFiltering: serverSide,
    state: {
      sorting: sort ? [{ id: sort.columnId, desc: sort.descending }] : [],
      globalFilter: search?.trim().toLowerCase() ?? '',
      columnFilters: [],
    },
    globalFilterFn: (row, columnId, text: string) => matchesText(row.getValue<CellValue>(columnId) ?? null, text),
    getColumnCanGlobalFilter: (column) => searchable.has(column.id),
  });

  const model = table.getRowModel().rows;
  const rows = useMemo(() => model.map((row) => row.original), [model]);
  const shown = useMemo(
    () => (narrow ? phoneColumns(columns) : wideColumns(columns, choice, width)),
    [columns, choice, width, narrow],
  );

  return {
    id: options.id,
    columns,
    shown,
    rows: options.rows === undefined ? undefined : rows,
    getRowId,
    sort,
    onSortChange: options.onSortChange,
    choice,
    choose,
    narrow,
    container,
  };
}

function wideColumns<Row>(columns: readonly Column<Row>[], choice: ColumnChoice, width: number | null): Column<Row>[] {
  const ids = fitColumns(columns, choice, width ?? Number.POSITIVE_INFINITY);
  return columns.filter((column) => ids.includes(column.id));
}

function phoneColumns<Row>(columns: readonly Column<Row>[]): Column<Row>[] {
  return PHONE_ORDER.flatMap((place) => columns.filter((column) => column.phone === place));
}
