import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Sql } from './database.ts';

/** The right to poll one cluster. The token fences: whoever has lost the lease writes nothing, however late it wakes up. */
export interface Lease {
  clusterId: number;
  holder: string;
  token: string;
  ttlMs: number;
}

const heldSchema = z.object({ holder: z.string(), expired: z.boolean() });

/** Who has the lease of a cluster, and whether it has run out by the database's clock; null where nobody has it. */
export async function lookAtLease(sql: Sql, clusterId: number): Promise<z.infer<typeof heldSchema> | null> {
  const [row] = await sql.query(
    'select holder, expires_at < clock_timestamp() as expired from collector_lease where cluster_id = $1',
    [clusterId],
    heldSchema,
  );
  return row ?? null;
}

const tokenSchema = z.object({ token: z.string() });

/**
 * Takes the lease of a cluster when it is free or has expired; null while somebody else holds it. The holder itself may
 * take it again (after a restart under the same name, which must be its alone) and gets a new token. Time is the database's clock throughout,
 * the only one that all collectors share.
 */
export async function acquireLease(
  sql: Sql,
  { clusterId, holder, ttlMs }: { clusterId: number; holder: string; ttlMs: number },
): Promise<Lease | null> {
  const token = randomUUID();
  const [row] = await sql.query(
    `insert into collector_lease as held (cluster_id, holder, token, expires_at)
     values ($1, $2, $3, clock_timestamp() + make_interval(secs => $4::float8 / 1000))
     on conflict (cluster_id) do update set holder = excluded.holder, token = excluded.token, expires_at = excluded.expires_at
       where held.expires_at < clock_timestamp() or held.holder = excluded.holder
     returning token::text`,
    [clusterId, holder, token, ttlMs],
    tokenSchema,
  );
  return row === undefined ? null : { clusterId, holder, token: row.token, ttlMs };
}

/**
 * Prolongs a lease and, inside a transaction, keeps its row locked until the end of it; false when it was lost.
 * A lease that ran out but that nobody else took is still ours.
 */
export async function renewLease(sql: Sql, lease: Lease): Promise<boolean> {
  const renewed = await sql.execute(
    `update collector_lease set expires_at = clock_timestamp() + make_interval(secs => $3::float8 / 1000)
      where cluster_id = $1 and token = $2`,
    [lease.clusterId, lease.token, lease.ttlMs],
  );
  return renewed === 1;
}

/** Gives the lease back so that another collector need not wait for it to expire. */
export async function releaseLease(sql: Sql, lease: Lease): Promise<void> {
  await sql.execute('delete from collector_lease where cluster_id = $1 and token = $2', [lease.clusterId, lease.token]);
}
