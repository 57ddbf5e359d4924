'use client';
import Link from 'next/link';
import { useMemo } from 'react';
import { DataTable } from '#components/data-table/data-table.tsx';
import type { SortState } from '#components/data-table/sort-state.ts';
import { useDataTable } from '#components/data-table/use-data-table.ts';
import { groupVersion, worstGroupColumns } from '#components/groups/group-columns.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Section } from '#components/ui/section.tsx';
import type { GroupRow } from '#lib/api/schemas/groups.ts';
import { plural } from '#lib/client/format-number.ts';
import { groupIdOf } from '#lib/client/groups.ts';
import { groupPage, groupsPage } from '#lib/client/routes.ts';

const WORST_FIRST: SortState = { columnId: 'danger', descending: false };

/** The groups one would look at first. */
export function WorstGroups(props: { cluster: string; groups: readonly GroupRow[] | undefined; total: number }) {
  const { cluster, groups } = props;
  const columns = useMemo(() => worstGroupColumns(cluster), [cluster]);
  const model = useDataTable({
    id: 'worst-groups',
    columns,
    rows: groups,
    getRowId: groupIdOf,
    sort: WORST_FIRST,
    onSortChange: () => {},
    serverSide: true,
  });
  return (
    <Section
      id="groups"
      title="Groups by danger"
      note={groups ? `${groups.length} of ${plural(props.total, 'group')}` : ''}
      end={
        <Link href={groupsPage(cluster)} prefetch={false} className="link">
          All groups
        </Link>
      }
    >
      <DataTable
        model={model}
        label="Groups by danger"
        rowHref={(row) => groupPage(cluster, row.group)}
        rowVersion={groupVersion}
        skeletonRows={12}
        empty={
          <EmptyState title="No consumer groups">
            A group appears here with its first commit or its first member.
          </EmptyState>
        }
      />
    </Section>
  );
}
