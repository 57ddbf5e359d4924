'use client';
import { useMemo, useState } from 'react';
import type { z } from 'zod';
import type { Column } from '#components/data-table/column.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import type { SortState } from '#components/data-table/sort-state.ts';
import { CsvButton } from '#components/data-table/table-controls.tsx';
import type { RowTone } from '#components/data-table/table-row.tsx';
import { useDataTable } from '#components/data-table/use-data-table.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Name } from '#components/ui/name.tsx';
import { SearchField } from '#components/ui/search-field.tsx';
import type { TopicDetail, topicConfigSchema } from '#lib/api/schemas/topics.ts';
import { NO_VALUE } from '#lib/client/format-number.ts';

type TopicConfig = z.infer<typeof topicConfigSchema>;

const SET_FIRST: SortState = { columnId: 'set', descending: false };

const COLUMNS: Column<TopicConfig>[] = [
  {
    id: 'name',
    header: 'Setting',
    value: (row) => row.name,
    cell: (row) => <Name>{row.name}</Name>,
    width: 260,
    pinned: true,
    searchable: true,
    phone: 'title',
  },
  {
    id: 'value',
    header: 'Value',
    value: (row) => row.value,
    cell: (row) => <ConfigValue row={row} />,
    sortable: false,
    width: 220,
    grow: 420,
    priority: 3,
    searchable: true,
    phone: 'note',
  },
  {
    id: 'set',
    header: 'Where it is set',
    value: (row) => (row.isDefault ? 1 : 0),
    csv: (row) => row.source,
    cell: (row) => <span className={row.isDefault ? 'text-ink-3' : 'font-medium'}>{sourceWords(row)}</span>,
    width: 180,
    priority: 2,
    phone: 'aside',
  },
];

/** How the topic is set up; what somebody set stands first. */
export function TopicConfigTable({ cluster, topic }: { cluster: string; topic: TopicDetail }) {
  const [sort, setSort] = useState(SET_FIRST);
  const [search, setSearch] = useState('');
  const rows = useMemo(() => topic.configs?.toSorted((a, b) => (a.name < b.name ? -1 : 1)), [topic.configs]);
  const model = useDataTable({
    id: 'topic-config',
    columns: COLUMNS,
    rows: rows ?? [],
    getRowId: nameOf,
    sort,
    onSortChange: setSort,
    search,
  });
  if (!rows) {
    return topic.failure ? (
      <EmptyState title="The configuration cannot be read">{topic.failure.message}</EmptyState>
    ) : (
      <EmptyState title="The configuration has not been read yet">It is read less often than offsets.</EmptyState>
    );
  }
  return (
    <>
      <div className="flex flex-wrap items-center justify-end gap-2 pb-2">
        <SearchField
          label="Filter settings"
          value={search}
          onValueChange={setSearch}
          className="w-full md:mr-auto md:w-72"
        />
        <CsvButton model={model} look="bare" title={`${cluster} ${topic.name} configuration`} />
      </div>
      <DataTable
        model={model}
        label="Configuration of the topic"
        rowTone={toneOf}
        rowVersion={(row) => row.value ?? ''}
        empty={<EmptyState title="No setting matches" />}
      />
    </>
  );
}

function ConfigValue({ row }: { row: TopicConfig }) {
  if (row.sensitive) return <span className="text-ink-3">hidden by Kafka</span>;
  if (row.value === null) return <span className="text-ink-3">{NO_VALUE}</span>;
  if (row.value === '') return <span className="text-ink-3">empty</span>;
  return <Name>{row.value}</Name>;
}

/** `DYNAMIC_TOPIC_CONFIG` in words. */
function sourceWords({ source }: TopicConfig): string {
  const words: Record<string, string> = {
    DYNAMIC_TOPIC_CONFIG: 'on this topic',
    DYNAMIC_BROKER_CONFIG: 'on the broker',
    DYNAMIC_DEFAULT_BROKER_CONFIG: 'for all brokers',
    STATIC_BROKER_CONFIG: "in the broker's file",
    DEFAULT_CONFIG: 'default',
  };
  return words[source] ?? source.toLowerCase().replaceAll('_', ' ');
}

function nameOf(row: TopicConfig): string {
  return row.name;
}

function toneOf(row: TopicConfig): RowTone | null {
  return row.isDefault ? 'faded' : null;
}
