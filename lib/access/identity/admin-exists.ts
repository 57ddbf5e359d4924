import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';

const EXISTS = `
  select exists (
    select from access_grant g
    join app_user u on not u.disabled and (
      (g.principal_kind = 'user' and g.principal_id = u.id)
      or (g.principal_kind = 'group' and g.principal_id = any (u.groups))
    )
    where g.role = 'admin' and g.clusters = '*'
  ) as exists`;

/** Whether somebody can administer this installation: an enabled user with an admin grant over all clusters. */
export async function adminExists(sql: Sql): Promise<boolean> {
  const [row] = await sql.query(EXISTS, [], z.object({ exists: z.boolean() }));
  return row?.exists ?? false;
}
