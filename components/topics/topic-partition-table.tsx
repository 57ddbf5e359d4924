'use client';
import { useMemo } from 'react';
import { Quiet } from '#components/data-table/cells.tsx';
import type { Column } from '#components/data-table/column.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import type { SortState } from '#components/data-table/sort-state.ts';
import { ColumnMenu, CsvButton, PhoneSortMenu } from '#components/data-table/table-controls.tsx';
import type { RowTone } from '#components/data-table/table-row.tsx';
import { useDataTable } from '#components/data-table/use-data-table.ts';
import { useSortAddress } from '#components/data-table/use-table-address.ts';
import { REPLICATION_STATE } from '#components/status/replication-state.ts';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { Bytes } from '#components/ui/amount.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import type { TopicDetail, TopicPartition } from '#lib/api/schemas/topics.ts';
import { formatCount } from '#lib/client/format-number.ts';
import { ReplicaDots } from './replica-dots.tsx';
import { replicationRank } from './topic-columns.tsx';

const WORST_FIRST: SortState = { columnId: 'danger', descending: false };

const COLUMNS: Column<TopicPartition>[] = [
  {
    id: 'partition',
    header: 'Partition',
    value: (row) => row.partition,
    width: 80,
    grow: 60,
    pinned: true,
    phone: 'title',
    cell: (row) => <span className="max-md:before:content-['Partition_']">{row.partition}</span>,
  },
  {
    id: 'danger',
    header: 'Replication',
    value: (row) => replicationRank(row.state),
    csv: (row) => row.state,
    cell: (row) => <StatusBadge look={REPLICATION_STATE[row.state]} />,
    width: 150,
    priority: 5,
    phone: 'status',
  },
  {
    id: 'replicas',
    header: 'Replicas',
    value: (row) => row.replicas.join(' '),
    cell: (row) => (
      <ReplicaDots
        replicas={row.replicas}
        isr={row.isr}
        offline={row.offlineReplicas}
        leader={row.leader}
        adding={row.reassignment?.adding ?? []}
        removing={row.reassignment?.removing ?? []}
      />
    ),
    sortable: false,
    width: 140,
    priority: 5,
    phone: 'aside',
  },
  { id: 'leader', header: 'Leader', value: (row) => row.leader, align: 'end', width: 76, priority: 3 },
  { id: 'isr', header: 'In sync', value: (row) => row.isr.join(' '), width: 100, hiddenAtFirst: true },
  { id: 'epoch', header: 'Leader epoch', value: (row) => row.leaderEpoch, align: 'end', width: 110 },
  { id: 'logStart', header: 'Log start', ...offset((row) => row.logStart), priority: 2 },
  { id: 'localLogStart', header: 'Local log start', ...offset((row) => row.localLogStart), priority: 1 },
  { id: 'lastStable', header: 'Last stable', ...offset((row) => row.lastStable), hiddenAtFirst: true },
  { id: 'end', header: 'End', ...offset((row) => row.highWatermark), priority: 2 },
  {
    id: 'retained',
    header: 'Messages',
    value: retained,
    align: 'end',
    descFirst: true,
    width: 116,
    priority: 4,
    phone: 'value',
    phoneUnit: 'messages',
  },
  {
    id: 'size',
    header: 'Size',
    value: (row) => (row.sizeBytes === null ? null : BigInt(row.sizeBytes)),
    cell: (row) => <Bytes value={row.sizeBytes} />,
    align: 'end',
    descFirst: true,
    width: 96,
    priority: 3,
  },
];

const WITHOUT_TIERS = COLUMNS.filter(({ id }) => id !== 'localLogStart');

/** Where each partition lives, which replicas are in sync, and how much it holds. */
export function TopicPartitionTable({ cluster, topic }: { cluster: string; topic: TopicDetail }) {
  const isTiered = topic.partitionList.some(({ localLogStart }) => localLogStart !== null);
  const columns = isTiered ? COLUMNS : WITHOUT_TIERS;
  const [sort, setSort] = useSortAddress(columns, WORST_FIRST);
  const rows = useMemo(() => [...topic.partitionList].sort((a, b) => a.partition - b.partition), [topic.partitionList]);
  const model = useDataTable({
    id: 'topic-partitions',
    columns,
    rows,
    getRowId: idOf,
    sort,
    onSortChange: setSort,
  });
  return (
    <>
      <div className="flex justify-end gap-1 pb-1">
        <PhoneSortMenu model={model} />
        <ColumnMenu model={model} look="bare" />
        <CsvButton model={model} look="bare" title={`${cluster} ${topic.name} partitions`} />
      </div>
      <DataTable
        model={model}
        label="Partitions of the topic"
        rowTone={toneOf}
        rowNote={noteOf}
        rowVersion={versionOf}
        empty={<EmptyState title="No partitions were read">{topic.failure?.message}</EmptyState>}
      />
    </>
  );
}

function offset(of: (row: TopicPartition) => string | null) {
  const value = (row: TopicPartition) => {
    const text = of(row);
    return text === null ? null : BigInt(text);
  };
  return {
    value,
    align: 'end',
    width: 120,
    cell: (row: TopicPartition) => <Quiet>{formatCount(value(row))}</Quiet>,
  } as const;
}

function retained(row: TopicPartition): bigint | null {
  if (row.logStart === null || row.highWatermark === null) return null;
  return BigInt(row.highWatermark) - BigInt(row.logStart);
}

function idOf(row: TopicPartition): string {
  return String(row.partition);
}

function toneOf(row: TopicPartition): RowTone | null {
  if (row.failure !== null) return 'faded';
  return REPLICATION_STATE[row.state].tone === 'danger' ? 'danger' : null;
}

function noteOf(row: TopicPartition): string | null {
  // A partition without a leader cannot be read either: who brings it back says more.
  return row.reason ?? row.failure?.message ?? null;
}

function versionOf(row: TopicPartition): string {
  return `${row.state} ${row.leader} ${row.isr.join(' ')}`;
}
