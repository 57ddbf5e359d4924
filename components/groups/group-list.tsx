'use client';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import { ListPage } from '#components/data-table/list-page.tsx';
import { type SortState, writeSort } from '#components/data-table/sort-state.ts';
import { useDataTable } from '#components/data-table/use-data-table.ts';
import { useSearchAddress, useSortAddress } from '#components/data-table/use-table-address.ts';
import { ClusterAnswer } from '#components/shell/cluster-answer.tsx';
import { useCluster } from '#components/shell/cluster-context.tsx';
import { NothingReadYet } from '#components/shell/not-read-yet.tsx';
import { STATUS, STATUS_ORDER } from '#components/status/group-status.ts';
import { TONE_INK } from '#components/status/tone.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { FilterChips } from '#components/ui/filter-chips.tsx';
import { StatusIcon } from '#components/ui/icon.tsx';
import type { Status } from '#lib/api/schemas/status.ts';
import { fetchAllGroups, type GroupPage, groupIdOf, useGroups } from '#lib/client/groups.ts';
import { groupPage } from '#lib/client/routes.ts';
import { useDebounced } from '#lib/client/use-debounced.ts';
import { groupColumns, groupVersion } from './group-columns.tsx';
import { groupsAnswer } from './groups-answer.ts';

const WORST_FIRST: SortState = { columnId: 'danger', descending: false };

/** Which groups of this cluster need a look? */
export function GroupList() {
  const { name: cluster, row } = useCluster();
  const columns = useMemo(() => groupColumns(cluster), [cluster]);
  const [search, setSearch] = useSearchAddress();
  const [sort, setSort] = useSortAddress(columns, WORST_FIRST);
  const [status, setStatus] = useQueryState('status', parseAsStringLiteral(STATUS_ORDER));
  const filter = { search: useDebounced(search.trim()), status, sort: writeSort(sort ?? WORST_FIRST) };
  const list = useGroups(cluster, filter);
  const { newest } = list;
  const model = useDataTable({
    id: 'groups',
    columns,
    rows: list.rows,
    getRowId: groupIdOf,
    sort,
    onSortChange: setSort,
    serverSide: true,
  });
  return (
    <ListPage
      list={list}
      model={model}
      label="Consumer groups"
      what={`The groups of ${cluster}`}
      total={newest?.total}
      answer={newest && row ? <ClusterAnswer observedAt={newest.observedAt} phrases={groupsAnswer(row)} /> : null}
      search={{ label: 'Filter: group, member, host, topic', value: search, onValueChange: setSearch }}
      filters={
        <StatusChips
          page={newest}
          total={newest?.observedAt ? (row?.groups ?? null) : null}
          status={status}
          onChange={setStatus}
        />
      }
      csv={{ title: `${cluster} groups`, loadAll: () => fetchAllGroups(cluster, filter) }}
      rowHref={(row) => groupPage(cluster, row.group)}
      rowVersion={groupVersion}
      empty={
        newest?.observedAt === null ? (
          <NothingReadYet things="groups" />
        ) : (
          <NoGroups filtered={search !== '' || status !== null} onReset={() => [setSearch(''), setStatus(null)]} />
        )
      }
    />
  );
}

function StatusChips(props: {
  page: GroupPage | undefined;
  total: number | null;
  status: Status | null;
  onChange: (status: Status | null) => void;
}) {
  const counts = props.page?.countsByStatus;
  // A status nobody is in is no choice, unless the address asks for it.
  const present = STATUS_ORDER.filter((status) => (counts?.[status] ?? 0) > 0 || status === props.status);
  return (
    <FilterChips
      label="Filter by status"
      all={{ label: 'All', count: props.total }}
      chips={present.map((status) => {
        const { tone, shape, word } = STATUS[status];
        return {
          value: status,
          label: word === 'OK' ? word : word.charAt(0) + word.slice(1).toLowerCase(),
          count: counts?.[status] ?? 0,
          icon: <StatusIcon shape={shape} className={TONE_INK[tone]} />,
        };
      })}
      value={props.status}
      onValueChange={props.onChange}
    />
  );
}

function NoGroups({ filtered, onReset }: { filtered: boolean; onReset: () => void }) {
  if (!filtered) {
    return (
      <EmptyState title="No consumer groups">
        A group appears here with its first commit or its first member. Groups that expired are gone from Kafka too.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No group matches">
      <button type="button" className="link" onClick={onReset}>
        Show all groups
      </button>
    </EmptyState>
  );
}
