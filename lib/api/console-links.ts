import type { ConsoleLinks } from '#lib/alerts/notice-of.ts';
import { groupSlug } from './group-slug.ts';

/** What is shown of the time before an incident began. */
const BEFORE_MS = 3_600_000;

/** Addresses of the console's pages, for whoever is told of something outside it. */
export function consoleLinks(origin: string): ConsoleLinks {
  const page = (cluster: string) => `${origin}/clusters/${encodeURIComponent(cluster)}`;
  return {
    incidents: (cluster) => `${page(cluster)}/alerts`,
    incident: (cluster, id) => `${page(cluster)}/alerts/${id}`,
    group(cluster, group, sinceMs) {
      const from = new Date(sinceMs - BEFORE_MS).toISOString();
      return `${page(cluster)}/groups/${groupSlug(group)}?from=${from}`;
    },
  };
}
