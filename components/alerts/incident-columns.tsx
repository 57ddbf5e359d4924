import { NameCell, PlainName, Quiet } from '#components/data-table/cells.tsx';
import type { Column } from '#components/data-table/column.ts';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { Instant, Lasting } from '#components/ui/instant.tsx';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import { incidentPage } from '#lib/client/routes.ts';
import { incidentLook, incidentRank, resolutionWords, subjectOf } from './incident-words.ts';

/** The columns of a list of incidents. */
export const incidentColumns = (cluster: string): Column<Incident>[] => [
  {
    id: 'severity',
    header: 'State',
    value: incidentRank,
    csv: (incident) => incidentLook(incident).word,
    cell: (incident) => <StatusBadge look={incidentLook(incident)} />,
    width: 110,
    priority: 5,
    phone: 'status',
  },
  {
    id: 'subject',
    header: 'What',
    value: subjectOf,
    cell: (incident) => <NameCell href={incidentPage(cluster, incident.id)} name={subjectOf(incident)} />,
    searchable: true,
    width: 200,
    grow: 260,
    pinned: true,
    phone: 'title',
  },
  {
    id: 'condition',
    header: 'Condition',
    value: ({ condition }) => condition,
    cell: ({ condition, resolvedAt }) => (resolvedAt === null ? condition : <Quiet>{condition}</Quiet>),
    searchable: true,
    width: 240,
    grow: 320,
    priority: 4,
    phone: 'note',
  },
  {
    id: 'opened',
    header: 'Since',
    value: ({ since }) => since,
    cell: ({ since }) => <Instant at={since} />,
    descFirst: true,
    width: 110,
    priority: 3,
  },
  {
    id: 'lasts',
    header: 'For',
    value: ({ since, resolvedAt }) => (resolvedAt === null ? null : Date.parse(resolvedAt) - Date.parse(since)),
    cell: (incident) => <LastedCell incident={incident} />,
    csv: false,
    sortable: false,
    width: 110,
    priority: 3,
    phone: 'aside',
  },
  {
    id: 'seen',
    header: 'Seen by',
    value: ({ ack }) => ack?.by ?? null,
    cell: ({ ack }) => <PlainName name={ack?.by ?? null} />,
    searchable: true,
    width: 150,
    priority: 2,
  },
  {
    id: 'rule',
    header: 'Rule',
    value: ({ rule }) => rule.name,
    searchable: true,
    width: 150,
    priority: 2,
  },
];

function LastedCell({ incident }: { incident: Incident }) {
  if (incident.resolvedAt === null) return <Lasting since={incident.since} />;
  return <Quiet>{resolutionWords(incident) ?? 'over'}</Quiet>;
}
