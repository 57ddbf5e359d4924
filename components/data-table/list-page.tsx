'use client';
import type { ReactNode } from 'react';
import { Loaded } from '#components/ui/loaded.tsx';
import { SearchField } from '#components/ui/search-field.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { PagedList } from '#lib/client/paged-list.ts';
import { DataTable, type DataTableProps } from './data-table.tsx';
import { ColumnMenu, CsvButton, PhoneSortMenu } from './table-controls.tsx';

const SKELETON_ROWS = 20;

type TableProps<Row> = Required<Pick<DataTableProps<Row>, 'model' | 'label' | 'rowHref' | 'rowVersion'>>;

export interface ListPageProps<Row, P> extends TableProps<Row> {
  list: PagedList<Row, P>;
  /** What is loaded, as the beginning of a sentence: "The groups of prod-eu". */
  what: string;
  total: number | undefined;
  /** The page's question answered in a sentence; null until that can be done. */
  answer: ReactNode | null;
  search: { label: string; value: string; onValueChange: (value: string) => void };
  /** Beside the search field. */
  filters?: ReactNode;
  csv: { title: string; loadAll: () => Promise<Row[]> };
  empty: ReactNode;
}

/** A page that is one long list: its answer, search and filters, controls, and the table that loads on while scrolling. */
export function ListPage<Row, P>(props: ListPageProps<Row, P>) {
  const { list, model } = props;
  const table = (
    <DataTable
      model={model}
      label={props.label}
      total={props.total}
      rowHref={props.rowHref}
      rowVersion={props.rowVersion}
      onNearEnd={list.loadMore}
      skeletonRows={SKELETON_ROWS}
      empty={props.empty}
    />
  );
  return (
    <>
      {props.answer ?? (list.error ? null : <Skeleton className="h-7 w-[32rem] max-w-full" />)}
      <div className="mt-4 mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <SearchField {...props.search} className="w-full md:w-72" />
        {props.filters}
        <div className="ml-auto flex gap-2">
          <PhoneSortMenu model={model} />
          <ColumnMenu model={model} />
          <CsvButton model={model} {...props.csv} />
        </div>
      </div>
      <Loaded query={{ ...list, data: list.newest }} what={props.what} skeleton={table}>
        {() => table}
      </Loaded>
      <p role="status" className="mt-3 text-sm text-ink-3">
        {list.isLoadingMore ? 'Loading more…' : ''}
      </p>
    </>
  );
}
