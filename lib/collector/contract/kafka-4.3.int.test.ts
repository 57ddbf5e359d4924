import { testBrokers } from '#lib/kafka/testing.ts';
import { describeContract } from './fixtures/suite.ts';

describeContract('Kafka 4.3.1', async () => ({ brokers: testBrokers(), stop: null }), {
  release: '4.3',
  controller: 'kraft',
  topicIds: true,
  protocols: ['classic', 'consumer'],
  lacks: [],
});
