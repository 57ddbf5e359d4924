import { z } from 'zod';
import { type ClusterPositions, readClusterPositions } from '#lib/metrics/cluster-positions.ts';
import type { ClusterState } from '#lib/metrics/cluster-state.ts';
import type { Family } from '#lib/metrics/exposition.ts';
import type { RequestContext } from './context.ts';
import { currentCluster } from './current-cluster.ts';
import { metricsResponse } from './metrics-response.ts';
import { clusterParam } from './parameters.ts';
import { ApiProblem } from './problem.ts';

/** What the endpoints that speak as another exporter have in common: one scrape target per cluster. */
export const compatibleMetricsQuery = z.object({
  cluster: clusterParam.meta({ description: 'The cluster; those exporters know of one only' }),
});

/**
 * One cluster by the names of another exporter. While nothing current is known of it, or nothing of its offsets, the scrape fails, so that
 * `up` says so as it would of an exporter that lost its Kafka.
 */
export async function compatibleMetrics(
  context: RequestContext,
  request: Request,
  { enabled, variable, cluster }: { enabled: boolean; variable: string; cluster: string },
  familiesOf: (positions: ClusterPositions, state: ClusterState) => Family[],
): Promise<Response> {
  if (!enabled) throw new ApiProblem('METRICS_OFF', `Set ${variable}=true to have them`);
  const state = await currentCluster(context, cluster);
  const read = () => readClusterPositions(context.database, state.id);
  return metricsResponse(familiesOf(await context.metrics.positions.get(state, read), state), request);
}
