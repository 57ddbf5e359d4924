import { groupSlug } from '#lib/api/group-slug.ts';

/** The path of a page of a cluster: `/clusters/prod-eu/topics/orders`. */
function clusterPage(cluster: string, ...segments: string[]): string {
  return ['/clusters', ...[cluster, ...segments].map(encodeURIComponent)].join('/');
}

/** The overview of a cluster. */
export const overviewPage = (cluster: string) => clusterPage(cluster);
/** The list of groups. */
export const groupsPage = (cluster: string) => clusterPage(cluster, 'groups');
/** One group, whatever its id is. */
export const groupPage = (cluster: string, group: string) => clusterPage(cluster, 'groups', groupSlug(group));
/** The list of topics. */
export const topicsPage = (cluster: string) => clusterPage(cluster, 'topics');
/** One topic. */
export const topicPage = (cluster: string, topic: string) => clusterPage(cluster, 'topics', topic);
/** The brokers and their controller. */
export const brokersPage = (cluster: string) => clusterPage(cluster, 'brokers');

/** The same page of another cluster; `path` is the present one. */
export function samePageOf(cluster: string, path: string): string {
  const rest = path.split('/').slice(3).join('/');
  return rest === '' ? overviewPage(cluster) : `${overviewPage(cluster)}/${rest}`;
}

/** The name a path segment stands for; one that is not an encoded name is taken as it is. */
export function nameInPath(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
