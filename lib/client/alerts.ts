'use client';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  Delivery,
  Destination,
  DestinationChange,
  DestinationInput,
  DestinationList,
  Preview,
  TestDelivery,
} from '#lib/api/schemas/destinations.ts';
import type { AckInput, Incident, IncidentDetail } from '#lib/api/schemas/incidents.ts';
import type { PendingList } from '#lib/api/schemas/pending.ts';
import type { WithReason } from '#lib/api/schemas/reason.ts';
import type { ChangedRule, Rule, RuleChange, RuleInput } from '#lib/api/schemas/rules.ts';
import { getJson, sendJson, withParams } from './api.ts';
import type { ApiError } from './api-error.ts';
import { clusterKey, destinationsKey, rulesKey } from './keys.ts';

export interface Incidents {
  items: Incident[];
  nextCursor: string | null;
  firing: number;
}

/** What fires is sorted by how bad it is, so all of it is read; of what is over the newest will do. */
const MOST_INCIDENTS = { firing: 1000, resolved: 200 };
/** What is of no cluster is renewed by no poll. */
const AGAIN_MS = 5_000;

/** The incidents of a cluster that are open, or those that are over, the newest first; renewed with every poll. */
export function useIncidents(
  cluster: string,
  state: keyof typeof MOST_INCIDENTS,
  { enabled = true }: { enabled?: boolean } = {},
) {
  return useQuery<Incidents, ApiError>({
    queryKey: clusterKey(cluster, 'incidents', state),
    queryFn: ({ signal }) =>
      getJson(withParams('/api/v1/incidents', { cluster, state, limit: MOST_INCIDENTS[state] }), signal),
    enabled,
  });
}

/** How many incidents of a cluster are open; renewed with every poll. */
export function useFiringCount(cluster: string): number {
  const { data } = useQuery<Incidents, ApiError>({
    queryKey: clusterKey(cluster, 'incidents', 'count'),
    queryFn: ({ signal }) => getJson(withParams('/api/v1/incidents', { cluster, state: 'firing', limit: 1 }), signal),
  });
  return data?.firing ?? 0;
}

/** What is about to fire on a cluster, the soonest first; renewed with every poll. */
export function usePending(cluster: string, limit: number) {
  return useQuery<PendingList, ApiError>({
    queryKey: clusterKey(cluster, 'incidents', 'pending', limit),
    queryFn: ({ signal }) => getJson(withParams('/api/v1/incidents/pending', { cluster, limit }), signal),
  });
}

/** One incident, with those of the same target before it. */
export function useIncident(cluster: string, id: string) {
  return useQuery<IncidentDetail, ApiError>({
    queryKey: clusterKey(cluster, 'incidents', 'one', id),
    queryFn: ({ signal }) => getJson(`/api/v1/incidents/${encodeURIComponent(id)}`, signal),
  });
}

export function useAcknowledge(cluster: string, onDone: () => void) {
  const queries = useQueryClient();
  return useMutation<unknown, ApiError, Pick<Incident, 'id'> & AckInput>({
    mutationFn: ({ id, ...ack }) => sendJson('POST', `/api/v1/incidents/${encodeURIComponent(id)}/ack`, ack),
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: clusterKey(cluster, 'incidents') }),
  });
}

/** All rules, or those over a cluster. */
export function useRules({ cluster }: { cluster?: string } = {}) {
  return useQuery<{ items: Rule[] }, ApiError>({
    queryKey: cluster === undefined ? rulesKey : [...rulesKey, 'over', cluster],
    queryFn: ({ signal }) => getJson(withParams('/api/v1/rules', { cluster }), signal),
    refetchInterval: AGAIN_MS,
  });
}

