'use client';
import { PlainName, Quiet } from '#components/data-table/cells.tsx';
import type { Column } from '#components/data-table/column.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import type { SortState } from '#components/data-table/sort-state.ts';
import { ColumnMenu, CsvButton, PhoneSortMenu } from '#components/data-table/table-controls.tsx';
import { useDataTable } from '#components/data-table/use-data-table.ts';
import { useSortAddress } from '#components/data-table/use-table-address.ts';
import { BROKER_STATE } from '#components/status/broker-state.ts';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { Bytes } from '#components/ui/amount.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Instant, Lasting } from '#components/ui/instant.tsx';
import { Section } from '#components/ui/section.tsx';
import type { Broker } from '#lib/api/schemas/brokers.ts';
import { formatCount } from '#lib/client/format-number.ts';

const BY_ID: SortState = { columnId: 'broker', descending: false };
const STATE_RANK = { down: 0, unreachable: 1, up: 2 };

const COLUMNS: Column<Broker>[] = [
  {
    id: 'broker',
    header: 'Broker',
    value: (row) => row.brokerId,
    cell: (row) => <span className="font-medium max-md:before:content-['Broker_']">{row.brokerId}</span>,
    width: 72,
    pinned: true,
    phone: 'title',
  },
  {
    id: 'state',
    header: 'State',
    value: (row) => STATE_RANK[row.state],
    csv: (row) => row.state,
    cell: (row) => <StatusBadge look={BROKER_STATE[row.state]} />,
    width: 136,
    priority: 6,
    phone: 'status',
  },
  {
    id: 'since',
    header: 'For',
    value: (row) => row.stateSince,
    cell: (row) => (
      <Quiet>
        <Lasting since={row.stateSince} />
      </Quiet>
    ),
    width: 112,
    priority: 5,
    phone: 'aside',
  },
  {
    id: 'host',
    header: 'Address',
    value: (row) => (row.host === null ? null : `${row.host}:${row.port}`),
    cell: (row) => <PlainName name={row.host === null ? null : `${row.host}:${row.port}`} />,
    width: 190,
    grow: 320,
    priority: 3,
  },
  { id: 'rack', header: 'Rack', value: (row) => row.rack, width: 90 },
  {
    id: 'leaders',
    header: 'Leads',
    value: (row) => row.leaders,
    align: 'end',
    descFirst: true,
    width: 80,
    priority: 4,
  },
  {
    id: 'replicas',
    header: 'In sync',
    value: (row) => row.inSyncReplicas,
    csv: (row) => `${row.inSyncReplicas} of ${row.replicas}`,
    cell: (row) => <InSync row={row} />,
    align: 'end',
    width: 120,
    priority: 5,
    phone: 'value',
    phoneUnit: 'in sync',
  },
  {
    id: 'underReplicated',
    header: 'Under-replicated led',
    value: (row) => row.underReplicatedLed,
    cell: (row) => <Trouble count={row.underReplicatedLed} />,
    align: 'end',
    descFirst: true,
    width: 144,
    priority: 3,
  },
  {
    id: 'notPreferred',
    header: 'Not preferred led',
    value: (row) => row.notPreferredLed,
    align: 'end',
    descFirst: true,
    width: 128,
    priority: 2,
  },
  {
    id: 'bytes',
    header: 'On disk',
    value: (row) => (row.logDirBytes === null ? null : BigInt(row.logDirBytes)),
    cell: (row) => <Bytes value={row.logDirBytes} />,
    align: 'end',
    descFirst: true,
    width: 96,
    priority: 4,
  },
  {
    id: 'seen',
    header: 'Seen since',
    value: (row) => row.seenSince,
    cell: (row) => (
      <Quiet>
        <Instant at={row.seenSince} />
      </Quiet>
    ),
    align: 'end',
    width: 110,
  },
];

/** One row per broker: is it there, what does it lead, what does it keep in sync. */
export function BrokerTable({ cluster, brokers }: { cluster: string; brokers: readonly Broker[] | undefined }) {
  const [sort, setSort] = useSortAddress(COLUMNS, BY_ID);
  const model = useDataTable({
    id: 'brokers',
    columns: COLUMNS,
    rows: brokers,
    getRowId: idOf,
    sort,
    onSortChange: setSort,
  });
  return (
    <Section
      id="brokers"
      title="Brokers"
      note={brokers?.length ? formatCount(brokers.length) : ''}
      end={
        <>
          <PhoneSortMenu model={model} />
          <ColumnMenu model={model} look="bare" />
          <CsvButton model={model} look="bare" title={`${cluster} brokers`} />
        </>
      }
    >
      <DataTable
        model={model}
        label="Brokers"
        skeletonRows={3}
        rowTone={(row) => (row.state === 'down' ? 'danger' : null)}
        rowNote={(row) => (row.failure === null ? null : row.failure.message)}
        rowVersion={(row) => row.state}
        empty={
          <EmptyState title="No broker has been seen yet">
            They appear with the first poll that any of them answers.
          </EmptyState>
        }
      />
    </Section>
  );
}

function InSync({ row }: { row: Broker }) {
  return (
    <span className={row.inSyncReplicas < row.replicas ? 'text-warn' : ''}>
      {formatCount(row.inSyncReplicas)} of {formatCount(row.replicas)}
    </span>
  );
}

function Trouble({ count }: { count: number }) {
  return <span className={count > 0 ? 'text-warn' : 'text-ink-3'}>{formatCount(count)}</span>;
}

function idOf(row: Broker): string {
  return String(row.brokerId);
}
