import { ChevronDown, ChevronRight } from 'lucide-react';
import { PlainName } from '#components/data-table/cells.tsx';
import type { Column } from '#components/data-table/column.ts';
import { AUDIT_OUTCOME } from '#components/status/audit-outcome.ts';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Name } from '#components/ui/name.tsx';
import type { AuditEntry } from '#lib/api/schemas/audit.ts';
import { detailsIdOf } from './audit-details.tsx';

/** Which entries show all they say, and what shows or hides that of one. */
export interface OpenEntries {
  ids: ReadonlySet<string>;
  toggle: (id: string) => void;
}

/** When, how it ended, who, what, to what, on which cluster, from where. */
export const auditColumns = (open: OpenEntries): Column<AuditEntry>[] => [
  {
    id: 'at',
    header: 'When',
    value: ({ at }) => at,
    cell: (entry) => <When entry={entry} open={open} />,
    width: 132,
    grow: 0,
    sortable: false,
    pinned: true,
    phone: 'aside',
  },
  {
    id: 'outcome',
    header: 'Outcome',
    value: ({ outcome }) => AUDIT_OUTCOME[outcome].word,
    cell: ({ outcome }) => <StatusBadge look={AUDIT_OUTCOME[outcome]} />,
    width: 130,
    grow: 0,
    sortable: false,
    priority: 5,
    phone: 'status',
  },
  {
    id: 'actor',
    header: 'Who',
    value: ({ actor }) => actor.name,
    cell: ({ actor }) => <Actor actor={actor} />,
    width: 170,
    sortable: false,
    priority: 6,
  },
  {
    id: 'action',
    header: 'What',
    value: ({ action }) => action,
    cell: ({ action }) => <Name>{action}</Name>,
    width: 150,
    sortable: false,
    pinned: true,
    phone: 'title',
  },
  {
    id: 'target',
    header: 'Target',
    value: ({ target }) => target,
    cell: ({ target }) => <PlainName name={target} />,
    width: 200,
    grow: 400,
    sortable: false,
    priority: 4,
  },
  {
    id: 'cluster',
    header: 'Cluster',
    value: ({ cluster }) => cluster,
    cell: ({ cluster }) => <PlainName name={cluster} />,
    width: 110,
    sortable: false,
    priority: 3,
  },
  {
    id: 'address',
    header: 'From',
    value: ({ origin }) => origin.address,
    cell: ({ origin }) => <PlainName name={origin.address} />,
    width: 120,
    sortable: false,
    priority: 2,
  },
];

/** When it was, as what opens the rest of it. */
function When({ entry: { id, at, action }, open }: { entry: AuditEntry; open: OpenEntries }) {
  const isOpen = open.ids.has(id);
  const Arrow = isOpen ? ChevronDown : ChevronRight;
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-expanded={isOpen}
      aria-controls={detailsIdOf(id)}
      onClick={() => open.toggle(id)}
      className="inline-flex items-center gap-1.5 align-top whitespace-nowrap hover:underline hover:underline-offset-3 max-md:-my-2 max-md:flex-row-reverse max-md:py-2"
    >
      <Arrow aria-hidden="true" className="size-3.5 flex-none text-ink-3" />
      <Instant at={at} />
      <span className="sr-only">: all of {action}</span>
    </button>
  );
}

/** Whoever is no user is said to be what it is. */
export function Actor({ actor: { kind, name } }: Pick<AuditEntry, 'actor'>) {
  return (
    <>
      <Name>{name}</Name>
      {kind === 'user' || kind === name ? null : <span className="text-ink-3"> {kind}</span>}
    </>
  );
}
