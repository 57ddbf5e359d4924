import { z } from 'zod';
import { kafkaExporterFamilies } from '#lib/metrics/kafka-exporter-families.ts';
import { compatibleMetrics, compatibleMetricsQuery } from '../compatible-metrics.ts';
import { defineOperation } from '../operation.ts';

const EXAMPLE = `# HELP kafka_consumergroup_lag Current Approximate Lag of a ConsumerGroup at Topic/Partition
# TYPE kafka_consumergroup_lag gauge
kafka_consumergroup_lag{consumergroup="payments-worker",topic="payments",partition="0"} 1024
`;

export const getKafkaExporterMetrics = defineOperation({
  id: 'getKafkaExporterMetrics',
  method: 'GET',
  path: '/metrics/kafka-exporter',
  tag: 'Service',
  summary: 'The newest poll of one cluster by the names and labels of kafka_exporter',
  description: 'Off by default (`TIDEMARK_METRICS_KAFKA_EXPORTER`). docs/operations.md has what differs.',
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
      { enabled: context.metrics.kafkaExporter, variable: 'TIDEMARK_METRICS_KAFKA_EXPORTER', cluster: query.cluster },
      (positions) => kafkaExporterFamilies(positions),
    ),
});
