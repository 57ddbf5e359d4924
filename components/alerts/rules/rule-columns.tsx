import { Quiet } from '#components/data-table/cells.tsx';
import type { Column } from '#components/data-table/column.ts';
import { actionsColumn, nameColumn, type RowAction } from '#components/settings/columns.tsx';
import { Name } from '#components/ui/name.tsx';
import type { Rule } from '#lib/api/schemas/rules.ts';
import { formatCount } from '#lib/client/format-number.ts';
import { FromFile, NoSuchDestination, ToldDestinations } from './rule-marks.tsx';

const SEVERITY_ORDER = { critical: 0, error: 1, warning: 2, info: 3 };

/** The columns of the rules; nobody who may not change them is offered that. */
export const ruleColumns = (mayChange: boolean, actionsOf: (rule: Rule) => readonly RowAction[]): Column<Rule>[] => [
  nameColumn({
    id: 'name',
    header: 'Rule',
    name: ({ name }) => name,
    cell: (rule) => (
      <>
        <Name>{rule.name}</Name>
        {rule.enabled ? null : <span className="text-ink-3"> off</span>} <FromFile rule={rule} />
      </>
    ),
  }),
  {
    id: 'severity',
    header: 'Severity',
    value: ({ severity }) => SEVERITY_ORDER[severity],
    csv: ({ severity }) => severity,
    cell: ({ severity }) => severity,
    width: 90,
    priority: 4,
    phone: 'status',
  },
  {
    id: 'sentence',
    header: 'When',
    value: ({ sentence }) => sentence,
    cell: (rule) => (
      <>
        {rule.sentence}
        {/* On a phone there is no column of destinations. */}
        <NoSuchDestination rule={rule} className="ml-1 md:hidden" />
      </>
    ),
    searchable: true,
    width: 300,
    grow: 420,
    priority: 4,
    phone: 'note',
  },
  {
    id: 'destinations',
    header: 'Tells',
    value: ({ destinations, owners }) => [...destinations, ...owners].join(', ') || null,
    cell: (rule) => <ToldDestinations rule={rule} />,
    searchable: true,
    width: 150,
    priority: 3,
  },
  {
    id: 'firing',
    header: 'Firing',
    value: ({ firing }) => firing,
    cell: ({ firing }) =>
      firing === 0 ? <Quiet>0</Quiet> : <span className="font-semibold text-danger">{formatCount(firing)}</span>,
    align: 'end',
    descFirst: true,
    width: 80,
    priority: 4,
    phone: 'value',
    phoneUnit: 'firing',
  },
  ...(mayChange ? [actionsColumn<Rule>(230, actionsOf)] : []),
];
