'use client';
import { useMemo } from 'react';
import { NameCell, PlainName, Quiet } from '#components/data-table/cells.tsx';
import type { Column } from '#components/data-table/column.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import type { SortState } from '#components/data-table/sort-state.ts';
import { ColumnMenu, CsvButton, PhoneSortMenu } from '#components/data-table/table-controls.tsx';
import type { RowTone } from '#components/data-table/table-row.tsx';
import { useDataTable } from '#components/data-table/use-data-table.ts';
import { useSearchAddress, useSortAddress } from '#components/data-table/use-table-address.ts';
import { LAG_STATE, LAG_STATE_ORDER } from '#components/status/lag-state.ts';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { SearchField } from '#components/ui/search-field.tsx';
import { Section } from '#components/ui/section.tsx';
import type { GroupDetail, GroupPartition } from '#lib/api/schemas/groups.ts';
import { formatCount, NO_VALUE } from '#lib/client/format-number.ts';
import { readableName } from '#lib/client/readable-name.ts';
import { topicPage } from '#lib/client/routes.ts';
import { consumerGroupsText } from './consumer-groups-text.ts';

const WORST_FIRST: SortState = { columnId: 'danger', descending: false };
/** A table that fits on the screen needs no search. */
const SEARCH_FROM = 25;

/** Each partition the group has a position on, worst first, with the reason where there is one. */
export function PartitionTable({ cluster, group }: { cluster: string; group: GroupDetail }) {
  const columns = useMemo(() => partitionColumns(cluster), [cluster]);
  const rows = useMemo(() => worstFirst(group.partitions), [group.partitions]);
  const [search, setSearch] = useSearchAddress();
  const [sort, setSort] = useSortAddress(columns, WORST_FIRST);
  const model = useDataTable({
    id: 'group-partitions',
    columns,
    rows,
    getRowId: placeOf,
    sort,
    onSortChange: setSort,
    search,
  });
  return (
    <Section
      id="partitions"
      title="Partitions"
      note={`${formatCount(rows.length)}${sort?.columnId === 'danger' ? ', worst first' : ''}`}
      end={
        <>
          {rows.length >= SEARCH_FROM ? (
            <SearchField
              label="Filter: topic, member, host"
              value={search}
              onValueChange={setSearch}
              className="w-60"
            />
          ) : null}
          <PhoneSortMenu model={model} />
          <ColumnMenu model={model} look="bare" />
          <CsvButton model={model} look="bare" title={`${cluster} ${readableName(group.group)} partitions`} />
          <CopyButton look="bare" text={() => consumerGroupsText(group)}>
            Copy as kafka-consumer-groups
          </CopyButton>
        </>
      }
    >
      <DataTable
        model={model}
        label="Partitions of the group"
        rowTone={toneOf}
        rowNote={noteOf}
        rowVersion={versionOf}
        empty={
          <EmptyState title={search === '' ? 'No position on any partition' : 'No partition matches'}>
            {search === '' ? 'The group has members at most; it has committed nothing.' : null}
          </EmptyState>
        }
      />
    </Section>
  );
}

function partitionColumns(cluster: string): Column<GroupPartition>[] {
  return [
    {
      id: 'topic',
      header: 'Topic',
      value: (row) => row.topic,
      cell: (row) => (
        <NameCell href={topicPage(cluster, row.topic)} name={row.topic}>
          <span className="md:hidden"> {row.partition}</span>
        </NameCell>
      ),
      width: 160,
      grow: 260,
      pinned: true,
      searchable: true,
      phone: 'title',
    },
    {
      id: 'partition',
      header: 'Part.',
      value: (row) => row.partition,
      align: 'end',
      width: 64,
      pinned: true,
    },
    {
      id: 'danger',
      header: 'Position',
      value: (row) => LAG_STATE_ORDER.indexOf(row.state),
      csv: (row) => row.state,
      cell: (row) => <StatusBadge look={LAG_STATE[row.state]} />,
      width: 172,
      priority: 5,
      phone: 'status',
    },
    { id: 'committed', header: 'Committed', ...offset((row) => row.committed), priority: 3 },
    { id: 'end', header: 'End', ...offset((row) => row.end), priority: 2 },
    { id: 'logStart', header: 'Log start', ...offset((row) => row.logStart), hiddenAtFirst: true },
    {
      id: 'lag',
      header: 'Lag',
      value: (row) => (row.lag === null ? null : BigInt(row.lag)),
      cell: (row) => <PartitionLag row={row} />,
      align: 'end',
      descFirst: true,
      width: 116,
      priority: 5,
      phone: 'aside',
      phoneUnit: 'behind',
    },
    { id: 'client', header: 'Member', ...name((row) => row.clientId), priority: 4, phone: 'value' },
    { id: 'host', header: 'Host', ...name((row) => row.memberHost), priority: 2 },
    { id: 'memberId', header: 'Member id', ...name((row) => row.memberId), hiddenAtFirst: true },
    { id: 'leader', header: 'Leader', value: (row) => row.leader, align: 'end', width: 72 },
    {
      id: 'lastCommit',
      header: 'Last commit',
      value: (row) => row.lastCommitAt,
      cell: (row) => (
        <Quiet>
          <Instant at={row.lastCommitAt} />
        </Quiet>
      ),
      align: 'end',
      descFirst: true,
      width: 116,
      priority: 3,
    },
    { id: 'reason', header: 'Reason', value: (row) => row.reason, width: 200, hiddenAtFirst: true },
  ];
}

function offset(of: (row: GroupPartition) => string | null) {
  const value = (row: GroupPartition) => {
    const text = of(row);
    return text === null ? null : BigInt(text);
  };
  return {
    value,
    align: 'end',
    width: 124,
    cell: (row: GroupPartition) => <Quiet>{formatCount(value(row))}</Quiet>,
  } as const;
}

function name(of: (row: GroupPartition) => string | null) {
  return {
    value: of,
    searchable: true,
    width: 132,
    grow: 190,
    cell: (row: GroupPartition) => <PlainName name={of(row)} />,
  };
}

function PartitionLag({ row }: { row: GroupPartition }) {
  if (row.lag === null) return <span className="text-ink-3">{row.state === 'no-commit' ? 'no commit' : NO_VALUE}</span>;
  if (!row.lagIsLastKnown) return formatCount(row.lag);
  return (
    <span className="text-ink-3" title="The last known lag, not of this poll">
      last {formatCount(row.lag)}
    </span>
  );
}

/** Equals by state stand by lag, so that the table begins with what matters whatever it is sorted by first. */
function worstFirst(partitions: readonly GroupPartition[]): GroupPartition[] {
  const byLag = (a: GroupPartition, b: GroupPartition) => Number(BigInt(b.lag ?? -1) - BigInt(a.lag ?? -1));
  return [...partitions].sort(byLag);
}

function placeOf(row: GroupPartition): string {
  return `${row.topic}/${row.partition}`;
}

function toneOf(row: GroupPartition): RowTone | null {
  const { tone } = LAG_STATE[row.state];
  if (tone === 'danger') return 'danger';
  return tone === 'unknown' || tone === 'calm' ? 'faded' : null;
}

function noteOf(row: GroupPartition) {
  return row.reason;
}

function versionOf(row: GroupPartition): string {
  return `${row.state} ${row.memberId} ${row.leader}`;
}
