import { startKafkaOnZooKeeper } from '#scripts/local/kafka-on-zookeeper.ts';
import { inTemporaryFolder } from './fixtures/start.ts';
import { describeContract } from './fixtures/suite.ts';

/** As a cluster stands that was upgraded from 2.7 and not yet told to speak as 2.8 between its brokers. */
const overrides = { 'inter.broker.protocol.version': '2.7' };
const start = (dir: string) => startKafkaOnZooKeeper({ dir, version: '2.8.2', overrides });

describeContract('Kafka 2.8.2', () => inTemporaryFolder(start), {
  release: null,
  controller: 'zookeeper',
  topicIds: false,
  protocols: ['classic'],
  lacks: [
    'describeTransactions',
    'eligibleLeaders',
    'controllerQuorum',
    'groupTypes',
    'manyGroupsPerRequest',
    'tieredStorage',
    'consumerGroups',
    'shareGroups',
    'streamsGroups',
  ],
});
