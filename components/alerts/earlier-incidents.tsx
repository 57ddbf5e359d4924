import Link from 'next/link';
import { Instant } from '#components/ui/instant.tsx';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import { formatDuration } from '#lib/client/format-time.ts';
import { incidentPage } from '#lib/client/routes.ts';
import { lastedMs, resolutionWords } from './incident-words.ts';

/** The last incidents of the same target, each with what ended it. */
export function EarlierIncidents({ earlier }: { earlier: readonly Incident[] }) {
  if (earlier.length === 0) return <p className="py-3 text-ink-2">It never fired before, as far as is kept.</p>;
  return (
    <ul className="divide-y">
      {earlier.map((incident) => (
        <li key={incident.id} className="flex flex-wrap gap-x-3 gap-y-1 py-2">
          <Link
            href={incidentPage(incident.cluster, incident.id)}
            prefetch={false}
            className="underline underline-offset-3"
          >
            <Instant at={incident.since} />
          </Link>
          <span className="min-w-0 flex-1 basis-64 [overflow-wrap:anywhere]">{incident.condition}</span>
          <span className="text-ink-2">{endWords(incident)}</span>
        </li>
      ))}
    </ul>
  );
}

function endWords(incident: Incident): string {
  const lasted = lastedMs(incident);
  return lasted === null ? 'still firing' : `${resolutionWords(incident)} after ${formatDuration(lasted)}`;
}
