import { type ClusterState, dataAgeSeconds, isFresh, readClusterStates } from '#lib/metrics/cluster-state.ts';
import { configuredCluster } from './cluster-scope.ts';
import type { RequestContext } from './context.ts';
import { ApiProblem } from './problem.ts';

/**
 * The newest poll of a cluster, of which the history has the offsets, for those who would take what is old for what is. Throws
 * CLUSTER_NOT_FOUND, and CLUSTER_STALE where nothing current is known of the cluster, or nothing of its offsets.
 */
export async function currentCluster(context: RequestContext, cluster: string): Promise<ClusterState> {
  const { name } = configuredCluster(context, cluster);
  const [state] = await readClusterStates(context.database, [name]);
  const now = context.now();
  if (state === undefined || !isFresh(state, now, { ...context.limits, ...context.metrics })) {
    const age = state === undefined ? null : dataAgeSeconds(state, now);
    const why = age === null ? 'has not been read yet' : `was last read ${Math.round(age)} s ago`;
    throw new ApiProblem('CLUSTER_STALE', `${name} ${why}: is its engine running?`);
  }
  if (!state.hasSamples) {
    // Without positions every lag would be gone, and no alert on lag would fire.
    const why = state.historyRefused
      ? 'its database takes no polls into the history'
      : 'it could not be read, or is not stored yet';
    throw new ApiProblem('CLUSTER_STALE', `The newest poll of ${name} has no offsets: ${why}`);
  }
  return state;
}
