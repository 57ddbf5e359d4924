import Link from 'next/link';
import { NameCell, Quiet } from '#components/data-table/cells.tsx';
import type { Column } from '#components/data-table/column.ts';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { Instant, Lasting } from '#components/ui/instant.tsx';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import { serverNow } from '#lib/client/clock.ts';
import { formatDuration } from '#lib/client/format-time.ts';
import { incidentPage } from '#lib/client/routes.ts';
import { incidentRank, lastedMs, severityLook, stateWords, subjectOf } from './incident-words.ts';
import { MutedMark } from './silences/muted-mark.tsx';
import { mutedWords } from './silences/silence-words.ts';
import { subjectPage } from './subject-page.ts';

/** The columns of a list of incidents. */
export const INCIDENT_COLUMNS: readonly Column<Incident>[] = [
  {
    id: 'severity',
    header: 'Severity',
    value: incidentRank,
    csv: ({ rule }) => rule.severity,
    cell: (incident) => <StatusBadge look={severityLook(incident)} />,
    width: 110,
    priority: 5,
    phone: 'status',
  },
  {
    id: 'subject',
    header: 'What',
    value: subjectOf,
    cell: (incident) => <NameCell href={subjectPage(incident, serverNow())} name={subjectOf(incident)} />,
    searchable: true,
    width: 200,
    grow: 220,
    pinned: true,
    phone: 'title',
  },
  {
    id: 'condition',
    header: 'Condition',
    value: ({ condition }) => condition,
    cell: (incident) => <ConditionCell incident={incident} />,
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
    value: lastedMs,
    cell: (incident) => <LastedCell incident={incident} />,
    // One that lasts has no figure yet to be sorted by.
    sortable: false,
    csv: false,
    width: 100,
    priority: 3,
    phone: 'aside',
  },
  {
    id: 'status',
    header: 'Status',
    value: statusText,
    cell: (incident) => <StatusCell incident={incident} />,
    searchable: true,
    width: 190,
    grow: 220,
    priority: 4,
    phone: 'value',
  },
  {
    id: 'rule',
    header: 'Rule',
    value: ({ rule }) => rule.name,
    searchable: true,
    width: 150,
    priority: 2,
  },
  {
    id: 'owner',
    header: 'Owner',
    value: ({ owner }) => owner?.team ?? null,
    searchable: true,
    width: 120,
    priority: 1,
  },
];

/** How it stands, with why nobody is told of it: what mutes it is found by its words. */
function statusText(incident: Incident): string {
  const { muted } = incident;
  return muted === null ? stateWords(incident) : `${stateWords(incident)}, muted ${mutedWords(muted, serverNow())}`;
}

function StatusCell({ incident }: { incident: Incident }) {
  const words = stateWords(incident);
  return (
    <span className="inline-flex max-w-full items-center gap-2">
      <span className="min-w-0 truncate">{isUnseen(incident) ? words : <Quiet>{words}</Quiet>}</span>
      <MutedMark muted={incident.muted} />
    </span>
  );
}

const isUnseen = ({ resolvedAt, ack }: Incident): boolean => resolvedAt === null && ack === null;

/** The row leads to the incident, and so do its words; its subject leads to the page of that. */
function ConditionCell({ incident }: { incident: Incident }) {
  return (
    <Link
      href={incidentPage(incident.cluster, incident.id)}
      prefetch={false}
      tabIndex={-1}
      className="hover:underline hover:underline-offset-3"
    >
      {incident.condition}
    </Link>
  );
}

function LastedCell({ incident }: { incident: Incident }) {
  const lasted = lastedMs(incident);
  return lasted === null ? <Lasting since={incident.since} /> : <Quiet>{formatDuration(lasted)}</Quiet>;
}
