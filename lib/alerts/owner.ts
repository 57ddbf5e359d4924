import { matchesAny } from '#lib/config/name-pattern.ts';
import type { Owner } from '#lib/config/owners.ts';

/** What somebody owns: a group, one topic of a group, a topic, or with neither the cluster. */
export interface Owned {
  cluster: string;
  group: string | null;
  /** Of a group, the one that it is about, or where it is farthest behind. */
  topic: string | null;
}

/**
 * The first of the entries that matches; null where none does. Whatever an entry says of clusters must hold. Beyond that one that names
 * groups or topics owns these groups and these topics, whatever has to do with one of both; one that names neither owns all there is,
 * the cluster as a whole among it. The order is that of the file and nothing else counts: a narrow entry does not go before a wide one.
 */
export function ownerOf(owners: readonly Owner[], { cluster, group, topic }: Owned): Owner | null {
  const isOwner = ({ clusters, groups, topics }: Owner): boolean => {
    if (clusters.length > 0 && !matchesAny(clusters, cluster)) return false;
    if (groups.length + topics.length === 0) return true;
    return (group !== null && matchesAny(groups, group)) || (topic !== null && matchesAny(topics, topic));
  };
  return owners.find(isOwner) ?? null;
}