/** Makes a rule, or changes one as it was when somebody looked at it. */
export function useSaveRule(before: Pick<Rule, 'id' | 'updatedAt'> | null, onDone: (saved: ChangedRule) => void) {
  const queries = useQueryClient();
  const change = ({ id, updatedAt: unchangedSince }: Pick<Rule, 'id' | 'updatedAt'>, rule: RuleInput) =>
    sendJson<ChangedRule>('PUT', `/api/v1/rules/${encodeURIComponent(id)}`, {
      ...rule,
      unchangedSince,
    } satisfies RuleChange);
  return useMutation<ChangedRule, ApiError, RuleInput>({
    mutationFn: (rule) => (before === null ? sendJson('POST', '/api/v1/rules', rule) : change(before, rule)),
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: rulesKey }),
  });
}

export function useDeleteRule(onDone: () => void) {
  const queries = useQueryClient();
  return useMutation<Rule, ApiError, Pick<Rule, 'id'> & WithReason>({
    mutationFn: ({ id, reason }) =>
      sendJson('DELETE', withParams(`/api/v1/rules/${encodeURIComponent(id)}`, { reason })),
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: rulesKey }),
  });
}

/** All destinations; `enabled` only for those who may see them. */
export function useDestinations({ enabled = true }: { enabled?: boolean } = {}) {
  return useQuery<DestinationList, ApiError>({
    queryKey: destinationsKey,
    queryFn: ({ signal }) => getJson('/api/v1/destinations', signal),
    enabled,
    refetchInterval: AGAIN_MS,
  });
}

function useDestinationRenewal() {
  const queries = useQueryClient();
  return () => {
    queries.invalidateQueries({ queryKey: destinationsKey });
    // Rules follow the name of a destination.
    queries.invalidateQueries({ queryKey: rulesKey });
  };
}

export function useCreateDestination(onDone: () => void) {
  const renew = useDestinationRenewal();
  return useMutation<unknown, ApiError, DestinationInput>({
    mutationFn: (destination) => sendJson('POST', '/api/v1/destinations', destination),
    // Secrets are not kept once they were sent.
    gcTime: 0,
    onSuccess: onDone,
    onSettled: renew,
  });
}

export function useChangeDestination(onDone: () => void) {
  const renew = useDestinationRenewal();
  return useMutation<unknown, ApiError, Pick<Destination, 'id'> & DestinationChange>({
    mutationFn: ({ id, ...change }) => sendJson('PATCH', `/api/v1/destinations/${encodeURIComponent(id)}`, change),
    gcTime: 0,
    onSuccess: onDone,
    onSettled: renew,
  });
}

export function useDeleteDestination(onDone: () => void) {
  const renew = useDestinationRenewal();
  return useMutation<Destination, ApiError, Pick<Destination, 'id'> & WithReason>({
    mutationFn: ({ id, reason }) =>
      sendJson('DELETE', withParams(`/api/v1/destinations/${encodeURIComponent(id)}`, { reason })),
    onSuccess: onDone,
    onSettled: renew,
  });
}

/** What a destination of this would be told; `asked` is a PreviewInput as JSON. What was shown stays until the next is there. */
export function useDestinationPreview(asked: string) {
  return useQuery<Preview, ApiError>({
    queryKey: ['destination-preview', asked],
    queryFn: () => sendJson('POST', '/api/v1/destinations/preview', JSON.parse(asked)),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export function useTestDestination() {
  return useMutation<TestDelivery, ApiError, string>({
    mutationFn: (id) => sendJson('POST', `/api/v1/destinations/${encodeURIComponent(id)}/test`),
  });
}

/** The newest deliveries to a destination; those that were read stay while more of them are asked for. */
export function useDeliveries(destination: string, limit: number) {
  return useQuery<{ items: Delivery[]; nextCursor: string | null }, ApiError>({
    queryKey: [...destinationsKey, destination, 'deliveries', limit],
    queryFn: ({ signal }) => getJson(withParams('/api/v1/deliveries', { destination, limit }), signal),
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  });
}

export function useRedeliver() {
  const queries = useQueryClient();
  return useMutation<Delivery, ApiError, string>({
    mutationFn: (id) => sendJson('POST', `/api/v1/deliveries/${encodeURIComponent(id)}/redeliver`),
    onSettled: () => queries.invalidateQueries({ queryKey: destinationsKey }),
  });
}
