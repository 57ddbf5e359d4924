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
import { useRules } from '#lib/client/alerts.ts';
import { serverNow } from '#lib/client/clock.ts';
import { incidentPage } from '#lib/client/routes.ts';
import { INCIDENT_COLUMNS } from './incident-columns.tsx';
import { incidentsAnswer, lastEnd } from './incidents-answer.ts';
import { PendingList } from './pending-list.tsx';
import { INCIDENT_STATES, leftOutWords, useIncidentList } from './use-incident-list.ts';

const WORST_FIRST: SortState = { columnId: 'severity', descending: false };
const SKELETON_ROWS = 5;
const idOf = ({ id }: Incident): string => id;
const fadedWhenOver = ({ resolvedAt }: Incident) => (resolvedAt === null ? null : ('faded' as const));

/** What fires, the worst first; and what did. */
export function IncidentsView({ cluster }: { cluster: string }) {
  const [state, setState] = useQueryState('state', parseAsStringLiteral(INCIDENT_STATES));
  const { firing, resolved, list } = useIncidentList(cluster, state);
  const rules = useRules({ cluster });
  const [search, setSearch] = useSearchAddress();
  const [sort, setSort] = useSortAddress(INCIDENT_COLUMNS, WORST_FIRST);
  const model = useDataTable({
    id: 'incidents',
    columns: INCIDENT_COLUMNS,
    rows: list.data,
    getRowId: idOf,
    sort,
    onSortChange: setSort,
    search,
  });
  const answer = useMemo(() => {
    if (firing.data === undefined) return null;
    const isWatched = rules.data?.items.some(({ enabled }) => enabled) ?? true;
    return incidentsAnswer({ cluster, firing: firing.data, calmSince: lastEnd(resolved.data), isWatched }, serverNow());
  }, [cluster, firing.data, resolved.data, rules.data]);
  const leftOut = leftOutWords(state, firing.data, resolved.data);
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
      {answer === null ? (
        firing.error ? null : (
          <Skeleton className="h-7 w-[32rem] max-w-full" />
        )
      ) : (
        <Answer phrases={answer} />
      )}
      <div className="mt-4 mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <SearchField label="Search incidents" value={search} onValueChange={setSearch} className="w-full md:w-72" />
        <FilterChips
          label="Filter by state"
          all={{ label: 'All', count: null }}
          chips={[
            { value: 'firing', label: 'Firing', count: firing.data?.firing ?? null },
            { value: 'resolved', label: 'Resolved', count: null },
          ]}
          value={state}
          onValueChange={setState}
        />
        <div className="ml-auto flex gap-2">
          <PhoneSortMenu model={model} />
          <ColumnMenu model={model} />
          <CsvButton model={model} title={`Incidents of ${cluster}`} />
        </div>
      </div>
      <Loaded query={list} what={`The incidents of ${cluster}`} skeleton={table}>
        {() => (
          <>
            {table}
            {leftOut === null ? null : <p className="mt-3 text-sm text-ink-3">{leftOut}</p>}
            {state === 'resolved' ? null : <PendingList cluster={cluster} />}
          </>
        )}
      </Loaded>
    </>
  );
}
