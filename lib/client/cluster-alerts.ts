'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Delivery } from '#lib/api/schemas/destinations.ts';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import type { Rule } from '#lib/api/schemas/rules.ts';
import type { Incidents } from './alerts.ts';
import { getJson, withParams } from './api.ts';
import type { ApiError } from './api-error.ts';
import { clusterKey, rulesKey } from './keys.ts';

const MOST_INCIDENTS = 100;
/** Somebody else may change a rule; that need not be seen at once. */
const AGAIN_MS = 30_000;
const NO_RULES: Rule[] = [];
const NO_INCIDENTS: Incident[] = [];

/** The rules that are over a group, switched on or not. */
export function useRulesOver(cluster: string, group: string): Rule[] {
  const { data } = useQuery<{ items: Rule[] }, ApiError>({
    queryKey: [...rulesKey, 'over', cluster, group],
    queryFn: ({ signal }) => getJson(withParams('/api/v1/rules', { cluster, group }), signal),
    refetchInterval: AGAIN_MS,
  });
  return data?.items ?? NO_RULES;
}

/** The newest incidents of a group that lasted at some time between two instants; those of a range that moves on with each poll stay while it is read. */
export function useIncidentsBetween(cluster: string, group: string, fromMs: number, toMs: number): Incident[] {
  const [from, to] = [fromMs, toMs].map((ms) => new Date(ms).toISOString());
  const { data } = useQuery<Incidents, ApiError>({
    queryKey: clusterKey(cluster, 'incidents', 'between', group, from, to),
    queryFn: ({ signal }) =>
      getJson(withParams('/api/v1/incidents', { cluster, group, from, to, limit: MOST_INCIDENTS }), signal),
    placeholderData: keepPreviousData,
  });
  return data?.items ?? NO_INCIDENTS;
}

const MOST_PARKED = 100;

/** The newest notices of a cluster that a destination refused; `enabled` only for those who may see destinations. */
export function useParkedDeliveries(cluster: string, { enabled }: { enabled: boolean }) {
  return useQuery<{ items: Delivery[] }, ApiError>({
    queryKey: clusterKey(cluster, 'deliveries', 'parked'),
    queryFn: ({ signal }) =>
      getJson(withParams('/api/v1/deliveries', { cluster, state: 'parked', limit: MOST_PARKED }), signal),
    enabled,
  });
}
