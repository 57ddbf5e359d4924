import { z } from 'zod';
import { ROLES } from './roles.ts';

/** Grants as the statements below give them. */
export const grantsSchema = z.array(z.object({ clusters: z.string(), role: z.enum(ROLES) }));

/**
 * SQL for the grants of the user in the row called `user`: its own, and those of its groups. One expression, so that whoever
 * finds the user has its grants of the same instant.
 */
export const grantsOfUser = (user: string): string => `coalesce((
  select json_agg(json_build_object('clusters', g.clusters, 'role', g.role))
  from access_grant g
  where (g.principal_kind = 'user' and g.principal_id = ${user}.id)
     or (g.principal_kind = 'group' and g.principal_id = any (${user}.groups))
), '[]')`;
