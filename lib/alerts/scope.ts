/** What an incident is about, within a cluster: a group, one topic of a group, a topic, or with neither the cluster. */
export interface Scope {
  group: string | null;
  topic: string | null;
}

export const CLUSTER_SCOPE: Scope = { group: null, topic: null };

/** A key of a scope; no name has a line break, and ids of groups that do are told apart by their length. */
export const scopeKey = ({ group, topic }: Scope): string =>
  group === null ? `t\n${topic ?? ''}` : `g${group.length}\n${group}\n${topic ?? ''}`;
