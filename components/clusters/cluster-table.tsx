'use client';
import Link from 'next/link';
import { useEffect, useState } from 'react';
import { NameCell, PlainCell, Quiet } from '#components/data-table/cells.tsx';
import type { CellValue, Column } from '#components/data-table/column.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import type { SortState } from '#components/data-table/sort-state.ts';
import { useDataTable } from '#components/data-table/use-data-table.ts';
import { clusterHealth, groupsToSee } from '#components/shell/cluster-health.ts';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { Answer, type Phrase } from '#components/ui/answer.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Lasting } from '#components/ui/instant.tsx';
import type { ClusterRow } from '#lib/api/schemas/clusters.ts';
import { formatCount, NO_VALUE, plural } from '#lib/client/format-number.ts';
import { alertsPage, overviewPage } from '#lib/client/routes.ts';

/** Clusters that the answer names; the table has them all. */
const MOST_NAMED = 3;

/** A figure of a cluster that was read once; of one that never was, there is none: not zero. */
function once<Value extends CellValue>(figure: (row: ClusterRow) => Value): (row: ClusterRow) => Value | null {
  return (row) => (row.observedAt === null ? null : figure(row));
}

const brokersUp = once(({ brokers }) => `${brokers.up} of ${brokers.total}`);

const COLUMNS: Column<ClusterRow>[] = [
  {
    id: 'name',
    header: 'Cluster',
    value: (row) => row.name,
    cell: (row) => <NameCell href={overviewPage(row.name)} name={row.name} />,
    width: 160,
    pinned: true,
    phone: 'title',
  },
  {
    id: 'danger',
    header: 'Worst',
    value: (row) => clusterHealth(row).rank,
    csv: (row) => clusterHealth(row).word,
    cell: (row) => <StatusBadge look={{ ...clusterHealth(row), meaning: '' }} />,
    width: 220,
    priority: 4,
    phone: 'status',
  },
  {
    id: 'firing',
    header: 'Firing',
    // That nothing could ever be read of a cluster fires, too.
    value: ({ firing, observedAt }) => (firing === 0 && observedAt === null ? null : firing),
    cell: (row) => <FiringCell row={row} />,
    align: 'end',
    descFirst: true,
    width: 80,
    priority: 4,
  },
  {
    id: 'trouble',
    header: 'Groups in trouble',
    value: once((row) => groupsToSee(row)),
    align: 'end',
    descFirst: true,
    width: 120,
    priority: 3,
    phone: 'value',
    phoneUnit: 'groups in trouble',
  },
  { id: 'groups', header: 'Groups', value: once((row) => row.groups), align: 'end', descFirst: true, width: 80 },
  {
    id: 'offline',
    header: 'Offline',
    value: once((row) => row.replication.offline),
    align: 'end',
    descFirst: true,
    width: 80,
    priority: 3,
  },
  {
    id: 'underMinIsr',
    header: 'Under min ISR',
    value: once((row) => row.replication.underMinIsr),
    align: 'end',
    descFirst: true,
    width: 110,
    priority: 2,
  },
  {
    id: 'brokers',
    header: 'Brokers up',
    value: once((row) => row.brokers.up),
    csv: brokersUp,
    cell: (row) => <PlainCell value={brokersUp(row)} />,
    align: 'end',
    width: 100,
  },
  { id: 'topics', header: 'Topics', value: once((row) => row.topics), align: 'end', descFirst: true, width: 80 },
  { id: 'version', header: 'Kafka', value: (row) => row.kafkaVersion, width: 100 },
  {
    id: 'age',
    header: 'Data age',
    value: (row) => row.observedAt,
    cell: (row) => <Lasting since={row.observedAt} />,
    align: 'end',
    width: 100,
    priority: 2,
    phone: 'aside',
  },
];

/** How many incidents are open, with the way to them. */
function FiringCell({ row: { name, firing, observedAt } }: { row: ClusterRow }) {
  if (firing === 0) return <Quiet>{observedAt === null ? NO_VALUE : '0'}</Quiet>;
  return (
    <Link
      href={`${alertsPage(name)}?state=firing`}
      prefetch={false}
      className="font-semibold text-danger underline-offset-3 hover:underline"
    >
      {formatCount(firing)}
    </Link>
  );
}

const WORST_FIRST: SortState = { columnId: 'danger', descending: false };

/** One row per cluster, the burning one first. */
export function ClusterTable({ clusters }: { clusters: readonly ClusterRow[] }) {
  const [sort, setSort] = useState<SortState>(WORST_FIRST);
  const model = useDataTable({
    id: 'clusters',
    columns: COLUMNS,
    rows: clusters,
    getRowId: nameOf,
    sort,
    onSortChange: setSort,
  });
  useEffect(() => {
    document.title = 'Clusters · Tidemark';
  }, []);
  return (
    <>
      <Answer phrases={clustersAnswer(clusters)} />
      <div className="mt-4">
        <DataTable
          model={model}
          label="Clusters"
          rowHref={(row) => overviewPage(row.name)}
          empty={
            <EmptyState title="No cluster is configured">
              Set KAFKA_BROKERS for one cluster, or list several in tidemark.yaml, and start again.
            </EmptyState>
          }
        />
      </div>
    </>
  );
}

function nameOf(row: ClusterRow): string {
  return row.name;
}

/** Which clusters burn, if any. */
export function clustersAnswer(clusters: readonly ClusterRow[]): Phrase[] {
  const burning = clusters.filter((cluster) => clusterHealth(cluster).tone === 'danger');
  if (clusters.length === 0) return ['No cluster to watch yet.'];
  if (burning.length === 0) return calmPhrases(clusters);
  return [
    { key: 'count', text: `${burning.length} of ${plural(clusters.length, 'cluster')} in danger`, tone: 'danger' },
    `: ${named(burning)}.`,
  ];
}

/** A cluster that was not read is not calm. */
function calmPhrases(clusters: readonly ClusterRow[]): Phrase[] {
  const unread = clusters.filter((cluster) => clusterHealth(cluster).tone === 'unknown');
  if (unread.length === 0) return [`None of ${plural(clusters.length, 'cluster')} is in danger.`];
  if (unread.length === clusters.length)
    return [{ key: 'unread', text: 'Nothing is known now', tone: 'unknown' }, `: ${named(unread)}.`];
  return [
    'No cluster that is read now is in danger; ',
    { key: 'unread', text: `${unread.length} not known`, tone: 'unknown' },
    `: ${named(unread)}.`,
  ];
}

/** The worst of them with what is wrong, and how many more there are. */
function named(clusters: readonly ClusterRow[]): string {
  const shown = clusters
    .map((row) => ({ name: row.name, ...clusterHealth(row) }))
    .sort((one, other) => one.rank - other.rank)
    .slice(0, MOST_NAMED)
    .map(({ name, word }) => `${name} (${word})`);
  const more = clusters.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${formatCount(more)} more` : shown.join(', ');
}
