import { matchesAny } from '#lib/config/name-pattern.ts';
import type { Database } from '#lib/db/database.ts';
import { type ClusterIdentity, type ConfiguredCluster, clusterIdentity } from '#lib/views/cluster-identity.ts';
import { type ApiContext, type RequestContext, readTogether } from './context.ts';
import { ApiProblem } from './problem.ts';

const LONGEST_QUOTE = 100;

/** A cluster of the configuration by name; throws CLUSTER_NOT_FOUND. */
export function configuredCluster(context: ApiContext, name: string): ConfiguredCluster {
  const cluster = context.clusters.find((candidate) => candidate.name === name);
  if (cluster !== undefined) return cluster;
  const known = context.clusters.map((candidate) => candidate.name).join(', ');
  throw new ApiProblem('CLUSTER_NOT_FOUND', `No cluster is called ${quoted(name)}; configured: ${known}`);
}

/** What a view of one cluster works with. */
export interface ClusterScope {
  /** One snapshot of the database. */
  snapshot: Database;
  cluster: ConfiguredCluster;
  identity: ClusterIdentity;
  now: Date;
}

/** Runs a view of one cluster on one snapshot of the database; throws CLUSTER_NOT_FOUND. */
export async function inCluster<T>(
  context: RequestContext,
  name: string,
  view: (scope: ClusterScope) => Promise<T>,
): Promise<T> {
  const cluster = configuredCluster(context, name);
  const now = context.now();
  return readTogether(context, async (snapshot) => {
    const identity = await clusterIdentity(snapshot, cluster, now, context.limits);
    return view({ snapshot, cluster, identity, now });
  });
}

/** `observedAt` and `stale` of a cluster's answer. */
export function freshnessOf({ observedAt, stale }: ClusterIdentity): { observedAt: string | null; stale: boolean } {
  return { observedAt, stale };
}

/** No such group on this cluster; also says when nothing can be known yet. */
export function groupNotFound(cluster: ClusterIdentity, group: string): ApiProblem {
  return new ApiProblem('GROUP_NOT_FOUND', `${cluster.name} has no group ${quoted(group)}${notYet(cluster)}`);
}

/** No such topic on this cluster; also says when nothing can be known yet. */
export function topicNotFound(cluster: ClusterIdentity, topic: string): ApiProblem {
  return new ApiProblem('TOPIC_NOT_FOUND', `${cluster.name} has no topic ${quoted(topic)}${notYet(cluster)}`);
}

/** A name in a message: in quotes, and not longer than a reader needs to know it again. */
const quoted = (name: string): string =>
  JSON.stringify(name.length > LONGEST_QUOTE ? `${name.slice(0, LONGEST_QUOTE)}...` : name);

/** What makes the answer an "unknown": no poll, or none that could read anything. */
function notYet({ id, observedAt }: ClusterIdentity): string {
  if (observedAt !== null) return '';
  return id === null ? ': it has not been polled yet' : ' that is known: no poll could read it yet';
}

/** Whether the configuration says that the group reads with isolation read_committed; Kafka does not tell. */
export function isReadCommitted({ readCommittedGroups }: ConfiguredCluster, group: string): boolean {
  return matchesAny(readCommittedGroups, group);
}
