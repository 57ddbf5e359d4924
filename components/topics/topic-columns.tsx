import { NameCell, Quiet } from '#components/data-table/cells.tsx';
import type { Column } from '#components/data-table/column.ts';
import { partitionsInWorstState } from '#components/overview/topics-in-danger.tsx';
import { REPLICATION_STATE } from '#components/status/replication-state.ts';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { Bytes } from '#components/ui/amount.tsx';
import type { ReplicationState } from '#lib/api/schemas/common.ts';
import type { TopicRow } from '#lib/api/schemas/topics.ts';
import { formatCount, formatPace, NO_VALUE } from '#lib/client/format-number.ts';
import { topicPage } from '#lib/client/routes.ts';
import { retentionWords } from './retention.ts';

/** States worst first, for sorting. */
export function replicationRank(state: ReplicationState): number {
  return Object.keys(REPLICATION_STATE).indexOf(state);
}

/** The columns of the list of topics. Ids are the API's sort keys. */
export function topicColumns(cluster: string): Column<TopicRow>[] {
  return [
    {
      id: 'name',
      header: 'Topic',
      value: (row) => row.name,
      cell: (row) => <NameCell href={topicPage(cluster, row.name)} name={row.name} />,
      width: 200,
      grow: 320,
      pinned: true,
      phone: 'title',
    },
    {
      id: 'danger',
      header: 'Replication',
      value: (row) => replicationRank(row.worst),
      csv: (row) => row.worst,
      cell: (row) => <StatusBadge look={REPLICATION_STATE[row.worst]} />,
      width: 150,
      priority: 5,
      phone: 'status',
    },
    {
      id: 'affected',
      header: 'Affected',
      value: partitionsInWorstState,
      cell: (row) => (row.worst === 'ok' ? <span className="text-ink-3">{NO_VALUE}</span> : <Affected row={row} />),
      sortable: false,
      align: 'end',
      width: 110,
      priority: 4,
      phone: 'value',
    },
    {
      id: 'partitions',
      header: 'Partitions',
      value: (row) => row.partitions,
      align: 'end',
      descFirst: true,
      width: 90,
      priority: 3,
    },
    { id: 'rf', header: 'Replicas', value: (row) => row.replicationFactor, sortable: false, align: 'end', width: 80 },
    { id: 'minIsr', header: 'Min ISR', value: (row) => row.minIsr, sortable: false, align: 'end', width: 80 },
    {
      id: 'size',
      header: 'Size on disk',
      value: (row) => (row.sizeBytes === null ? null : BigInt(row.sizeBytes)),
      cell: (row) => <Bytes value={row.sizeBytes} />,
      align: 'end',
      descFirst: true,
      width: 110,
      priority: 3,
      phone: 'aside',
    },
    {
      id: 'produced',
      header: 'Produced',
      value: (row) => row.produceRate,
      cell: (row) => <Quiet>{formatPace(row.produceRate)}</Quiet>,
      align: 'end',
      descFirst: true,
      width: 100,
      priority: 3,
    },
    {
      id: 'retention',
      header: 'Keeps',
      value: (row) => retentionWords(row.retentionMs, row.retentionBytes),
      cell: (row) => <Quiet>{retentionWords(row.retentionMs, row.retentionBytes) ?? NO_VALUE}</Quiet>,
      sortable: false,
      align: 'end',
      width: 200,
      priority: 2,
    },
    {
      id: 'cleanup',
      header: 'Cleanup',
      value: (row) => row.cleanupPolicy,
      cell: (row) => <Quiet>{row.cleanupPolicy ?? NO_VALUE}</Quiet>,
      sortable: false,
      width: 120,
    },
    {
      id: 'groups',
      header: 'Groups',
      value: (row) => row.groups,
      align: 'end',
      descFirst: true,
      width: 80,
      priority: 3,
    },
  ];
}

function Affected({ row }: { row: TopicRow }) {
  return (
    <>
      {formatCount(partitionsInWorstState(row))} of {formatCount(row.partitions)}
    </>
  );
}

/** What counts as a change of a topic's row. */
export function topicVersion(row: TopicRow): string {
  return `${row.worst} ${row.partitions} ${row.replicationFactor}`;
}
