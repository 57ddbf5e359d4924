import { Spark } from '#components/charts/spark.tsx';
import { NameCell, Quiet } from '#components/data-table/cells.tsx';
import type { Column } from '#components/data-table/column.ts';
import { LAG_STATE_ORDER, lagStateLook } from '#components/status/lag-state.ts';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { Lasting } from '#components/ui/instant.tsx';
import type { GroupRow, GroupType } from '#lib/api/schemas/groups.ts';
import { formatCount, NO_VALUE } from '#lib/client/format-number.ts';
import { groupPage } from '#lib/client/routes.ts';

const TYPE_WORD: Record<GroupType, string> = {
  classic: 'classic',
  consumer: 'KIP-848',
  streams: 'streams',
  share: 'share',
  unknown: 'unknown',
};

/** What kind of group it is, in the words of those who run them. */
export function groupTypeWord(row: Pick<GroupRow, 'type' | 'assignOnly'>): string {
  return row.assignOnly ? 'assign-only' : TYPE_WORD[row.type];
}

/** The columns of a list of groups. Ids are the API's sort keys. */
export function groupColumns(cluster: string): Column<GroupRow>[] {
  return [
    {
      id: 'name',
      header: 'Group',
      value: (row) => row.group,
      cell: (row) => <NameCell href={groupPage(cluster, row.group)} name={row.group} />,
      width: 200,
      grow: 320,
      pinned: true,
      searchable: true,
      phone: 'title',
    },
    {
      id: 'danger',
      header: 'Position',
      value: (row) => (row.worst === null ? LAG_STATE_ORDER.length : LAG_STATE_ORDER.indexOf(row.worst)),
      csv: (row) => row.worst,
      cell: (row) => <StatusBadge look={lagStateLook(row.worst)} />,
      width: 172,
      priority: 5,
      phone: 'status',
    },
    {
      id: 'since',
      header: 'For',
      value: (row) => row.worstSince,
      cell: (row) => (
        <Quiet>
          <Lasting since={row.worstSince} />
        </Quiet>
      ),
      sortable: false,
      width: 112,
      priority: 2,
    },
    {
      id: 'lag',
      header: 'Lag',
      value: (row) => (row.lag === null ? null : BigInt(row.lag)),
      cell: (row) => <LagCell row={row} />,
      align: 'end',
      descFirst: true,
      width: 116,
      priority: 5,
      phone: 'aside',
      phoneUnit: 'behind',
    },
    {
      id: 'trend',
      header: 'Trend 1 h',
      value: () => null,
      csv: false,
      cell: (row) => <Spark values={row.trend} />,
      sortable: false,
      width: 124,
      grow: 124,
      priority: 4,
    },
    { id: 'type', header: 'Type', value: groupTypeWord, sortable: false, width: 96, priority: 1 },
    { id: 'state', header: 'State', value: (row) => row.state, sortable: false, width: 140, priority: 1 },
    {
      id: 'members',
      header: 'Members',
      value: (row) => row.members,
      cell: (row) => (row.members === null ? <span title={row.failure?.message}>?</span> : formatCount(row.members)),
      align: 'end',
      descFirst: true,
      width: 88,
      priority: 3,
    },
    {
      id: 'partitions',
      header: 'Partitions',
      value: (row) => row.totalPartitions,
      csv: (row) => `${row.knownPartitions} of ${row.totalPartitions}`,
      cell: (row) => <KnownPartitions row={row} />,
      align: 'end',
      descFirst: true,
      width: 104,
      priority: 2,
      phone: 'value',
      phoneUnit: 'partitions',
    },
    { id: 'topics', header: 'Topics', value: (row) => row.topics, align: 'end', descFirst: true, width: 80 },
  ];
}

/** The columns of the short list on the overview: what tells one trouble from another. */
export function worstGroupColumns(cluster: string): Column<GroupRow>[] {
  const keep = new Set(['name', 'danger', 'since', 'lag', 'trend', 'members', 'partitions']);
  return groupColumns(cluster)
    .filter((column) => keep.has(column.id))
    .map((column) => ({ ...column, sortable: false }));
}

function LagCell({ row }: { row: GroupRow }) {
  if (row.lag !== null) return formatCount(row.lag);
  return <span className="text-ink-3">{row.worst === 'no-commit' ? 'no commit' : NO_VALUE}</span>;
}

/** A sum over fewer partitions than there are says so. */
function KnownPartitions({ row }: { row: GroupRow }) {
  if (row.knownPartitions === row.totalPartitions) return <Quiet>{formatCount(row.totalPartitions)}</Quiet>;
  return (
    <span className="text-unknown">
      {formatCount(row.knownPartitions)} of {formatCount(row.totalPartitions)}
    </span>
  );
}

/** What counts as a change of a group's row: its lag moves with every poll and does not. */
export function groupVersion(row: GroupRow): string {
  return `${row.worst} ${row.state} ${row.members}`;
}
