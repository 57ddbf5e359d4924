'use client';
import { useMemo } from 'react';
import type { QueryLike } from '#components/ui/loaded.tsx';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import { type Incidents, useIncidents } from '#lib/client/alerts.ts';
import { formatCount } from '#lib/client/format-number.ts';

export const INCIDENT_STATES = ['firing', 'resolved'] as const;
/** Null: all. */
type StateFilter = (typeof INCIDENT_STATES)[number] | null;

/**
 * What fires on a cluster, what did, and the list of what was asked for. What fires is read whatever is asked for: nothing that is
 * over may push it out of sight. What is over also tells since when nothing fires.
 */
export function useIncidentList(cluster: string, state: StateFilter) {
  const firing = useIncidents(cluster, 'firing');
  const resolved = useIncidents(cluster, 'resolved', {
    enabled: state !== 'firing' || firing.data?.items.length === 0,
  });
  const asked = state === null ? [firing, resolved] : [state === 'firing' ? firing : resolved];
  const open = state === 'resolved' ? NONE : firing.data?.items;
  const over = state === 'firing' ? NONE : resolved.data?.items;
  const data = useMemo(() => open && over && [...open, ...over], [open, over]);
  const list: QueryLike<Incident[]> = {
    data,
    error: asked.find(({ error }) => error)?.error ?? null,
    isFetching: asked.some(({ isFetching }) => isFetching),
    refetch: () => asked.map(({ refetch }) => refetch()),
  };
  return { firing, resolved, list };
}

const NONE: Incident[] = [];

/** Which incidents are not in the list; null where all are. */
export function leftOutWords(state: StateFilter, firing?: Incidents, resolved?: Incidents): string | null {
  const parts = [
    state !== 'resolved' && firing?.nextCursor
      ? `Of ${formatCount(firing.firing)} that fire the newest ${formatCount(firing.items.length)} are here.`
      : null,
    state !== 'firing' && resolved?.nextCursor
      ? `Of those that are over the newest ${formatCount(resolved.items.length)} are here; the API has all of them.`
      : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(' ');
}
