import {
  type Acl,
  AclOperations,
  AclPermissionTypes,
  createAclsV2,
  ResourcePatternTypes,
  ResourceTypes,
} from '@platformatic/kafka';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalKafka } from '#scripts/local/kafka.ts';
import { startKafkaOnZooKeeper } from '#scripts/local/kafka-on-zookeeper.ts';
import { type TemporaryFolder, temporaryFolder } from '#scripts/local/temporary-folder.ts';
import { until } from '#scripts/local/wait.ts';
import { BrokerLink } from './broker-link.ts';
import { clusterConnector } from './connect/connector.ts';
import { TestKafka } from './fixtures/test-kafka.ts';
import { grantInWords } from './grants.ts';
import { describeLogDirs } from './log-dirs.ts';
import { lackingOf, readPermissions } from './permissions.ts';
import { testCluster } from './testing.ts';

const DEADLINE_MS = 10_000;

let folder: TemporaryFolder;
let kafka: LocalKafka;
let client: TestKafka;
let link: BrokerLink;

beforeAll(async () => {
  folder = temporaryFolder('old-permissions');
  kafka = await startKafkaOnZooKeeper({
    dir: folder.path,
    version: '2.8.2',
    overrides: {
      'authorizer.class.name': 'kafka.security.authorizer.AclAuthorizer',
      'allow.everyone.if.no.acl.found': 'true',
    },
  });
  const [broker] = kafka.brokers;
  if (!broker) throw new Error('started without a broker');
  client = new TestKafka(new Map([[broker.id, broker]]));
  const connector = clusterConnector(testCluster([], { brokerDeadlineMs: DEADLINE_MS }));
  link = new BrokerLink(broker.id, broker.host, broker.port, { clientId: 'test', connector, probeBackoffMaxMs: 1_000 });
  link.beginPoll(performance.now(), DEADLINE_MS);
});
afterAll(async () => {
  link?.close();
  await client?.close();
  await kafka?.stop();
  folder?.remove();
});

const lacking = async () => {
  const told = await readPermissions(link);
  if (!told.ok) throw new Error(told.failure.message);
  return lackingOf(told.value).map(({ grant }) => grantInWords(grant));
};

test('Kafka 2.8 answers a refused question for sizes with an empty list, which is told from a broker without any', async () => {
  expect(await lacking()).toEqual([]);
  expect(await describeLogDirs(link)).toMatchObject({ ok: true });
  // What the broker needs of itself; with that there is a list, and Describe is not on it.
  const acl: Acl = {
    resourceType: ResourceTypes.CLUSTER,
    resourceName: 'kafka-cluster',
    resourcePatternType: ResourcePatternTypes.LITERAL,
    principal: 'User:*',
    host: '*',
    operation: AclOperations.CLUSTER_ACTION,
    permissionType: AclPermissionTypes.ALLOW,
  };
  await createAclsV2.api.async(await client.connectionTo(1), [acl]);
  const refused = await until(async () => ((await lacking()).length > 0 ? describeLogDirs(link) : undefined), {
    what: 'the broker to heed its permissions',
    timeoutMs: DEADLINE_MS,
  });
  expect(refused).toEqual({
    ok: false,
    failure: {
      code: 'CLUSTER_AUTHORIZATION_FAILED',
      message: 'no permission: grant Describe on the cluster',
      brokerId: 1,
      grants: [{ operation: 'Describe', on: { resource: 'cluster' } }],
    },
  });
  expect(await lacking()).toEqual(['Describe on the cluster']);
});
