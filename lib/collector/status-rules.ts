import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import { matchesAny } from '#lib/config/name-pattern.ts';
import type { StatusRules } from '#lib/lag/status/rules.ts';

/** Groups of which the thresholds are kept at hand. */
const MOST_KEPT = 50_000;

type RulesOfCluster = Pick<ClusterConfig, 'statusRules' | 'statusRulesOfGroups'>;

/** Gives the thresholds of each group of a cluster: of the first entry that names it, over those of the cluster. */
export function statusRulesOf({ statusRules, statusRulesOfGroups }: RulesOfCluster): (groupId: string) => StatusRules {
  if (statusRulesOfGroups.length === 0) return () => statusRules;
  const found = new Map<string, StatusRules>();
  return (groupId) => {
    const known = found.get(groupId);
    if (known) return known;
    const own = statusRulesOfGroups.find(({ groups }) => matchesAny(groups, groupId))?.rules ?? statusRules;
    if (found.size >= MOST_KEPT) found.clear();
    found.set(groupId, own);
    return own;
  };
}

/** The longest window of all thresholds of a cluster, milliseconds. */
export const longestStatusWindowMs = ({ statusRules, statusRulesOfGroups }: ClusterConfig): number =>
  Math.max(statusRules.windowMs, ...statusRulesOfGroups.map(({ rules }) => rules.windowMs));
