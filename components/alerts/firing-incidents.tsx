'use client';
import Link from 'next/link';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { Lasting } from '#components/ui/instant.tsx';
import { Name } from '#components/ui/name.tsx';
import { Section } from '#components/ui/section.tsx';
import { useIncidents } from '#lib/client/alerts.ts';
import { alertsPage, incidentPage } from '#lib/client/routes.ts';
import { incidentLook, incidentRank, subjectOf } from './incident-words.ts';
import { MutedMark } from './silences/muted-mark.tsx';

const SHOWN = 5;

/** What fires on a cluster, the worst first; nothing is said where nothing does. */
export function FiringIncidents({ cluster }: { cluster: string }) {
  const { data } = useIncidents(cluster, 'firing');
  const items = (data?.items ?? []).toSorted((one, other) => incidentRank(one) - incidentRank(other));
  if (items.length === 0) return null;
  return (
    <Section
      id="firing"
      title="Firing"
      note={items.length > SHOWN ? `the ${SHOWN} worst of ${data?.firing}` : `${items.length}`}
      end={
        <Link href={alertsPage(cluster)} prefetch={false} className="link">
          All incidents
        </Link>
      }
    >
      <ul>
        {items.slice(0, SHOWN).map((incident) => (
          <li key={incident.id} className="flex min-h-[33px] flex-wrap items-center gap-x-3 border-b py-1">
            <StatusBadge look={incidentLook(incident)} />
            <Link
              href={incidentPage(cluster, incident.id)}
              prefetch={false}
              className="min-w-0 truncate hover:underline"
            >
              <Name>{subjectOf(incident)}</Name>
            </Link>
            <span className="min-w-0 flex-1 truncate text-ink-2">{incident.condition}</span>
            <MutedMark muted={incident.muted} />
            <span className="whitespace-nowrap text-ink-2">
              {incident.ack === null ? null : `${incident.ack.by}, `}
              <Lasting since={incident.since} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
