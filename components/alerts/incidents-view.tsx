'use client';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import { DataTable } from '#components/data-table/data-table.tsx';
import type { SortState } from '#components/data-table/sort-state.ts';
import { ColumnMenu, CsvButton, PhoneSortMenu } from '#components/data-table/table-controls.tsx';
import { useDataTable } from '#components/data-table/use-data-table.ts';
import { useSearchAddress, useSortAddress } from '#components/data-table/use-table-address.ts';
import { Answer } from '#components/ui/answer.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { FilterChips } from '#components/ui/filter-chips.tsx';
import { Loaded } from '#components/ui/loaded.tsx';
import { SearchField } from '#components/ui/search-field.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import { useIncidents } from '#lib/client/alerts.ts';
import { incidentPage } from '#lib/client/routes.ts';
import { incidentColumns } from './incident-columns.tsx';
import { incidentsAnswer } from './incident-words.ts';

const STATES = ['firing', 'resolved'] as const;
const WORST_FIRST: SortState = { columnId: 'severity', descending: false };
const SKELETON_ROWS = 5;
const idOf = ({ id }: Incident): string => id;
const fadedWhenOver = ({ resolvedAt }: Incident) => (resolvedAt === null ? null : ('faded' as const));

/** What fires, the worst first; and what did. */
export function IncidentsView({ cluster }: { cluster: string }) {
  const [state, setState] = useQueryState('state', parseAsStringLiteral(STATES));
  const query = useIncidents(cluster, state ?? 'all');
  const columns = useMemo(() => incidentColumns(cluster), [cluster]);
  const items = query.data?.items;
  const firing = useMemo(() => items?.filter(({ resolvedAt }) => resolvedAt === null), [items]);
  const [search, setSearch] = useSearchAddress();
  const [sort, setSort] = useSortAddress(columns, WORST_FIRST);
  const model = useDataTable({
    id: 'incidents',
    columns,
    rows: items,
    getRowId: idOf,
    sort,
    onSortChange: setSort,
    search,
  });
  const table = (
    <DataTable
      model={model}
      label="Incidents"
      rowHref={({ id }) => incidentPage(cluster, id)}
      rowTone={fadedWhenOver}
      skeletonRows={SKELETON_ROWS}
      empty={
        search === '' ? (
          <EmptyState title={state === 'firing' ? 'Nothing fires.' : 'Nothing fired yet.'}>
            An incident opens when the condition of a rule has held for as long as the rule asks.
          </EmptyState>
        ) : (
          <EmptyState title={`Nothing here contains “${search}”.`}>Empty the search to see all.</EmptyState>
        )
      }
    />
  );
  return (
    <>
      {firing === undefined || state === 'resolved' ? (
        query.error === null && state !== 'resolved' ? (
          <Skeleton className="h-7 w-[32rem] max-w-full" />
        ) : null
      ) : (
        <Answer phrases={incidentsAnswer(firing, cluster)} />
      )}
      <div className="mt-4 mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <SearchField label="Search incidents" value={search} onValueChange={setSearch} className="w-full md:w-72" />
        <FilterChips
          label="Filter by state"
          all={{ label: 'All', count: null }}
          chips={STATES.map((value) => ({
            value,
            label: value === 'firing' ? 'Firing' : 'Resolved',
            count: value === 'firing' ? (query.data?.firing ?? null) : null,
          }))}
          value={state}
          onValueChange={setState}
        />
        <div className="ml-auto flex gap-2">
          <PhoneSortMenu model={model} />
          <ColumnMenu model={model} />
          <CsvButton model={model} title={`Incidents of ${cluster}`} />
        </div>
      </div>
      <Loaded query={query} what={`The incidents of ${cluster}`} skeleton={table}>
        {() => table}
      </Loaded>
    </>
  );
}
