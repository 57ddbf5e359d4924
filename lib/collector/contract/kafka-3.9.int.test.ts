import { startKafka } from '#scripts/local/kafka.ts';
import { inTemporaryFolder } from './fixtures/start.ts';
import { describeContract } from './fixtures/suite.ts';

describeContract('Kafka 3.9.1', () => inTemporaryFolder((dir) => startKafka({ dir, version: '3.9.1', brokers: 1 })), {
  release: '3.9',
  controller: 'kraft',
  topicIds: true,
  protocols: ['classic', 'consumer'],
  lacks: ['shareGroups', 'streamsGroups'],
});
