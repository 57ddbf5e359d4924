import { clusterPath, getJson, withParams } from './api.ts';
import type { GroupPage } from './groups.ts';
import { groupPage, topicPage } from './routes.ts';
import type { TopicPage } from './topics.ts';

/** Something a reader may want to go to. */
export interface Place {
  kind: 'group' | 'topic';
  name: string;
  href: string;
}

const OF_EACH_KIND = 8;

/** The groups and topics whose names contain the text; names that begin with it first. */
export async function fetchPlaces(cluster: string, search: string, signal: AbortSignal): Promise<Place[]> {
  const params = { search, limit: OF_EACH_KIND };
  const [groups, topics] = await Promise.all([
    getJson<GroupPage>(withParams(clusterPath(cluster, 'groups'), params), signal),
    getJson<TopicPage>(withParams(clusterPath(cluster, 'topics'), params), signal),
  ]);
  const places: Place[] = [
    ...groups.items.map(({ group }) => ({ kind: 'group' as const, name: group, href: groupPage(cluster, group) })),
    ...topics.items.map(({ name }) => ({ kind: 'topic' as const, name, href: topicPage(cluster, name) })),
  ];
  const begins = (place: Place) => place.name.toLowerCase().startsWith(search.toLowerCase());
  return places.sort((a, b) => Number(begins(b)) - Number(begins(a)));
}
