import { CLUSTER_NAME, startRestrictedKafka } from '#lib/kafka/fixtures/restricted-kafka.ts';
import { describeContract, type RunningCluster } from './fixtures/suite.ts';

/** With what docs/permissions.md says is needed to watch everything, and nothing more. */
async function start(): Promise<RunningCluster> {
  const { kafka, access, allow, stop } = await startRestrictedKafka();
  await allow(
    { operation: 'DESCRIBE', resource: 'CLUSTER', name: CLUSTER_NAME },
    { operation: 'DESCRIBE', resource: 'TOPIC', name: '*' },
    { operation: 'DESCRIBE', resource: 'GROUP', name: '*' },
    { operation: 'DESCRIBE_CONFIGS', resource: 'TOPIC', name: '*' },
    { operation: 'READ', resource: 'TOPIC', name: 'contract-payments' },
    { operation: 'DESCRIBE', resource: 'TRANSACTIONAL_ID', name: '*' },
  );
  return { brokers: kafka.brokers.map(({ host, port }) => ({ host, port })), access, stop };
}

describeContract('Kafka 4.3.1 over SASL_SSL, with the rights to watch everything', start, {
  release: '4.3',
  controller: 'kraft',
  topicIds: true,
  protocols: ['classic', 'consumer'],
  lacks: [],
});
