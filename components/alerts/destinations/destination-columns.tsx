import { Quiet } from '#components/data-table/cells.tsx';
import type { Column } from '#components/data-table/column.ts';
import { actionsColumn, instantColumn, nameColumn, type RowAction } from '#components/settings/columns.tsx';
import type { Destination } from '#lib/api/schemas/destinations.ts';
import { formatCount } from '#lib/client/format-number.ts';
import { KINDS } from './destination-fields.ts';

const kindWords = ({ kind }: Destination): string => KINDS.find(({ value }) => value === kind)?.label ?? kind;
const settingWords = ({ settings, usable }: Destination): string =>
  usable
    ? Object.entries(settings)
        .flatMap(([name, value]) => (name === 'title' || name === 'text' ? [] : value))
        .join(' · ')
    : 'its secrets cannot be opened: enter them anew';

/** The columns of the destinations. */
export const destinationColumns = (
  actionsOf: (destination: Destination) => readonly RowAction[],
): Column<Destination>[] => [
  nameColumn({ id: 'name', header: 'Destination', name: ({ name }) => name }),
  { id: 'kind', header: 'Kind', value: kindWords, width: 130, priority: 3, phone: 'note' },
  {
    id: 'settings',
    header: 'Goes to',
    value: settingWords,
    cell: (destination) =>
      destination.usable ? (
        <Quiet>{settingWords(destination)}</Quiet>
      ) : (
        <span className="text-danger">{settingWords(destination)}</span>
      ),
    searchable: true,
    width: 220,
    grow: 320,
    priority: 3,
  },
  { id: 'rules', header: 'Rules', value: ({ rules }) => rules, align: 'end', width: 70, priority: 2 },
  {
    id: 'owners',
    header: 'Owners',
    value: ({ owners }) => owners.join(', ') || null,
    searchable: true,
    width: 120,
    priority: 1,
  },
  instantColumn({
    id: 'delivered',
    header: 'Last delivered',
    at: ({ lastDeliveredAt }) => lastDeliveredAt,
    none: 'never',
    width: 120,
    priority: 3,
  }),
  {
    id: 'undelivered',
    header: 'Waiting',
    value: ({ waiting, parked }) => waiting + parked,
    cell: ({ waiting, parked }) =>
      parked > 0 ? (
        <span className="text-danger">
          {formatCount(waiting)}, {formatCount(parked)} parked
        </span>
      ) : (
        <Quiet>{formatCount(waiting)}</Quiet>
      ),
    align: 'end',
    width: 120,
    priority: 4,
    phone: 'status',
  },
  actionsColumn(310, actionsOf),
];
