import type { Phrase } from '#components/ui/answer.tsx';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import type { Incidents } from '#lib/client/alerts.ts';
import { formatCount } from '#lib/client/format-number.ts';
import { formatTime } from '#lib/client/format-time.ts';
import { alertsPage } from '#lib/client/routes.ts';

/** What is known of a cluster's incidents. */
export interface Known {
  cluster: string;
  firing: Incidents;
  /** When the last one ended; null where none did, or that is not known. */
  calmSince: string | null;
  /** A rule is switched on. */
  isWatched: boolean;
}

/** "3 incidents fire on prod; at 1 of them nobody looks yet." Or since when nothing does. */
export function incidentsAnswer({ cluster, firing, calmSince, isWatched }: Known, now: number): Phrase[] {
  const name: Phrase = { key: 'cluster', text: cluster, name: true };
  const { items, nextCursor } = firing;
  if (items.length === 0) {
    if (!isWatched) {
      const off = { key: 'rules', text: 'no rule is switched on', href: `${alertsPage(cluster)}?tab=rules` };
      return ['Nothing can fire on ', name, ': ', off, '.'];
    }
    if (calmSince === null) return ['Nothing fires on ', name, '.'];
    return ['Nothing has fired on ', name, ` since ${formatTime(calmSince, now)}.`];
  }
  const count = nextCursor === null ? items.length : firing.firing;
  const unseen = items.filter(({ ack }) => ack === null).length;
  return [
    {
      key: 'count',
      text: count === 1 ? '1 incident fires' : `${formatCount(count)} incidents fire`,
      strong: true,
      tone: unseen > 0 ? 'danger' : 'warn',
    },
    ' on ',
    name,
    // Who looks at those that were not read is not known.
    nextCursor === null ? seenWords(items.length, unseen) : '.',
  ];
}

function seenWords(count: number, unseen: number): string {
  if (unseen === 0) return count === 1 ? ', and somebody looks at it.' : ', and somebody looks at each.';
  if (unseen === count) return '; nobody has said yet that they look.';
  return `; at ${formatCount(unseen)} of them nobody looks yet.`;
}

/** When the last of these ended; null where older ones may have ended later, or none did. */
export function lastEnd(resolved: Incidents | undefined): string | null {
  if (resolved === undefined || resolved.nextCursor !== null) return null;
  return resolved.items.reduce<string | null>((last, { resolvedAt }) => later(last, resolvedAt), null);
}

/** Instants of the API are all written alike: the later one is the greater text. */
const later = (one: string | null, other: Incident['resolvedAt']): string | null =>
  one === null || (other !== null && other > one) ? other : one;
