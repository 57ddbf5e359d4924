import type { Owner } from '#lib/config/owners.ts';
import type { AlertRule } from './rule.ts';

/** Ids of the destinations that there are, by name. */
export type Destinations = ReadonlyMap<string, bigint>;

/**
 * Who is to be told by a rule, each once: whom the rule names, and the destination of the owner unless the rule leaves owners out. A
 * name that no destination has is nobody.
 */
export function hearersOf(
  { destinations: named, tellOwner }: Pick<AlertRule, 'destinations' | 'tellOwner'>,
  owner: Pick<Owner, 'destination'> | null,
  destinations: Destinations,
): bigint[] {
  const ofOwner = tellOwner ? (owner?.destination ?? null) : null;
  const names = ofOwner === null ? named : [...named, ofOwner];
  return [...new Set(names.flatMap((name) => destinations.get(name) ?? []))];
}

/** The owners who would be told if there were a destination of that name. */
export const unheard = (owners: readonly Owner[], destinations: Destinations): (Owner & { destination: string })[] =>
  owners.flatMap((owner) => {
    const { destination } = owner;
    return destination === null || destinations.has(destination) ? [] : [{ ...owner, destination }];
  });
