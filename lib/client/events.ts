'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Event, EventPage } from '#lib/api/schemas/events.ts';
import { clusterPath, getJson, withParams } from './api.ts';
import { clusterKey } from './keys.ts';
import { allPages, type PageParam } from './paging.ts';

/** Which events; what is left out does not narrow. */
export interface EventFilter {
  group?: string;
  topic?: string;
  /** Kinds separated by commas. */
  kind?: string;
  /** With a group: also what happened to its topics, and to brokers. */
  related?: 'true';
  from?: string;
  to?: string;
}

/** One page of the events of a cluster, the newest first. */
function fetchEvents(cluster: string, filter: EventFilter, page: PageParam, signal?: AbortSignal) {
  return getJson<EventPage>(withParams(clusterPath(cluster, 'events'), { ...filter, ...page }), signal);
}

/** The newest events of a cluster; those that were read stay while more of them are asked for. */
export function useEvents(cluster: string, filter: EventFilter, limit: number) {
  return useQuery({
    queryKey: clusterKey(cluster, 'events', filter, limit),
    queryFn: ({ signal }) => fetchEvents(cluster, filter, { limit, cursor: null }, signal),
    placeholderData: keepPreviousData,
  });
}

const NO_EVENTS: Event[] = [];
const MOST_ON_A_CHART = 500;

/** What happened between two instants, the newest first; those of a range that moves on with each poll stay while it is read. */
export function useEventsBetween(cluster: string, filter: EventFilter, fromMs: number, toMs: number): Event[] {
  const range = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
  return useEvents(cluster, { ...filter, ...range }, MOST_ON_A_CHART).data?.items ?? NO_EVENTS;
}

/** All events that match, for a file. */
export function fetchAllEvents(cluster: string, filter: EventFilter): Promise<Event[]> {
  return allPages((page) => fetchEvents(cluster, filter, page));
}
