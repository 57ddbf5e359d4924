'use client';
import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual';
import { useRouter } from 'next/navigation';
import {
  type CSSProperties,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { Column } from './column.ts';
import { rowAfterKey } from './row-keys.ts';
import { TableHead } from './table-head.tsx';
import { type RowTone, TableRow } from './table-row.tsx';
import { TableSkeleton } from './table-skeleton.tsx';
import { useChangedRows } from './use-changed-rows.ts';
import type { DataTableModel } from './use-data-table.ts';

/** Up to here all rows are drawn, so that the browser's own search and print see them. */
const DRAW_ALL_UP_TO = 150;
const OVERSCAN = 12;
const ROW_PX = 33;
const PHONE_ROW_PX = 59;
/** Rows left below the screen when the next page is asked for. */
const LOAD_AHEAD = 30;

export interface DataTableProps<Row> {
  model: DataTableModel<Row>;
  /** What the table holds, for assistive technology. */
  label: string;
  /** All rows there are, where not all are here. */
  total?: number | undefined;
  /** Where Enter or a click on a row leads. */
  rowHref?: (row: Row) => string;
  rowTone?: (row: Row) => RowTone | null;
  /** A second line under a row, in words. */
  rowNote?: (row: Row) => ReactNode;
  /** The id by which an address leads to a row and marks it. */
  rowAnchor?: (row: Row) => string;
  /** What makes a row "changed" for the reader. Leave out what changes at every poll. */
  rowVersion?: (row: Row) => string;
  /** Called near the end of the rows that are here. */
  onNearEnd?: () => void;
  empty: ReactNode;
  /** Rows of skeleton while loading: about as many as will come. */
  skeletonRows?: number;
}

/**
 * The one table of the console: sticky head, sort, keyboard, rows drawn only where they are seen, two-line rows on a phone.
 * Arrows, Home, End and Page keys move between rows, left and right within one, Enter opens it.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { model } = props;
  const rows = model.rows;
  const total = props.total ?? rows?.length ?? 0;
  return (
    <div ref={model.container} className="overflow-x-clip">
      {rows?.length === 0 ? (
        props.empty
      ) : (
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table walked through with the keyboard is a grid
          role="grid"
          aria-label={props.label}
          aria-rowcount={rows ? total + 1 : -1}
          aria-busy={rows === undefined}
          className="block w-full"
          style={columnTracks(model.shown)}
        >
          <TableHead model={model} />
          {rows ? (
            <TableBody {...props} rows={rows} />
          ) : (
            <TableSkeleton columns={model.shown} rows={props.skeletonRows ?? 8} narrow={model.narrow} />
          )}
        </table>
      )}
    </div>
  );
}

/** Widths come from the columns, never from what is in them: so rows drawn later do not move those above. */
function columnTracks<Row>(columns: readonly Column<Row>[]): CSSProperties {
  const tracks = columns.map((column) => `minmax(${column.width}px, ${column.grow ?? column.width}fr)`);
  // A custom property is not known to the type of a style.
  return { '--columns': tracks.join(' ') } as CSSProperties;
}

function TableBody<Row>(props: DataTableProps<Row> & { rows: readonly Row[] }) {
  const { model, rows, onNearEnd } = props;
  const router = useRouter();
  const body = useRef<HTMLTableSectionElement>(null);
  const focusNext = useRef<number | null>(null);
  const [currentId, setCurrentId] = useState<string | null>(null);
  const changed = useChangedRows(rows, model.getRowId, props.rowVersion);
  const current = Math.max(0, currentId === null ? 0 : rows.findIndex((row) => model.getRowId(row) === currentId));
  const virtual = rows.length > DRAW_ALL_UP_TO;
  // Rows with notes and the two lines of a phone differ in height and are measured; all others need not be.
  const uneven = model.narrow || props.rowNote !== undefined;
  const top = useTopInPage(body);

  const virtualizer = useWindowVirtualizer<HTMLTableRowElement>({
    count: rows.length,
    enabled: virtual,
    estimateSize: () => (model.narrow ? PHONE_ROW_PX : ROW_PX),
    getItemKey: (index) => keyOfRow(rows, model.getRowId, index),
    overscan: OVERSCAN,
    scrollMargin: top,
    scrollPaddingStart: 80,
    // The row that has the focus stays drawn wherever the page is scrolled: else the focus would be lost.
    rangeExtractor: (range) => withIndex(defaultRangeExtractor(range), current),
  });
  const items = virtual ? virtualizer.getVirtualItems() : null;
  const lastDrawn = items ? (items.at(-1)?.index ?? 0) : rows.length - 1;

  useEffect(() => {
    if (lastDrawn >= rows.length - LOAD_AHEAD) onNearEnd?.();
  }, [lastDrawn, rows.length, onNearEnd]);

  useEffect(() => {
    if (focusNext.current === null) return;
    const row = body.current?.querySelector<HTMLElement>(`tr[data-index="${focusNext.current}"]`);
    if (!row) return;
    focusNext.current = null;
    row.focus({ preventScroll: virtual });
  });

  const moveTo = (index: number) => {
    const row = rows[index];
    if (row === undefined) return;
    focusNext.current = index;
    setCurrentId(model.getRowId(row));
    if (virtual) virtualizer.scrollToIndex(index, { align: 'auto' });
  };

  const open = (index: number) => {
    const row = rows[index];
    if (row !== undefined && props.rowHref) router.push(props.rowHref(row));
  };

  // One listener for all rows: a row of its own needs none and is not drawn again for them.
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rowOf(event.target);
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const index = Number(row.dataset.index);
    if (event.key === 'Enter' && event.target === row) return open(index);
    if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') return moveWithin(event, row);
    const next = rowAfterKey(event.key, index, rows.length, pageRows());
    if (next === null) return;
    event.preventDefault();
    moveTo(next);
  };

  const onClick = (event: MouseEvent) => {
    const row = rowOf(event.target);
    const onControl = event.target instanceof Element && event.target.closest('a, button') !== null;
    const selecting = window.getSelection()?.isCollapsed === false;
    if (row && !onControl && !selecting && !event.ctrlKey && !event.metaKey) open(Number(row.dataset.index));
  };

  const onFocus = (event: FocusEvent) => {
    const row = rows[Number(rowOf(event.target)?.dataset.index)];
    if (row !== undefined) setCurrentId(model.getRowId(row));
  };

  const drawRow = (index: number, start: number | null) => {
    const row = rows[index];
    if (row === undefined) return null;
    const id = model.getRowId(row);
    return (
      <TableRow
        key={id}
        {...(virtual && uneven ? { ref: virtualizer.measureElement } : {})}
        row={row}
        columns={model.shown}
        index={index}
        narrow={model.narrow}
        current={index === current}
        changed={changed.has(id)}
        tone={props.rowTone?.(row) ?? null}
        note={props.rowNote?.(row) ?? null}
        anchor={props.rowAnchor?.(row) ?? null}
        opens={props.rowHref !== undefined}
        top={start}
      />
    );
  };

  return (
    <tbody
      ref={body}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
      onClick={onClick}
      className="relative block"
      style={items ? { height: virtualizer.getTotalSize() } : undefined}
    >
      {items
        ? items.map((item) => drawRow(item.index, item.start - top))
        : rows.map((_, index) => drawRow(index, null))}
    </tbody>
  );
}

function keyOfRow<Row>(rows: readonly Row[], getRowId: (row: Row) => string, index: number): string | number {
  const row = rows[index];
  return row === undefined ? index : getRowId(row);
}

function withIndex(indexes: number[], index: number): number[] {
  return indexes.includes(index) ? indexes : [...indexes, index].sort((a, b) => a - b);
}

function pageRows(): number {
  return Math.max(1, Math.floor((window.innerHeight - 120) / ROW_PX));
}

function rowOf(target: EventTarget): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('tr[data-index]') : null;
}

/** Left and right go through the links and buttons of a row, and back to the row itself. */
function moveWithin(event: KeyboardEvent, row: HTMLElement): void {
  const stops = [row, ...row.querySelectorAll<HTMLElement>('a, button')];
  const here = stops.findIndex((stop) => stop.matches(':focus'));
  const next = stops[here + (event.key === 'ArrowRight' ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** Where the body begins in the page: it moves when a banner or a note above it comes or goes. */
function useTopInPage(element: { current: HTMLElement | null }): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => {
      const target = element.current;
      if (target) setTop(Math.round(target.getBoundingClientRect().top + window.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return top;
}
