import { z } from 'zod';
import { historyBytes } from '#lib/history/storage-watch.ts';
import { type AlertCounts, alertFamilies, readAlertCounts } from '#lib/metrics/alert-families.ts';
import { readClusterDetail } from '#lib/metrics/cluster-detail.ts';
import { isFresh, readClusterStates } from '#lib/metrics/cluster-state.ts';
import { historyFamilies } from '#lib/metrics/history-families.ts';
import { processFamilies } from '#lib/metrics/process-families.ts';
import { severalAtOnce } from '#lib/metrics/several-at-once.ts';
import { type ClusterMetrics, tidemarkFamilies } from '#lib/metrics/tidemark-families.ts';
import { configuredCluster, isReadCommitted } from '../cluster-scope.ts';
import type { RequestContext } from '../context.ts';
import { databaseProblem } from '../database-problem.ts';
import { metricsResponse } from '../metrics-response.ts';
import { defineOperation } from '../operation.ts';
import { ApiProblem } from '../problem.ts';
import { processHealth } from '../process-health.ts';

/** Clusters whose newest poll is read at the same time: the pages need connections too. */
const READ_AT_ONCE = 3;

const EXAMPLE = `# HELP kafka_consumer_group_lag_sum Lag of a consumer group over the partitions where it is known.
# TYPE kafka_consumer_group_lag_sum gauge
kafka_consumer_group_lag_sum{cluster="local",group="payments-worker"} 80112
`;

export const getMetrics = defineOperation({
  id: 'getMetrics',
  method: 'GET',
  path: '/metrics',
  tag: 'Service',
  summary: 'Lag, members, replication and the polls themselves, for Prometheus',
  description:
    'In the text format, or as OpenMetrics 1.0 where the `Accept` header prefers that. Nothing is asked of Kafka: the values are those of the newest poll. What is not known has no series.',
  role: 'viewer',
  scope: 'anywhere',
  use: 'metrics',
  params: z.object({}),
  query: z.object({}),
  response: { description: 'The metrics', contentType: 'text/plain', schema: z.string(), example: EXAMPLE },
  problems: ['METRICS_OFF'],
  async handle({ context, request }) {
    if (!context.metrics.enabled) throw new ApiProblem('METRICS_OFF', 'Set TIDEMARK_METRICS=true to have them');
    const now = context.now();
    const known = await whatIsKnown(context, now);
    const ofKafka = tidemarkFamilies(known?.clusters ?? [], now, context.metrics.partitionSeries);
    const bytes = known?.historyBytes ?? null;
    const ofHistory = historyFamilies({ bytes, budgetBytes: context.metrics.historyBudgetBytes });
    const ofAlerts = alertFamilies(known?.alerts ?? null);
    const ofProcess = processFamilies(processHealth(context, known !== null));
    return metricsResponse([...ofKafka, ...ofAlerts, ...ofHistory, ...ofProcess], request);
  },
});

/** Null while Postgres does not answer: whoever watches this process needs to hear just then how it is. */
async function whatIsKnown(
  context: RequestContext,
  now: Date,
): Promise<{ clusters: ClusterMetrics[]; alerts: AlertCounts; historyBytes: number } | null> {
  const { database, metrics } = context;
  try {
    const bytes = await metrics.historyBytes.get(now.getTime(), () => historyBytes(database));
    const names = context.clusters.map(({ name }) => name);
    const alerts = await readAlertCounts(database, names);
    return { clusters: await readClusters(context, now), alerts, historyBytes: bytes };
  } catch (error) {
    if (databaseProblem(error) === null) throw error;
    context.log.warn({ err: error }, 'metrics are without what Postgres knows');
    return null;
  }
}

async function readClusters(context: RequestContext, now: Date): Promise<ClusterMetrics[]> {
  const { database, clusters, limits, metrics } = context;
  const states = await readClusterStates(
    database,
    clusters.map(({ name }) => name),
  );
  return severalAtOnce(states, READ_AT_ONCE, async (state) => {
    if (!isFresh(state, now, { ...limits, ...metrics })) return { state, detail: null };
    const configured = configuredCluster(context, state.name);
    const read = () => readClusterDetail(database, state.id, (group) => isReadCommitted(configured, group));
    return { state, detail: await metrics.details.get(state, read) };
  });
}
