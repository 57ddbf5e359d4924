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
import { dangerOf, statusLook } from '#components/status/group-status.ts';
import { LAG_STATE, lagStateLook } from '#components/status/lag-state.ts';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Instant, Lasting } from '#components/ui/instant.tsx';
import { LowerBound } from '#components/ui/lower-bound.tsx';
import { SearchField } from '#components/ui/search-field.tsx';
import { Section } from '#components/ui/section.tsx';
import type { GroupDetail, GroupMember, GroupPartition, GroupType } from '#lib/api/schemas/groups.ts';
import { formatCount, NO_VALUE } from '#lib/client/format-number.ts';
import { readableName } from '#lib/client/readable-name.ts';
import { topicPage } from '#lib/client/routes.ts';
import { useNow } from '#lib/client/use-now.ts';
import { behindColumn } from './behind-cell.tsx';
import { partitionAnchor } from './cause-proof.ts';
import { consumerGroupsText } from './consumer-groups-text.ts';
import { flowColumns, HotMark } from './flow-cells.tsx';
import { noLagWords } from './group-columns.tsx';
import { safeForWords } from './loss-words.ts';

const WORST_FIRST: SortState = { columnId: 'danger', descending: false };
/** A table that fits on the screen needs no search. */
const SEARCH_FROM = 25;

/** Each partition the group has a position on, worst first, with the reason where there is one. */
export function PartitionTable({ cluster, group }: { cluster: string; group: GroupDetail }) {
  const { type, memberList } = group;
  const columns = useMemo(
    () => (type === 'share' ? shareColumns(cluster, memberList) : partitionColumns(cluster)),
    [cluster, type, memberList],
  );
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
          {type === 'share' ? null : (
            <CopyButton look="bare" text={() => consumerGroupsText(group)}>
              Copy as kafka-consumer-groups
            </CopyButton>
          )}
        </>
      }
    >
      <DataTable
        model={model}
        label="Partitions of the group"
        rowTone={toneOf}
        rowNote={noteOf}
        rowAnchor={({ topic, partition }) => partitionAnchor(topic, partition)}
        rowVersion={versionOf}
        empty={
          <EmptyState title={search === '' ? 'No position on any partition' : 'No partition matches'}>
            {search !== ''
              ? null
              : type === 'share'
                ? 'The group has members at most; nothing was delivered to it yet.'
                : 'The group has members at most; it has committed nothing.'}
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
      header: 'Status',
      value: (row) => dangerOf(row.status),
      csv: (row) => row.status ?? row.state,
      cell: (row) => <StatusBadge look={lookOf(row)} />,
      width: 172,
      priority: 5,
      phone: 'status',
    },
    {
      id: 'since',
      header: 'For',
      value: (row) => row.statusSince,
      cell: (row) => (
        <Quiet>
          <Lasting since={row.statusSince} />
        </Quiet>
      ),
      width: 100,
      hiddenAtFirst: true,
    },
    {
      id: 'position',
      header: 'Position',
      value: (row) => row.state,
      cell: (row) => <StatusBadge look={lagStateLook(row.state)} />,
      width: 160,
      hiddenAtFirst: true,
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
    behindColumn<GroupPartition>(),
    {
      id: 'deletion',
      header: 'Deleted in',
      value: (row) => row.loss.notBefore,
      cell: (row) => <DeletedIn row={row} />,
      align: 'end',
      width: 116,
      priority: 1,
    },
    ...flowColumns<GroupPartition>(),
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

/** A share group has start offsets in the place of commits, and any number of members on a partition. */
function shareColumns(cluster: string, members: readonly GroupMember[]): Column<GroupPartition>[] {
  const held = new Map<string, number>();
  for (const { topic, partition } of members.flatMap(heldPartitions)) {
    const place = placeOf({ topic, partition });
    held.set(place, (held.get(place) ?? 0) + 1);
  }
  const replaced: Record<string, Partial<Column<GroupPartition>>> = {
    position: { cell: (row) => <StatusBadge look={lagStateLook(row.state, 'share')} /> },
    committed: { header: 'Start offset' },
    lag: { cell: (row) => <PartitionLag row={row} type="share" /> },
    lastCommit: { header: 'Start moved' },
  };
  const ofOneMember = new Set(['client', 'host', 'memberId']);
  const columns = partitionColumns(cluster).filter(({ id }) => !ofOneMember.has(id));
  const memberCount: Column<GroupPartition> = {
    id: 'members',
    header: 'Members',
    value: (row) => held.get(placeOf(row)) ?? 0,
    align: 'end',
    width: 92,
    priority: 4,
  };
  const afterLag = columns.findIndex(({ id }) => id === 'lag') + 1;
  return columns.map((column) => ({ ...column, ...replaced[column.id] })).toSpliced(afterLag, 0, memberCount);
}

const heldPartitions = (member: GroupMember) =>
  member.partitions.flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic, partition })));

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

/** How long what is read next is safe from retention. */
function DeletedIn({ row: { loss } }: { row: GroupPartition }) {
  const words = safeForWords(loss, useNow());
  if (words === null) return <span className="text-ink-3">{NO_VALUE}</span>;
  return (
    <span title={loss.kind === 'size' ? 'At the earliest, by retention.bytes' : 'At the earliest, by retention.ms'}>
      {words}
    </span>
  );
}

function PartitionLag({ row, type = 'classic' }: { row: GroupPartition; type?: GroupType }) {
  if (row.lag === null)
    return <span className="text-ink-3">{row.state === 'no-commit' ? noLagWords(type) : NO_VALUE}</span>;
  if (row.lagIsAtLeast || !row.lagIsLastKnown)
    return (
      <>
        {row.hotSince === null ? null : <HotMark title="hot: far more lag than the others" />}
        {row.lagIsAtLeast ? <LowerBound lag={row.lag} /> : formatCount(row.lag)}
      </>
    );
  return (
    <span className="text-ink-3" title="The last known lag, not of this poll">
      last {formatCount(row.lag)}
    </span>
  );
}

/** What takes no part has no status: then how it stands is told. */
const lookOf = (row: GroupPartition) => (row.status === null ? LAG_STATE[row.state] : statusLook(row.status));

/** Equals by status stand by lag, so that the table begins with what matters whatever it is sorted by first. */
function worstFirst(partitions: readonly GroupPartition[]): GroupPartition[] {
  const byLag = (a: GroupPartition, b: GroupPartition) => Number(BigInt(b.lag ?? -1) - BigInt(a.lag ?? -1));
  return [...partitions].sort(byLag);
}

function placeOf(row: Pick<GroupPartition, 'topic' | 'partition'>): string {
  return `${row.topic}/${row.partition}`;
}

function toneOf(row: GroupPartition): RowTone | null {
  const { tone } = lookOf(row);
  if (tone === 'danger') return 'danger';
  return tone === 'unknown' || tone === 'calm' ? 'faded' : null;
}

function noteOf(row: GroupPartition) {
  return row.reason;
}

function versionOf(row: GroupPartition): string {
  return `${row.status} ${row.memberId} ${row.leader}`;
}
