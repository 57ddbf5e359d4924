'use client';
import { memo, type PointerEvent, type ReactNode, type Ref } from 'react';
import { cx } from '#components/ui/class-names.ts';
import { PlainCell } from './cells.tsx';
import type { Column, PhonePlace } from './column.ts';

export type RowTone = 'danger' | 'faded';

export interface TableRowProps<Row> {
  ref?: Ref<HTMLTableRowElement>;
  row: Row;
  columns: readonly Column<Row>[];
  index: number;
  narrow: boolean;
  /** The one row that Tab stops at. */
  current: boolean;
  changed: boolean;
  tone: RowTone | null;
  note: ReactNode;
  anchor: string | null;
  opens: boolean;
  /** Distance from the top of the body where only some rows are drawn. */
  top: number | null;
}

/**
 * One row, drawn again only when something of it changed: scrolling through thousands moves rows, and draws new ones.
 * The cast gives back the type parameter that memo loses; the component is the same.
 */
export const TableRow = memo(DrawnRow) as typeof DrawnRow;

/** Cells in the table's columns, or two lines on a phone, and a note under either. */
function DrawnRow<Row>(props: TableRowProps<Row>) {
  const { narrow, columns, row, index } = props;
  return (
    <tr
      ref={props.ref}
      {...(props.anchor === null ? {} : { id: props.anchor })}
      aria-rowindex={index + 2}
      data-index={index}
      tabIndex={props.current ? 0 : -1}
      style={props.top === null ? undefined : { transform: `translateY(${props.top}px)` }}
      className={cx(
        'grid scroll-mt-[calc(var(--bar)+32px)] border-b outline-offset-[-2px] target:bg-accent-soft hover:bg-sunk',
        narrow ? 'grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-0.5 py-2' : 'grid-cols-(--columns)',
        props.top !== null && 'absolute top-0 left-0 w-full',
        props.opens && 'cursor-pointer',
        props.tone === 'danger' && 'bg-danger-soft hover:bg-danger-soft',
        props.tone === 'faded' && 'text-ink-3',
        props.changed && 'motion-safe:animate-flash',
      )}
    >
      {columns.map((column, place) =>
        narrow ? (
          <PhoneCell key={column.id} column={column} row={row} />
        ) : (
          <WideCell key={column.id} column={column} row={row} first={place === 0} last={place === columns.length - 1} />
        ),
      )}
      {props.note === null ? null : (
        <td aria-colspan={columns.length} className={cx('col-span-full text-ink-2', narrow ? '' : 'pr-3 pb-1.5')}>
          {props.note}
        </td>
      )}
    </tr>
  );
}

/** A cell that is too narrow for its text gives all of it on hover. */
function showWhatIsCutOff({ currentTarget: cell }: PointerEvent<HTMLElement>): void {
  cell.title = cell.scrollWidth > cell.clientWidth ? (cell.textContent ?? '') : '';
}

function cellContent<Row>(column: Column<Row>, row: Row): ReactNode {
  return column.cell ? column.cell(row) : <PlainCell value={column.value(row)} />;
}

function WideCell<Row>(props: { column: Column<Row>; row: Row; first: boolean; last: boolean }) {
  const { column, row } = props;
  return (
    <td
      onPointerEnter={showWhatIsCutOff}
      className={cx(
        'min-w-0 truncate leading-8',
        !props.first && 'pl-3',
        !props.last && 'pr-3',
        column.align === 'end' && 'text-right',
      )}
    >
      {cellContent(column, row)}
    </td>
  );
}

const PHONE_PLACE: Record<PhonePlace, string> = {
  title: 'col-start-1 row-start-1 min-w-0 truncate',
  aside: 'col-start-2 row-start-1 text-right',
  status: 'col-start-1 row-start-2 min-w-0 truncate',
  value: 'col-start-2 row-start-2 text-right text-ink-2',
  note: 'col-span-full',
  // Beside both lines, in the place of aside and value: its buttons are as high as two lines.
  actions: 'col-start-2 row-span-2 row-start-1 self-center',
};

function PhoneCell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const unit = column.phoneUnit && column.value(row) !== null ? column.phoneUnit : null;
  return (
    <td className={PHONE_PLACE[column.phone ?? 'note']}>
      {cellContent(column, row)}
      {unit === null ? null : <span className="text-ink-3"> {unit}</span>}
    </td>
  );
}
