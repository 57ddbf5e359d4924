import { setting } from '../setting.ts';
import { duration, flag, integer } from '../value-types.ts';

/** What Prometheus can scrape. */
export const metricsSettings = {
  enabled: setting({
    yaml: 'metrics.enabled',
    env: 'TIDEMARK_METRICS',
    type: flag,
    default: 'true',
    example: 'false',
    description: 'Whether `/metrics` is served.',
  }),
  open: setting({
    yaml: 'metrics.open',
    env: 'TIDEMARK_METRICS_OPEN',
    type: flag,
    default: 'false',
    example: 'true',
    description:
      'Whether anybody may scrape. Else programs of this machine may (not those that a proxy passes on), and whoever sends a' +
      ' token or has the role viewer, of the clusters that those may see.',
  }),
  partitionSeries: setting({
    yaml: 'metrics.partitionSeries',
    env: 'TIDEMARK_METRICS_PARTITION_SERIES',
    type: integer(0, 2_000_000),
    default: '20000',
    example: '0',
    description:
      'Most series of `kafka_consumer_group_lag`, which has one per group and partition, in one scrape. Groups that would' +
      ' go beyond are left out whole; `tidemark_omitted_partition_series` says how many series that are. Sum, largest lag' +
      ' and members of every group are always there.',
  }),
  kafkaExporter: setting({
    yaml: 'metrics.kafkaExporter',
    env: 'TIDEMARK_METRICS_KAFKA_EXPORTER',
    type: flag,
    default: 'false',
    example: 'true',
    description:
      'Whether `/metrics/kafka-exporter?cluster=` is served: the newest poll of one cluster by the names and labels of' +
      ' kafka_exporter.',
  }),
  kafkaLagExporter: setting({
    yaml: 'metrics.kafkaLagExporter',
    env: 'TIDEMARK_METRICS_KAFKA_LAG_EXPORTER',
    type: flag,
    default: 'false',
    example: 'true',
    description: 'The same at `/metrics/kafka-lag-exporter?cluster=` for kafka-lag-exporter.',
  }),
  staleAfterMs: setting({
    yaml: 'metrics.staleAfter',
    env: 'TIDEMARK_METRICS_STALE_AFTER',
    type: duration('1s', '1h'),
    default: '1m',
    example: '2m',
    description:
      'A cluster that was last read longer ago than this, and than three polls, has no series but its data age and its' +
      ' polls.',
  }),
};
