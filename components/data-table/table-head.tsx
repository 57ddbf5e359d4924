'use client';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { cx } from '#components/ui/class-names.ts';
import type { Column } from './column.ts';
import { sortAfterClick } from './sort-state.ts';
import type { DataTableModel } from './use-data-table.ts';

/** The column heads. On a phone they are only read out: the sort is chosen from a menu there. */
export function TableHead<Row>({ model }: { model: DataTableModel<Row> }) {
  return (
    <thead className={model.narrow ? 'sr-only' : 'sticky top-(--bar) z-[5] block bg-bg'}>
      <tr aria-rowindex={1} className="grid grid-cols-(--columns) border-b">
        {model.shown.map((column, index) => (
          <HeadCell key={column.id} model={model} column={column} first={index === 0} />
        ))}
      </tr>
    </thead>
  );
}

function HeadCell<Row>({ model, column, first }: { model: DataTableModel<Row>; column: Column<Row>; first: boolean }) {
  const sorted = model.sort?.columnId === column.id ? model.sort : null;
  const end = column.align === 'end';
  const className = cx(
    'flex h-7 min-w-0 items-center gap-1 px-3 text-sm text-ink-3 last:pr-0',
    first && 'pl-0',
    end && 'justify-end',
    sorted && 'font-medium text-ink',
  );
  if (column.sortable === false || model.narrow) {
    return (
      <th scope="col" className={cx(className, 'font-normal')}>
        {column.header}
      </th>
    );
  }
  const Arrow = sorted?.descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={sorted ? (sorted.descending ? 'descending' : 'ascending') : 'none'}
      className={cx(className, 'group/head font-normal')}
    >
      <button
        type="button"
        onClick={() => model.onSortChange(sortAfterClick(model.sort, column.id, column.descFirst === true))}
        className={cx(
          'relative flex min-w-0 items-center whitespace-nowrap hover:text-ink',
          sorted && 'font-medium text-ink',
        )}
      >
        {column.header}
        {/* Outside the flow, so that heads stand in line with their figures, sorted or not. */}
        <Arrow
          aria-hidden="true"
          className={cx(
            'absolute top-0.5 size-3',
            end ? '-left-3.5' : '-right-3.5',
            sorted ? 'opacity-100' : 'opacity-0 group-hover/head:opacity-60',
          )}
        />
      </button>
    </th>
  );
}
