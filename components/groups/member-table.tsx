'use client';
import { useMemo, useState } from 'react';
import { PlainName, Quiet } from '#components/data-table/cells.tsx';
import type { Column } from '#components/data-table/column.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import type { SortState } from '#components/data-table/sort-state.ts';
import { ColumnMenu, CsvButton } from '#components/data-table/table-controls.tsx';
import { useDataTable } from '#components/data-table/use-data-table.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Name } from '#components/ui/name.tsx';
import { Section } from '#components/ui/section.tsx';
import type { GroupDetail, GroupMember, GroupType } from '#lib/api/schemas/groups.ts';
import { formatCount, formatShare, NO_VALUE } from '#lib/client/format-number.ts';
import { readableName } from '#lib/client/readable-name.ts';
import { memberAnchor } from './cause-proof.ts';
import { partitionRanges } from './partition-ranges.ts';
import { tasksText } from './streams-tasks.ts';

const MOST_NAMED = 4;
const MOST_LAG_FIRST: SortState = { columnId: 'lag', descending: true };
const MOST_HELD_FIRST: SortState = { columnId: 'held', descending: true };

/** Who holds which partitions, and how much of the lag; those who hold none are named. */
export function MemberTable({ cluster, group }: { cluster: string; group: GroupDetail }) {
  const [sort, setSort] = useState(group.type === 'share' ? MOST_HELD_FIRST : MOST_LAG_FIRST);
  const total = group.lag;
  const { type } = group;
  const columns = useMemo(() => columnsFor(type, total === null ? 0n : BigInt(total)), [type, total]);
  const model = useDataTable({
    id: 'group-members',
    columns,
    rows: group.memberList,
    getRowId: memberIdOf,
    sort,
    onSortChange: setSort,
  });
  return (
    <Section
      id="members"
      title="Members"
      note={memberNote(group)}
      end={
        <>
          <ColumnMenu model={model} look="bare" />
          <CsvButton model={model} look="bare" title={`${cluster} ${readableName(group.group)} members`} />
        </>
      }
    >
      <DataTable
        model={model}
        label="Members of the group"
        rowAnchor={({ memberId }) => memberAnchor(memberId)}
        empty={<NoMembers group={group} />}
      />
    </Section>
  );
}

/** Members of a share group have no lag of their own: they share partitions. Those of a streams group have tasks. */
function columnsFor(type: GroupType, total: bigint): Column<GroupMember>[] {
  const columns = memberColumns(total);
  if (type === 'share') return columns.filter(({ id }) => id !== 'lag' && id !== 'share' && id !== 'instance');
  if (type !== 'streams') return columns;
  return columns.toSpliced(
    columns.findIndex(({ id }) => id === 'held'),
    0,
    {
      id: 'tasks',
      header: 'Tasks',
      value: tasksText,
      cell: (row) => <Name>{tasksText(row)}</Name>,
      sortable: false,
      width: 190,
      grow: 260,
      priority: 4,
    },
  );
}

function memberColumns(total: bigint): Column<GroupMember>[] {
  return [
    {
      id: 'client',
      header: 'Client id',
      value: (row) => row.clientId,
      cell: (row) => <Name>{row.clientId}</Name>,
      width: 160,
      pinned: true,
      phone: 'title',
    },
    {
      id: 'instance',
      header: 'Static id',
      value: (row) => row.instanceId,
      cell: (row) => <PlainName name={row.instanceId} />,
      width: 120,
    },
    {
      id: 'host',
      header: 'Host',
      value: (row) => row.host,
      cell: (row) => <Name>{row.host}</Name>,
      width: 130,
      priority: 3,
      phone: 'status',
    },
    {
      id: 'held',
      header: 'Partitions',
      value: (row) => heldPartitions(row),
      align: 'end',
      descFirst: true,
      width: 90,
      priority: 3,
      phone: 'value',
      phoneUnit: 'partitions',
    },
    {
      id: 'which',
      header: 'Which',
      value: (row) => whichPartitions(row),
      cell: (row) => <Which row={row} />,
      sortable: false,
      width: 220,
      grow: 400,
      priority: 2,
    },
    {
      id: 'lag',
      header: 'Lag held',
      value: (row) => (row.lag === null ? null : BigInt(row.lag)),
      align: 'end',
      descFirst: true,
      width: 116,
      priority: 4,
      phone: 'aside',
      phoneUnit: 'behind',
    },
    {
      id: 'share',
      header: 'Share',
      value: (row) => (row.lag === null ? null : BigInt(row.lag)),
      csv: (row) => (row.lag === null ? null : formatShare(BigInt(row.lag), total)),
      cell: (row) => <Quiet>{row.lag === null ? NO_VALUE : formatShare(BigInt(row.lag), total)}</Quiet>,
      sortable: false,
      align: 'end',
      width: 80,
      priority: 2,
    },
    {
      id: 'memberId',
      header: 'Member id',
      value: (row) => row.memberId,
      cell: (row) => <Name>{row.memberId}</Name>,
      width: 260,
      hiddenAtFirst: true,
    },
  ];
}

function memberIdOf(row: GroupMember): string {
  return row.memberId;
}

function heldPartitions(row: GroupMember): number {
  return row.partitions.reduce((sum, topic) => sum + topic.partitions.length, 0);
}

function whichPartitions(row: GroupMember): string {
  return row.partitions.map((topic) => `${topic.topic} ${partitionRanges(topic.partitions)}`).join('; ');
}

function Which({ row }: { row: GroupMember }) {
  const text = whichPartitions(row);
  if (text === '') return <span className="text-warn">idle: holds none</span>;
  return <Name>{text}</Name>;
}

function memberNote({ members, memberList, membersBeforeRebalance }: GroupDetail): string {
  if (members === null) return 'not known';
  const idle = memberList
    .filter((member) => heldPartitions(member) === 0)
    .map((member) => readableName(member.clientId));
  const named =
    idle.slice(0, MOST_NAMED).join(', ') + (idle.length > MOST_NAMED ? ` and ${idle.length - MOST_NAMED} more` : '');
  const idleNote = memberList.length === 0 ? '' : idle.length === 0 ? ', none idle' : `, ${idle.length} idle: ${named}`;
  return `${formatCount(memberList.length)}${idleNote}${membersBeforeRebalance ? ', as before the rebalance' : ''}`;
}

function NoMembers({ group }: { group: GroupDetail }) {
  if (group.members === null) {
    return (
      <EmptyState title="The members are not known">
        {group.failure?.message ?? 'Only members that speak the consumer protocol are read.'}
      </EmptyState>
    );
  }
  if (group.assignOnly) {
    return (
      <EmptyState title="This group never has members">
        Its consumers choose their partitions themselves (assign), so Kafka does not know them.
      </EmptyState>
    );
  }
  return <EmptyState title="No members">Nothing consumes as this group now; its state is {group.state}.</EmptyState>;
}
