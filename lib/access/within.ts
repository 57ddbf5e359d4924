import { coversGlob } from '#lib/config/name-pattern.ts';
import { INSTALLATION } from './allowed.ts';
import type { Grant } from './principal.ts';
import { covers } from './roles.ts';

/** Whether whoever has `limit` has all of this grant. Where that is hard to tell (see coversGlob) it says no. */
export const isWithin = (grant: Grant, limit: readonly Grant[]): boolean =>
  limit.some((own) => covers(own.role, grant.role) && reachesAll(own.clusters, grant.clusters));

/**
 * Of these grants what `limit` has as well: each with the smaller role, on the narrower pattern. Patterns that only overlap
 * (`prod-*` and `*-eu`) have nothing in common here: better too little than too much.
 */
export function narrowedTo(limit: readonly Grant[], grants: readonly Grant[]): Grant[] {
  const common = grants.flatMap((grant) =>
    limit.flatMap((own) => {
      const role = covers(own.role, grant.role) ? grant.role : own.role;
      if (reachesAll(own.clusters, grant.clusters)) return [{ clusters: grant.clusters, role }];
      if (reachesAll(grant.clusters, own.clusters)) return [{ clusters: own.clusters, role }];
      return [];
    }),
  );
  return common.filter(
    (grant, at) => !common.some((other, place) => place !== at && makesNeedless(other, grant, place < at)),
  );
}

/** Of two alike the first stays. */
const makesNeedless = (other: Grant, grant: Grant, isEarlier: boolean): boolean =>
  isWithin(grant, [other]) && (isEarlier || !isWithin(other, [grant]));

/** All clusters are more than each of them: with them comes the installation, which no other pattern reaches. */
const reachesAll = (outer: string, inner: string): boolean =>
  inner === INSTALLATION ? outer === INSTALLATION : coversGlob(outer, inner);
