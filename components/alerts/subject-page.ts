import type { Scope } from '#lib/alerts/scope.ts';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import { brokersPage, groupPage, overviewPage, topicPage } from '#lib/client/routes.ts';
import { LONGEST_RANGE_DAYS } from '#lib/client/time-range.ts';

/** What is shown of the time before an incident began, and after it ended. */
const AROUND_MS = 3_600_000;
const LONGEST_MS = LONGEST_RANGE_DAYS * 86_400_000;

/** The page of what an incident is about; charts of a group begin an hour before the incident did. */
export function subjectPage(incident: Incident, now: number): string {
  const { cluster, group } = incident;
  return group === null ? scopePage(incident) : `${groupPage(cluster, group)}?${aroundIncident(incident, now)}`;
}

/** The page of a group, a topic, of all brokers, or of the cluster. */
export function scopePage({ cluster, group, topic, broker }: Scope & { cluster: string }): string {
  if (group !== null) return groupPage(cluster, group);
  if (topic !== null) return topicPage(cluster, topic);
  return broker === null ? overviewPage(cluster) : brokersPage(cluster);
}

/** As the address of a page has its range: open while the incident lasts, and while the hour after it does. */
function aroundIncident({ since, resolvedAt }: Incident, now: number): URLSearchParams {
  const fromMs = Date.parse(since) - AROUND_MS;
  const range = new URLSearchParams({ from: new Date(fromMs).toISOString() });
  const endMs = resolvedAt === null ? now : Date.parse(resolvedAt) + AROUND_MS;
  // What is longer than charts can be is shown from its beginning.
  const toMs = Math.min(endMs, fromMs + LONGEST_MS);
  if (toMs < now) range.set('to', new Date(toMs).toISOString());
  return range;
}
