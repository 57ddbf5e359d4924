'use client';
import { useMemo } from 'react';
import { ListPage } from '#components/data-table/list-page.tsx';
import { type SortState, writeSort } from '#components/data-table/sort-state.ts';
import { useDataTable } from '#components/data-table/use-data-table.ts';
import { useSearchAddress, useSortAddress } from '#components/data-table/use-table-address.ts';
import { ClusterAnswer } from '#components/shell/cluster-answer.tsx';
import { useCluster } from '#components/shell/cluster-context.tsx';
import { NothingReadYet } from '#components/shell/not-read-yet.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { plural } from '#lib/client/format-number.ts';
import { readableName } from '#lib/client/readable-name.ts';
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
  const list = useTopics(cluster, filter);
  const { newest } = list;
  const model = useDataTable({
    id: 'topics',
    columns,
    rows: list.rows,
    getRowId: topicNameOf,
    sort,
    onSortChange: setSort,
    serverSide: true,
  });
  const matching = newest?.observedAt && search !== '' ? `${plural(newest.total, 'topic')} match` : '';
  return (
    <ListPage
      list={list}
      model={model}
      label="Topics"
      what={`The topics of ${cluster}`}
      total={newest?.total}
      answer={
        newest && row ? (
          <ClusterAnswer observedAt={row.observedAt} phrases={topicsAnswer(row)} whenGone={topicsAnswer(row)} />
        ) : null
      }
      search={{ label: 'Filter by name', value: search, onValueChange: setSearch }}
      filters={<span className="text-sm text-ink-3">{matching}</span>}
      csv={{ title: `${cluster} topics`, loadAll: () => fetchAllTopics(cluster, filter) }}
      rowHref={(topic) => topicPage(cluster, topic.name)}
      rowVersion={topicVersion}
      empty={
        newest?.observedAt === null ? (
          <NothingReadYet things="topics" />
        ) : (
          <NoTopics search={search} onReset={() => setSearch('')} />
        )
      }
    />
  );
}

function NoTopics({ search, onReset }: { search: string; onReset: () => void }) {
  if (search === '') return <EmptyState title="No topics">The cluster has none that this console may see.</EmptyState>;
  return (
    <EmptyState title={`No topic has “${readableName(search)}” in its name`}>
      <button type="button" className="link" onClick={onReset}>
        Show all topics
      </button>
    </EmptyState>
  );
}
