import { Spark } from '#components/charts/spark.tsx';
import { NameCell, Quiet } from '#components/data-table/cells.tsx';
import type { Column } from '#components/data-table/column.ts';
import { dangerOf, statusLook } from '#components/status/group-status.ts';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { Lasting } from '#components/ui/instant.tsx';
import { LowerBound } from '#components/ui/lower-bound.tsx';
import type { GroupRow, GroupType } from '#lib/api/schemas/groups.ts';
import { formatCount, NO_VALUE } from '#lib/client/format-number.ts';
import { readableName } from '#lib/client/readable-name.ts';
import { groupPage } from '#lib/client/routes.ts';
import { behindColumn } from './behind-cell.tsx';
import { flowColumns, HotMark } from './flow-cells.tsx';

const TYPE_WORD: Record<GroupType, string> = {
  classic: 'classic',
  consumer: 'KIP-848',
  streams: 'streams',
  share: 'share',
  unknown: 'unknown',
};

const TYPE_IN_FULL: Record<GroupType, string> = {
  classic: 'classic',
  consumer: 'consumer (KIP-848)',
  streams: 'streams (KIP-1071)',
  share: 'share (KIP-932)',
  unknown: 'of an unknown type',
};

/** What kind of group it is, in the words of those who run them. */
export function groupTypeWord(row: Pick<GroupRow, 'type' | 'assignOnly'>): string {
  return row.assignOnly ? 'assign-only' : TYPE_WORD[row.type];
}

/** The same in full, with the proposal that brought the type. */
export function groupTypeInFull(row: Pick<GroupRow, 'type' | 'assignOnly'>): string {
  return row.assignOnly ? groupTypeWord(row) : TYPE_IN_FULL[row.type];
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
      header: 'Status',
      value: (row) => dangerOf(row.status),
      csv: (row) => row.status,
      cell: (row) => <StatusBadge look={statusLook(row.status, row.severity)} />,
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
    behindColumn<GroupRow>(),
    {
      id: 'trend',
      header: 'Lag 1 h',
      value: () => null,
      csv: false,
      cell: (row) => <Spark values={row.trend} />,
      sortable: false,
      width: 124,
      grow: 124,
      priority: 4,
    },
    ...flowColumns<GroupRow>(),
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
  const keep = new Set(['name', 'danger', 'since', 'lag', 'behind', 'trend', 'growth', 'drain', 'members']);
  return groupColumns(cluster)
    .filter((column) => keep.has(column.id))
    .map((column) => ({ ...column, sortable: false }));
}

const placeWords = ({ topic, partition }: GroupRow['hot'][number]) => `${readableName(topic)} ${partition}`;

function LagCell({ row }: { row: GroupRow }) {
  if (row.lag !== null)
    return (
      <>
        {row.hot.length > 0 ? <HotMark title={`hot partition ${row.hot.map(placeWords).join(', ')}`} /> : null}
        {row.lagIsAtLeast ? <LowerBound lag={row.lag} /> : formatCount(row.lag)}
      </>
    );
  return <span className="text-ink-3">{row.states['no-commit'] ? noLagWords(row.type) : NO_VALUE}</span>;
}

/** Why there is no lag where the group has no position yet. */
export function noLagWords(type: GroupType): string {
  return type === 'share' ? 'not delivered' : 'no commit';
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
  return `${row.status} ${row.severity} ${row.state} ${row.members}`;
}
