/** What an incident is about, within a cluster: a group, one topic of a group, a topic, a broker, or with none the cluster. */
export interface Scope {
  group: string | null;
  topic: string | null;
  /** Its id. */
  broker: number | null;
}

export const CLUSTER_SCOPE: Scope = { group: null, topic: null, broker: null };
export const brokerScope = (broker: number): Scope => ({ ...CLUSTER_SCOPE, broker });

/** A key of a scope; no name has a line break, and ids of groups that do are told apart by their length. */
export function scopeKey({ group, topic, broker }: Scope): string {
  if (broker !== null) return `b\n${broker}`;
  return group === null ? `t\n${topic ?? ''}` : `g${group.length}\n${group}\n${topic ?? ''}`;
}

/** What it is called: "payments-worker", "payments-worker on payments", "orders", "broker 3", or the name of the cluster. */
export function scopeWords({ group, topic, broker }: Scope, cluster: string): string {
  if (group !== null) return topic === null ? group : `${group} on ${topic}`;
  return topic ?? (broker === null ? cluster : `broker ${broker}`);
}
