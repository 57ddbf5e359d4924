import type { Owner } from '#lib/config/owners.ts';
import { isOn, ownerOf } from './owner.ts';
import type { RuleDefinition } from './rule-schema.ts';
import type { RuleWarning } from './rule-warnings.ts';

/** Who may be told by a rule. */
export interface Hearers {
  /** Names of those clusters that the rule is over. */
  clusters: readonly string[];
  owners: readonly Owner[];
  /** Names of the destinations that there are. */
  destinations: readonly string[];
}

/** The teams whose destination a rule tells, in their order. */
export function ownersTold(
  { tellOwner }: Pick<RuleDefinition, 'tellOwner'>,
  { clusters, owners, destinations }: Hearers,
): string[] {
  if (!tellOwner) return [];
  const told = owners.filter(
    (owner) =>
      owner.destination !== null &&
      destinations.includes(owner.destination) &&
      clusters.some((cluster) => isOn(owner, cluster)),
  );
  return [...new Set(told.map(({ team }) => team))];
}

/** What is doubtful in who is told by a rule: nobody, not everybody who is meant, or not of everything. */
export function hearerWarnings(
  { destinations: named, tellOwner }: Pick<RuleDefinition, 'destinations' | 'tellOwner'>,
  { clusters, owners, destinations }: Hearers,
): RuleWarning[] {
  const there = tellOwner ? owners.filter((owner) => clusters.some((cluster) => isOn(owner, cluster))) : [];
  const isTold = ({ destination }: Owner): boolean => destination !== null && destinations.includes(destination);
  const missing = there.filter((owner) => owner.destination !== null && !isTold(owner));
  const messages = missing.map(
    ({ team, destination }) =>
      `The owner ${team} cannot be told: tidemark.yaml names the destination "${destination}", and there is none.`,
  );
  if (named.length === 0 && !there.some(isTold)) {
    messages.unshift('It names no destination: its incidents are shown in the console alone.');
  } else if (named.length === 0) {
    const isOfAll = (cluster: string) => ownerOf(there, { cluster, group: null, topic: null }) !== null;
    const isComplete = there.every(isTold) && clusters.every(isOfAll);
    if (!isComplete) {
      messages.unshift('It names no destination: what no owner is told of is shown in the console alone.');
    }
  }
  return messages.map((message) => ({ parameter: 'destinations', message }));
}
