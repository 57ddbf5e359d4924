import Link from 'next/link';
import { incidentLook } from '#components/alerts/incident-words.ts';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { Instant } from '#components/ui/instant.tsx';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import { plural } from '#lib/client/format-number.ts';
import { alertsPage, incidentPage } from '#lib/client/routes.ts';

/** Listed below a chart; the alerts page has them all. */
const MOST = 5;

/** What the bands in a chart stand for, the newest first, each with the way to its page. */
export function IncidentLegend({ cluster, incidents }: { cluster: string; incidents: readonly Incident[] }) {
  if (incidents.length === 0) return null;
  const more = incidents.length - MOST;
  return (
    <ul aria-label="Incidents in the chart" className="mt-2 ml-(--label) flex flex-col gap-1 text-sm text-ink-2">
      {incidents.slice(0, MOST).map((incident) => (
        <li key={incident.id} className="flex flex-wrap items-baseline gap-x-2">
          <StatusBadge look={incidentLook(incident)} />
          <Link
            href={incidentPage(cluster, incident.id)}
            prefetch={false}
            className="min-w-0 underline decoration-line-strong underline-offset-3 [overflow-wrap:anywhere] hover:decoration-current"
          >
            {incident.rule.name}
          </Link>
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {incident.condition}, <Instant at={incident.since} />
            {incident.resolvedAt === null ? ' until now' : ' to '}
            {incident.resolvedAt === null ? null : <Instant at={incident.resolvedAt} />}
          </span>
        </li>
      ))}
      {more > 0 ? (
        <li>
          <Link href={alertsPage(cluster)} prefetch={false} className="link">
            and {plural(more, 'more incident')}
          </Link>
        </li>
      ) : null}
    </ul>
  );
}
