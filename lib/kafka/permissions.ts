import {
  describeClusterV0,
  describeClusterV1,
  metadataV9,
  metadataV10,
  metadataV11,
  metadataV12,
} from '@platformatic/kafka';
import { type Api, version } from './api-versions.ts';
import type { BrokerLink } from './broker-link.ts';
import { type Failure, isDenied, type Outcome, succeed } from './failure.ts';
import { ALL, DESCRIBE_CLUSTER, describeGroup, describeTopic, type Grant, grantInWords } from './grants.ts';
import { describeGroups } from './groups.ts';
import { readMetadata } from './metadata.ts';

/** What brokers tell of the permissions of the principal that asks. */
export interface ToldPermissions {
  /** Null where the broker does not tell. */
  cluster: ReadonlySet<number> | null;
  topics: { name: string; operations: ReadonlySet<number> }[];
  /** Whether a topic, or a group, of a name that nobody was given by name may be described. */
  anyTopic: boolean;
  anyGroup: boolean;
}

/** A permission that is lacking, and what stays unseen without it. */
export interface Lack {
  grant: Grant;
  unseen: string;
}

/** org.apache.kafka.common.acl.AclOperation: the number is the place of its bit. */
export const OPERATION = { describe: 8, describeConfigs: 10 } as const;
/** No bits at all: the broker leaves them out of the answer. */
const NOT_TOLD = -(2 ** 31);
/** Asked for to see whether Describe holds for every name; it is created by nobody. */
const PROBE = 'tidemark-permission-probe';
const MOST_NAMED = 3;

interface ClusterAnswer {
  throttleTimeMs: number;
  clusterAuthorizedOperations: number;
}

type EndpointType = Parameters<typeof describeClusterV1.api.async>[2];
// The client names the wire's 1 (brokers) by a closed type; it is the same number.
const OF_BROKERS = 1 as EndpointType;

const DESCRIBE_CLUSTER_API: Api<null, ClusterAnswer> = {
  key: 60,
  name: 'DescribeCluster',
  versions: (
    [
      [1, describeClusterV1],
      [0, describeClusterV0],
    ] as const
  ).map(([number, module]) =>
    version(
      number,
      (connection) => module.api.async(connection, true, OF_BROKERS),
      (wire: ClusterAnswer) => wire,
    ),
  ),
};

interface TopicsAnswer {
  throttleTimeMs: number;
  topics: { name?: string | null | undefined; topicAuthorizedOperations: number }[];
}

const asTopics = (wire: TopicsAnswer): TopicsAnswer => wire;

const TOPIC_OPERATIONS: Api<null, TopicsAnswer> = {
  key: 3,
  name: 'Metadata',
  versions: [
    version(12, (connection) => metadataV12.api.async(connection, null, false, true), asTopics),
    version(11, (connection) => metadataV11.api.async(connection, null, false, true), asTopics),
    version(10, (connection) => metadataV10.api.async(connection, null, false, true, false), asTopics),
    version(9, (connection) => metadataV9.api.async(connection, null, false, true, false), asTopics),
  ],
};

/** What one broker tells of our permissions. Without an authorizer all is permitted. */
export async function readPermissions(link: BrokerLink): Promise<Outcome<ToldPermissions>> {
  const [cluster, topics, topicProbe, groupProbe] = await Promise.all([
    link.request(DESCRIBE_CLUSTER_API, null),
    link.request(TOPIC_OPERATIONS, null),
    readMetadata(link, [PROBE]),
    describeGroups(link, 'classic', [PROBE]),
  ]);
  if (!cluster.ok && cluster.failure.code !== 'UNSUPPORTED_VERSION') return cluster;
  if (!topics.ok) return topics;
  if (!topicProbe.ok) return topicProbe;
  if (link.failure) return { ok: false, failure: link.failure };
  const group = groupProbe.get(PROBE);
  return succeed({
    cluster: cluster.ok ? operationsOf(cluster.value.clusterAuthorizedOperations) : null,
    topics: topics.value.topics.flatMap(({ name, topicAuthorizedOperations: bits }) =>
      name && bits !== NOT_TOLD ? [{ name, operations: operationsOf(bits) }] : [],
    ),
    anyTopic: !topicProbe.value.topics.some(({ failure }) => failure !== null && isDenied(failure.code)),
    anyGroup: group === undefined || group.ok || !isDenied(group.failure.code),
  });
}

/** The operations whose bits are set. */
export function operationsOf(bits: number): Set<number> {
  if (bits === NOT_TOLD) return new Set();
  return new Set(Array.from({ length: 31 }, (_, bit) => bit).filter((bit) => (bits & (1 << bit)) !== 0));
}

/** The permissions without which something stays unseen, the gravest first. */
export function lackingOf({ cluster, topics, anyTopic, anyGroup }: ToldPermissions): Lack[] {
  const lacking: Lack[] = [];
  if (cluster !== null && !cluster.has(OPERATION.describe)) {
    const unseen = 'groups that were not granted by name, the controller and the sizes on disk';
    lacking.push({ grant: DESCRIBE_CLUSTER, unseen });
  }
  if (!anyTopic) {
    const unseen = 'topics that were not granted by name, and what groups committed there';
    lacking.push({ grant: describeTopic(ALL), unseen });
  }
  if (!anyGroup) {
    lacking.push({ grant: describeGroup(ALL), unseen: 'members and commits of groups that were not granted by name' });
  }
  const unset = topics.filter(({ operations }) => !operations.has(OPERATION.describeConfigs)).map(({ name }) => name);
  if (unset.length === 0) return lacking;
  const named = unset.length <= MOST_NAMED && unset.length < topics.length ? unset : [ALL];
  for (const name of named) {
    const grant: Grant = { operation: 'DescribeConfigs', on: { resource: 'topic', name } };
    lacking.push({ grant, unseen: `settings of ${name === ALL ? `${unset.length} topics` : 'that topic'}` });
  }
  return lacking;
}

/** That not all may be seen, and what to grant; null where all is. */
export function incompletePermissions(lacking: readonly Lack[]): Failure | null {
  if (lacking.length === 0) return null;
  const what = lacking.map(({ grant, unseen }) => `${grantInWords(grant)} (hides ${unseen})`).join('; ');
  const message = `what is shown may be incomplete. Tidemark lacks: ${what}`;
  return { code: 'INCOMPLETE_PERMISSIONS', message, brokerId: null, grants: lacking.map(({ grant }) => grant) };
}
