import { z } from 'zod';
import { kafkaLagExporterFamilies } from '#lib/metrics/kafka-lag-exporter-families.ts';
import { compatibleMetrics, compatibleMetricsQuery } from '../compatible-metrics.ts';
import { defineOperation } from '../operation.ts';

const EXAMPLE = `# HELP kafka_consumergroup_group_max_lag Max group offset lag
# TYPE kafka_consumergroup_group_max_lag gauge
kafka_consumergroup_group_max_lag{cluster_name="local",group="payments-worker"} 1024
`;

export const getKafkaLagExporterMetrics = defineOperation({
  id: 'getKafkaLagExporterMetrics',
  method: 'GET',
  path: '/metrics/kafka-lag-exporter',
  tag: 'Service',
  summary: 'The newest poll of one cluster by the names and labels of kafka-lag-exporter',
  description: 'Off by default (`TIDEMARK_METRICS_KAFKA_LAG_EXPORTER`). docs/operations.md has what differs.',
  role: 'viewer',
  scope: 'anywhere',
  use: 'metrics',
  params: z.object({}),
  query: compatibleMetricsQuery,
  response: { description: 'The metrics', contentType: 'text/plain', schema: z.string(), example: EXAMPLE },
  problems: ['METRICS_OFF', 'CLUSTER_NOT_FOUND', 'CLUSTER_STALE'],
  handle: ({ context, query, request }) =>
    compatibleMetrics(
      context,
      request,
      {
        enabled: context.metrics.kafkaLagExporter,
        variable: 'TIDEMARK_METRICS_KAFKA_LAG_EXPORTER',
        cluster: query.cluster,
      },
      (positions, { name, health }) => kafkaLagExporterFamilies(name, positions, health.durationMs),
    ),
});
