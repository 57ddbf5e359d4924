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

/** What happened on the cluster. */
export const eventsPage = (cluster: string) => clusterPage(cluster, 'events');

/** What is wrong now, the rules that say so, and where it is told. */
export const alertsPage = (cluster: string) => clusterPage(cluster, 'alerts');

/** One incident. */
export const incidentPage = (cluster: string, id: string) => clusterPage(cluster, 'alerts', id);

/** All clusters, also where there is only one. */
export const ALL_CLUSTERS = '/?all';

/** Who changed what, of all clusters and of the installation. */
export const AUDIT = '/audit';

/** The settings, of the installation and of oneself. */
export const SETTINGS = '/settings';

/** What is one's own: sessions and password. */
export const ACCOUNT = `${SETTINGS}/account`;

/** Who may do what. */
export const GRANTS_PAGE = `${SETTINGS}/grants`;

/** Who may open a page of the settings: those who may do everything, have a role on all clusters, on some, or are signed in. */
type SettingsAudience = 'everybody' | 'signed-in' | 'some-cluster' | 'all-clusters' | 'admin';

/** The pages of the settings, by what they are about, each with whom it is for. */
export const SETTINGS_PAGES = [
  {
    label: 'Access',
    pages: [
      { label: 'Account', href: ACCOUNT, audience: 'everybody' },
      { label: 'Users', href: `${SETTINGS}/users`, audience: 'admin' },
      { label: 'Grants', href: GRANTS_PAGE, audience: 'admin' },
      { label: 'Tokens', href: `${SETTINGS}/tokens`, audience: 'signed-in' },
    ],
  },
  {
    label: 'Operation',
    pages: [
      { label: 'Clusters', href: `${SETTINGS}/clusters`, audience: 'some-cluster' },
      { label: 'Engine', href: `${SETTINGS}/engine`, audience: 'some-cluster' },
      { label: 'Storage', href: `${SETTINGS}/storage`, audience: 'all-clusters' },
    ],
  },
] as const satisfies readonly {
  label: string;
  pages: readonly { label: string; href: string; audience: SettingsAudience }[];
}[];

/** What the settings say of one cluster. */
export const clusterSettingsPage = (cluster: string) => `${SETTINGS}/clusters#cluster-${encodeURIComponent(cluster)}`;

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
