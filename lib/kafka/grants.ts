/** One permission of Kafka: an operation on the cluster, or on a topic or group by name, where ALL means every one. */
export interface Grant {
  operation: 'Describe' | 'DescribeConfigs' | 'Read';
  on: { resource: 'cluster' } | { resource: 'topic' | 'group'; name: string };
}

export const ALL = '*';
export const DESCRIBE_CLUSTER: Grant = { operation: 'Describe', on: { resource: 'cluster' } };

/** To see that a topic is there, with its partitions and positions. */
export const describeTopic = (name: string): Grant => ({ operation: 'Describe', on: { resource: 'topic', name } });

/** To see that a group is there, with its members and commits. */
export const describeGroup = (name: string): Grant => ({ operation: 'Describe', on: { resource: 'group', name } });

/** The permission as a sentence names it: "Describe on topic orders". */
export function grantInWords({ operation, on }: Grant): string {
  if (on.resource === 'cluster') return `${operation} on the cluster`;
  return on.name === ALL ? `${operation} on every ${on.resource}` : `${operation} on ${on.resource} ${on.name}`;
}

/** The command of Kafka's own tool that gives the permission; where its broker is, and who may give it, is left to the operator. */
export function grantCommand({ operation, on }: Grant, principal: string): string {
  const resource = on.resource === 'cluster' ? '--cluster' : `--${on.resource} ${quoted(on.name)}`;
  return `kafka-acls --add --allow-principal ${quoted(principal)} --operation ${operation} ${resource}`;
}

/** As a shell takes it for one word. */
const quoted = (word: string): string => (/^[\w.:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
