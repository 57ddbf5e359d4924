import { noticeIdOf } from '#lib/alerts/notice-of.ts';
import { lossesOf, tellingsOf } from '#lib/alerts/store/incident-timeline.ts';
import type { StoredIncident } from '#lib/alerts/store/incidents.ts';
import { type TimelineEntry as Entry, type ToldDestination as Told, timelineOf } from '#lib/alerts/timeline.ts';
import type { Sql } from '#lib/db/database.ts';
import type { TimelineEntry, ToldDestination } from './schemas/incident-timeline.ts';

/** The timeline of an incident as the API tells it: destinations by name, and why they were not reached, `withNames` alone. */
export async function timelineAnswer(sql: Sql, incident: StoredIncident, withNames: boolean): Promise<TimelineEntry[]> {
  const told = await tellingsOf(sql, incident);
  const losses = await lossesOf(sql, incident);
  const isOwn = incident.noticeId === noticeIdOf(incident.id);
  return timelineOf(incident, told, { losses, isOwn }).map((entry) => entryAnswer(entry, withNames));
}

function entryAnswer(entry: Entry, withNames: boolean): TimelineEntry {
  const at = entry.at.toISOString();
  if (entry.kind !== 'told') return { ...entry, at };
  return { ...entry, at, destinations: entry.destinations.map((one) => destinationAnswer(one, withNames)) };
}

const destinationAnswer = (
  { name, state, settledAt, nextAt, attempts, reason }: Told,
  withNames: boolean,
): ToldDestination => ({
  name: withNames ? name : null,
  state,
  settledAt: settledAt?.toISOString() ?? null,
  nextAt: nextAt?.toISOString() ?? null,
  attempts,
  reason: withNames ? reason : null,
});
