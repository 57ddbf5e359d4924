'use client';
import type { ReactNode } from 'react';
import { DataTable } from '#components/data-table/data-table.tsx';
import { ColumnMenu, CsvButton, PhoneSortMenu } from '#components/data-table/table-controls.tsx';
import type { RowTone } from '#components/data-table/table-row.tsx';
import type { DataTableModel } from '#components/data-table/use-data-table.ts';
import { Answer, type Phrase } from '#components/ui/answer.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Forbidden, isForbidden } from '#components/ui/forbidden.tsx';
import { Loaded, type QueryLike } from '#components/ui/loaded.tsx';
import { SearchField } from '#components/ui/search-field.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';

const SKELETON_ROWS = 5;

/** A page of the settings that is one short list: what there is in a sentence, the way to more of it, and the table. */
export function SettingsList<Row extends object, T>(props: {
  query: QueryLike<T>;
  /** What is loaded, as the beginning of a sentence: "The tokens". */
  what: string;
  /** Who may see it, where the reader may not. */
  forWhom: string;
  answer: (data: T) => readonly Phrase[];
  model: DataTableModel<Row>;
  label: string;
  search: { label: string; value: string; onValueChange: (value: string) => void };
  /** Beside the search field. */
  filters?: ReactNode;
  /** Something is left out by the filters. */
  filtered?: boolean;
  rowTone: (row: Row) => RowTone | null;
  /** The button that makes another. */
  add: ReactNode;
  /** What was just made or is to be said, above the list. */
  news?: ReactNode;
  empty: ReactNode;
}) {
  const { query, model, search } = props;
  if (isForbidden(query.error)) return <Forbidden error={query.error} what={props.what} forWhom={props.forWhom} />;
  const table = (
    <DataTable
      model={model}
      label={props.label}
      rowTone={props.rowTone}
      skeletonRows={SKELETON_ROWS}
      empty={
        search.value !== '' ? (
          <EmptyState title={`Nothing here contains “${search.value}”.`}>Empty the search to see all.</EmptyState>
        ) : props.filtered ? (
          <EmptyState title="There is none of these." />
        ) : (
          props.empty
        )
      }
    />
  );
  return (
    <>
      {query.data === undefined ? (
        query.error ? null : (
          <Skeleton className="h-7 w-[32rem] max-w-full" />
        )
      ) : (
        <Answer phrases={props.answer(query.data)} />
      )}
      {props.news}
      {query.data === undefined && query.error ? null : (
        <div className="mt-4 mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
          <SearchField {...search} className="w-full md:w-72" />
          {props.filters}
          <div className="ml-auto flex gap-2">
            <PhoneSortMenu model={model} />
            <ColumnMenu model={model} />
            <CsvButton model={model} title={props.label} />
            {props.add}
          </div>
        </div>
      )}
      <Loaded query={query} what={props.what} skeleton={table}>
        {() => table}
      </Loaded>
    </>
  );
}
