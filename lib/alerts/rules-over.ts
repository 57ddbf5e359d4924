import { isAll } from './narrowed.ts';
import { matches } from './patterns.ts';
import { type AlertRule, METRICS } from './rule.ts';

/** What a rule may be over: a cluster, or one group of it with the topics that it reads. */
export interface Whereabouts {
  cluster: string;
  group: { name: string; topics: readonly string[] } | null;
}

/** The rules that are over a cluster, or over one group of it, switched on or not: by the same patterns as they are judged by. */
export function rulesOver<Rule extends AlertRule>(rules: readonly Rule[], { cluster, group }: Whereabouts): Rule[] {
  const onCluster = rules.filter((rule) => matches(rule.clusters, cluster));
  if (group === null) return onCluster;
  return onCluster.filter(
    ({ condition, groups, topics }) =>
      METRICS[condition.metric].over === 'groups' &&
      matches(groups, group.name) &&
      (METRICS[condition.metric].isOfWholeGroup ||
        isAll(topics) ||
        group.topics.some((topic) => matches(topics, topic))),
  );
}
