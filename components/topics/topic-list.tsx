'use client';
import { useCallback, useMemo } from 'react';
import { DataTable } from '#components/data-table/data-table.tsx';
import { type SortState, writeSort } from '#components/data-table/sort-state.ts';
import { ColumnMenu, CsvButton, PhoneSortMenu } from '#components/data-table/table-controls.tsx';
import { useDataTable } from '#components/data-table/use-data-table.ts';
import { useSearchAddress, useSortAddress } from '#components/data-table/use-table-address.ts';
import { useCluster } from '#components/shell/cluster-context.tsx';
import { Answer } from '#components/ui/answer.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Loaded } from '#components/ui/loaded.tsx';
import { SearchField } from '#components/ui/search-field.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { plural } from '#lib/client/format-number.ts';
import { topicPage } from '#lib/client/routes.ts';
import { fetchAllTopics, topicNameOf, useTopics } from '#lib/client/topics.ts';
import { useDebounced } from '#lib/client/use-debounced.ts';
import { topicColumns, topicVersion } from './topic-columns.tsx';
import { topicsAnswer } from './topics-answer.ts';

const WORST_FIRST: SortState = { columnId: 'danger', descending: false };

/** Are the copies of the data safe, and how much is there? */
export function TopicList() {
  const { name: cluster, row } = useCluster();
  const columns = useMemo(() => topicColumns(cluster), [cluster]);
  const [search, setSearch] = useSearchAddress();
  const [sort, setSort] = useSortAddress(columns, WORST_FIRST);
  const filter = { search: useDebounced(search.trim()), sort: writeSort(sort ?? WORST_FIRST) };
  const { query, rows, newest } = useTopics(cluster, filter);
  const model = useDataTable({
    id: 'topics',
    columns,
    rows,
    getRowId: topicNameOf,
    sort,
    onSortChange: setSort,
    serverSide: true,
  });

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const table = (
    <DataTable
      model={model}
      label="Topics"
      total={newest?.total}
      rowHref={(topic) => topicPage(cluster, topic.name)}
      rowVersion={topicVersion}
      onNearEnd={onNearEnd}
      skeletonRows={20}
      empty={<NoTopics search={search} onReset={() => setSearch('')} />}
    />
  );

  return (
    <>
      {row && newest ? (
        <Answer phrases={topicsAnswer(row)} />
      ) : query.isError ? null : (
        <Skeleton className="h-7 w-[32rem] max-w-full" />
      )}
      <div className="mt-4 mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <SearchField label="Filter by name" value={search} onValueChange={setSearch} className="w-full md:w-72" />
        <span className="text-sm text-ink-3">
          {newest && search !== '' ? `${plural(newest.total, 'topic')} match` : ''}
        </span>
        <div className="ml-auto flex gap-2">
          <PhoneSortMenu model={model} />
          <ColumnMenu model={model} />
          <CsvButton model={model} title={`${cluster} topics`} loadAll={() => fetchAllTopics(cluster, filter)} />
        </div>
      </div>
      <Loaded query={{ ...query, data: newest }} what={`The topics of ${cluster}`} skeleton={table}>
        {() => table}
      </Loaded>
      <p role="status" className="mt-3 text-sm text-ink-3">
        {isFetchingNextPage ? 'Loading more…' : ''}
      </p>
    </>
  );
}

function NoTopics({ search, onReset }: { search: string; onReset: () => void }) {
  if (search === '') return <EmptyState title="No topics">The cluster has none that this console may see.</EmptyState>;
  return (
    <EmptyState title={`No topic has “${search}” in its name`}>
      <button type="button" className="link" onClick={onReset}>
        Show all topics
      </button>
    </EmptyState>
  );
}
