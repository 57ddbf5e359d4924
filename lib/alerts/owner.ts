import type { Owner } from '#lib/config/owners.ts';
import { matcherOf } from './patterns.ts';
import type { StoredIncident } from './store/incidents.ts';

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
  const isOwner = ({ groups, topics }: Owner): boolean =>
    groups.length + topics.length === 0 ||
    (group !== null && isAmong(groups, group)) ||
    (topic !== null && isAmong(topics, topic));
  return entriesOn(owners, cluster).find(isOwner) ?? null;
}

/** Whether an entry is one of a cluster at all. */
export const isOn = ({ clusters }: Owner, cluster: string): boolean =>
  clusters.length === 0 || isAmong(clusters, cluster);

// Thousands of incidents are held against all owners: what does not change is found out once.
const onClusters = new WeakMap<readonly Owner[], Map<string, Owner[]>>();
const matchers = new WeakMap<readonly string[], (name: string) => boolean>();

function entriesOn(owners: readonly Owner[], cluster: string): readonly Owner[] {
  const byCluster = onClusters.get(owners) ?? new Map<string, Owner[]>();
  onClusters.set(owners, byCluster);
  const entries = byCluster.get(cluster) ?? owners.filter((owner) => isOn(owner, cluster));
  byCluster.set(cluster, entries);
  return entries;
}

function isAmong(patterns: readonly string[], name: string): boolean {
  const matcher = matchers.get(patterns) ?? matcherOf({ include: patterns, exclude: [] });
  matchers.set(patterns, matcher);
  return matcher(name);
}

/** An incident with whose it is; null: nobody's. */
export type OwnedIncident = StoredIncident & { owner: Owner | null };

/** An incident with its owner: by where it was worst as it opened, so that it is not somebody else's while it lasts. */
export function owned<Incident extends StoredIncident>(
  owners: readonly Owner[],
  incident: Incident,
): Incident & OwnedIncident {
  const { cluster, group, topic, facts } = incident;
  return { ...incident, owner: ownerOf(owners, { cluster, group, topic: topic ?? facts.topic }) };
}
