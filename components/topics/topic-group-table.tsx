'use client';
import { useMemo } from 'react';
import type { z } from 'zod';
import { NameCell, Quiet } from '#components/data-table/cells.tsx';
import type { Column } from '#components/data-table/column.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import type { SortState } from '#components/data-table/sort-state.ts';
import { CsvButton, PhoneSortMenu } from '#components/data-table/table-controls.tsx';
import { useDataTable } from '#components/data-table/use-data-table.ts';
import { useSortAddress } from '#components/data-table/use-table-address.ts';
import { flowColumns } from '#components/groups/flow-cells.tsx';
import { dangerOf, statusLook } from '#components/status/group-status.ts';
import { LAG_STATE } from '#components/status/lag-state.ts';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { LowerBound } from '#components/ui/lower-bound.tsx';
import type { TopicDetail, topicGroupSchema } from '#lib/api/schemas/topics.ts';
import { formatCount, NO_VALUE, plural } from '#lib/client/format-number.ts';
import { groupIdOf } from '#lib/client/groups.ts';
import { groupPage } from '#lib/client/routes.ts';

type TopicGroup = z.infer<typeof topicGroupSchema>;

const WORST_FIRST: SortState = { columnId: 'danger', descending: false };

/** Who reads this topic and how far behind they are on it. */
export function TopicGroupTable({ cluster, topic }: { cluster: string; topic: TopicDetail }) {
  const columns = useMemo(() => topicGroupColumns(cluster), [cluster]);
  const [sort, setSort] = useSortAddress(columns, WORST_FIRST, 'gsort');
  const rows = useMemo(() => mostLagFirst(topic.groupList), [topic.groupList]);
  const model = useDataTable({ id: 'topic-groups', columns, rows, getRowId: groupIdOf, sort, onSortChange: setSort });
  return (
    <>
      <div className="flex justify-end gap-1 pb-1">
        <PhoneSortMenu model={model} />
        <CsvButton model={model} look="bare" title={`${cluster} ${topic.name} groups`} />
      </div>
      <DataTable
        model={model}
        label="Groups on the topic"
        rowHref={(row) => groupPage(cluster, row.group)}
        rowNote={noteOf}
        rowVersion={(row) => row.status ?? ''}
        empty={<EmptyState title="No group reads this topic">None has a committed offset on it.</EmptyState>}
      />
    </>
  );
}

function topicGroupColumns(cluster: string): Column<TopicGroup>[] {
  return [
    {
      id: 'name',
      header: 'Group',
      value: (row) => row.group,
      cell: (row) => <NameCell href={groupPage(cluster, row.group)} name={row.group} />,
      width: 200,
      grow: 320,
      pinned: true,
      phone: 'title',
    },
    {
      id: 'danger',
      header: 'Status',
      value: (row) => dangerOf(row.status),
      csv: (row) => row.status,
      cell: (row) => <StatusBadge look={lookOf(row)} />,
      width: 160,
      priority: 4,
      phone: 'status',
    },
    {
      id: 'lag',
      header: 'Lag here',
      value: (row) => (row.lag === null ? null : BigInt(row.lag)),
      cell: (row) => <GroupLag row={row} />,
      align: 'end',
      descFirst: true,
      width: 120,
      priority: 4,
      phone: 'aside',
      phoneUnit: 'behind',
    },
    ...flowColumns<TopicGroup>(),
    {
      id: 'partitions',
      header: 'Known partitions',
      value: (row) => row.knownPartitions,
      csv: (row) => `${row.knownPartitions} of ${row.totalPartitions}`,
      cell: (row) => (
        <Quiet>
          {formatCount(row.knownPartitions)} of {formatCount(row.totalPartitions)}
        </Quiet>
      ),
      align: 'end',
      width: 140,
      phone: 'value',
      phoneUnit: 'partitions known',
    },
  ];
}

/** What takes no part has no status. */
const lookOf = ({ status }: TopicGroup) => (status === null ? LAG_STATE.inactive : statusLook(status));

function mostLagFirst(groups: readonly TopicGroup[]): TopicGroup[] {
  return [...groups].sort((a, b) => Number(BigInt(b.lag ?? -1) - BigInt(a.lag ?? -1)));
}

function noteOf({ remotePartitions }: TopicGroup): string | null {
  if (remotePartitions === 0) return null;
  const next = remotePartitions === 1 ? 'record there is' : 'records there are';
  return `reads from remote storage on ${plural(remotePartitions, 'partition')}: its next ${next} before the local log start`;
}

function GroupLag({ row }: { row: TopicGroup }) {
  if (row.lag === null) return <span className="text-ink-3">{NO_VALUE}</span>;
  return row.lagIsAtLeast ? <LowerBound lag={row.lag} /> : formatCount(row.lag);
}
