import type { Column } from '#components/data-table/column.ts';
import { Button } from '#components/ui/button.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Name } from '#components/ui/name.tsx';

type Rest<Row> = Partial<Column<Row>> & Pick<Column<Row>, 'id' | 'header'>;

/** What a row is recognised by, with a word behind it where it needs one. */
export function nameColumn<Row>(
  props: Rest<Row> & { name: (row: Row) => string; word?: (row: Row) => string | null },
): Column<Row> {
  const { name, word, ...rest } = props;
  return {
    value: name,
    cell: (row) => (
      <>
        <Name>{name(row)}</Name>
        {word?.(row) ? <span className="text-ink-3"> {word(row)}</span> : null}
      </>
    ),
    searchable: true,
    width: 200,
    pinned: true,
    phone: 'title',
    ...rest,
  };
}

/** An instant, the newest first at the first click. */
export function instantColumn<Row>(
  props: Rest<Row> & {
    at: (row: Row) => string | null;
    /** What is said where there is none; without it an en dash. */
    none?: string;
  },
): Column<Row> {
  const { at, none, ...rest } = props;
  return {
    value: at,
    cell: (row) =>
      at(row) === null && none !== undefined ? <span className="text-ink-3">{none}</span> : <Instant at={at(row)} />,
    descFirst: true,
    width: 110,
    ...rest,
  };
}

/** What can be done to a row: what its button says, and of what, for those who hear it alone. */
export interface RowAction {
  label: string;
  of: string;
  run: () => void;
}

/** The buttons at the end of a row. */
export function actionsColumn<Row>(width: number, actionsOf: (row: Row) => readonly RowAction[]): Column<Row> {
  return {
    id: 'actions',
    header: '',
    value: () => null,
    csv: false,
    sortable: false,
    cell: (row) => (
      <span className="inline-flex gap-1">
        {actionsOf(row).map(({ label, of, run }) => (
          <Button key={label} shape="small" className="min-w-16 text-ink" aria-label={`${label} ${of}`} onClick={run}>
            {label}
          </Button>
        ))}
      </span>
    ),
    align: 'end',
    width,
    pinned: true,
    phone: 'actions',
  };
}
