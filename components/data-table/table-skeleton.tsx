import { cx } from '#components/ui/class-names.ts';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { Column } from './column.ts';

/** Rows the size of those that are coming. */
export function TableSkeleton<Row>(props: { columns: readonly Column<Row>[]; rows: number; narrow: boolean }) {
  return (
    <tbody className="block" aria-hidden="true">
      {Array.from({ length: props.rows }, (_, index) => index).map((index) => (
        <tr
          key={index}
          className={cx(
            'grid border-b',
            props.narrow
              ? 'h-[59px] grid-cols-[minmax(0,1fr)_auto] content-center gap-x-3 gap-y-2'
              : 'h-[33px] grid-cols-(--columns) items-center',
          )}
        >
          {props.columns.map((column, place) => (
            <td
              key={column.id}
              className={cx(
                'flex min-w-0',
                !props.narrow && 'px-3 last:pr-0',
                place === 0 && 'pl-0',
                column.align === 'end' && 'justify-end',
                props.narrow && column.phone === 'note' && 'hidden',
              )}
            >
              <Skeleton className={cx('h-3', place === 0 ? 'w-40 max-w-full' : 'w-14 max-w-full')} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}
