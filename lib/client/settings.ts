'use client';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Identity, IdentityDecision } from '#lib/api/schemas/identity.ts';
import type { ClusterSettingsList, EngineStatusList, Storage } from '#lib/api/schemas/settings.ts';
import { clusterPath, getJson, sendJson } from './api.ts';
import type { ApiError } from './api-error.ts';
import { clusterListKey, clusterSettingsKey, engineStatusKey, storageKey } from './keys.ts';

/** No stream tells of polls where the page is of no cluster. */
const ASK_EVERY_MS = 5_000;
/** Sizes move slowly, and asking for them is not free. */
const ASK_SIZES_EVERY_MS = 60_000;

/** The configured clusters as they are reached. */
export function useClusterSettings() {
  return useQuery(
    queryOptions({
      queryKey: clusterSettingsKey,
      queryFn: ({ signal }) => getJson<ClusterSettingsList>('/api/v1/settings/clusters', signal),
      refetchInterval: ASK_EVERY_MS,
    }),
  );
}

/** How well each cluster is polled. */
export function useEngineStatus() {
  return useQuery(
    queryOptions({
      queryKey: engineStatusKey,
      queryFn: ({ signal }) => getJson<EngineStatusList>('/api/v1/settings/engine', signal),
      refetchInterval: ASK_EVERY_MS,
    }),
  );
}

/** What the history takes. */
export function useStorage() {
  return useQuery(
    queryOptions({
      queryKey: storageKey,
      queryFn: ({ signal }) => getJson<Storage>('/api/v1/settings/storage', signal),
      refetchInterval: ASK_SIZES_EVERY_MS,
    }),
  );
}

/** Decides which Kafka cluster a name stands for. */
export function useDecideIdentity(cluster: string, onDone: () => void) {
  const queries = useQueryClient();
  return useMutation<Identity, ApiError, IdentityDecision>({
    mutationFn: (decision) => sendJson('POST', clusterPath(cluster, 'identity'), decision),
    onSuccess: onDone,
    onSettled: () => {
      queries.invalidateQueries({ queryKey: clusterSettingsKey });
      queries.invalidateQueries({ queryKey: clusterListKey });
    },
  });
}
