import { z } from 'zod';
import type { Database, Sql } from '#lib/db/database.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import { keepingAnAdmin } from '../keeping-an-admin.ts';
import type { Grant } from '../principal.ts';
import type { Role } from '../roles.ts';
import { findGrant, type Grantee, type StoredGrant } from './stored-grant.ts';

const idSchema = z.object({ id: z.string() });

/** Gives a role; `exists` where that principal has a grant of that pattern already. Throws a DatabaseError. */
export async function createGrant(
  sql: Sql,
  { kind, id }: Grantee,
  { clusters, role }: Grant,
  now: Date,
): Promise<StoredGrant | 'exists'> {
  try {
    const [row] = await sql.query(
      `insert into access_grant (principal_kind, principal_id, clusters, role, created_at)
       values ($1, $2, $3, $4, $5) returning id::text`,
      [kind, id, clusters, role, now],
      idSchema,
    );
    const made = row === undefined ? null : await findGrant(sql, row.id, now);
    if (made === null) throw new Error('a new grant is not there');
    return made;
  } catch (error) {
    if (isUniqueViolation(error)) return 'exists';
    throw error;
  }
}

/** Changes the role of a grant; null where it is gone. Throws a DatabaseError. */
export function changeRole(
  database: Database,
  id: string,
  role: Role,
  now: Date,
): Promise<StoredGrant | null | 'last-admin'> {
  return keepingAnAdmin(database, async (tx) => {
    await tx.execute('update access_grant set role = $2 where id = $1', [id, role]);
    return findGrant(tx, id, now);
  });
}

/** Takes a grant away; false where it is gone already. Throws a DatabaseError. */
export function deleteGrant(database: Database, id: string): Promise<boolean | 'last-admin'> {
  return keepingAnAdmin(database, async (tx) => (await tx.execute('delete from access_grant where id = $1', [id])) > 0);
}
