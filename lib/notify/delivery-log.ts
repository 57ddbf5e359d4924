import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import type { DestinationKind } from './configs.ts';

const MOST_ATTEMPTS = 20;

const attemptRow = z.object({
  attempt: z.int(),
  at: z.string(),
  status: z.int().nullable(),
  outcome: z.enum(['delivered', 'retry', 'parked']),
  detail: z.string(),
  durationMs: z.int(),
});

const deliveryRow = z.object({
  id: z.string(),
  destinationId: z.string(),
  destinationName: z.string(),
  kind: z.string().transform((kind) => kind as DestinationKind),
  event: z.enum(['opened', 'updated', 'acknowledged', 'resolved']),
  noticeId: z.string(),
  summary: z.string(),
  incidentId: z.uuid().nullable(),
  state: z.enum(['waiting', 'delivered', 'parked']),
  reason: z.string().nullable(),
  createdAt: z.date(),
  nextAt: z.date(),
  attempts: z.array(attemptRow),
});
/** A delivery with its newest attempts. */
export type LoggedDelivery = z.output<typeof deliveryRow>;

const DELIVERY = `select v.id::text, d.id::text as "destinationId", d.name as "destinationName", d.kind, v.event,
       v.notice_id as "noticeId", v.notice ->> 'summary' as summary, v.incident_id as "incidentId", v.state, v.reason,
       v.created_at as "createdAt", v.next_at as "nextAt",
       coalesce((select json_agg(json_build_object('attempt', a.attempt, 'at', a.at, 'status', a.status, 'outcome', a.outcome,
                          'detail', a.detail, 'durationMs', a.duration_ms) order by a.attempt desc)
                   from (select * from delivery_attempt t where t.delivery_id = v.id order by t.attempt desc limit ${MOST_ATTEMPTS}) a),
                '[]') as attempts
  from delivery v join destination d on d.id = v.destination_id`;

export interface DeliveryFilter {
  destinationId: string | null;
  state: 'waiting' | 'delivered' | 'parked' | null;
  /** Only of what happened on this cluster. */
  cluster: string | null;
  /** The id before which the page begins. */
  before: bigint | null;
  limit: number;
}

/** One page of deliveries, the newest first. Throws a DatabaseError. */
export const deliveryPage = (
  sql: Sql,
  { destinationId, state, cluster, before, limit }: DeliveryFilter,
): Promise<LoggedDelivery[]> =>
  sql.query(
    `${DELIVERY} where ($1::int8 is null or v.destination_id = $1) and ($2::text is null or v.state = $2)
        and ($3::int8 is null or v.id < $3) and ($5::text is null or v.notice ->> 'cluster' = $5)
      order by v.id desc limit $4`,
    [destinationId, state, before, limit, cluster],
    deliveryRow,
  );

/** One delivery; null without. Throws a DatabaseError. */
export async function findDelivery(sql: Sql, id: string): Promise<LoggedDelivery | null> {
  const [found] = await sql.query(`${DELIVERY} where v.id = $1`, [id], deliveryRow);
  return found ?? null;
}

/** Has a delivery that is parked tried again, at once; false where it is not parked. Throws a DatabaseError. */
export async function redeliver(sql: Sql, id: string): Promise<boolean> {
  const changed = await sql.execute(
    `update delivery set state = 'waiting', next_at = now(), settled_at = null, created_at = now()
      where id = $1 and state = 'parked'`,
    [id],
  );
  return changed > 0;
}

const standingRow = z.object({
  id: z.string(),
  waiting: z.int(),
  parked: z.int(),
  lastDeliveredAt: z.date().nullable(),
  rules: z.int(),
});
/** How it stands with what is told to a destination. */
export type Standing = z.output<typeof standingRow>;

/** Standing of each destination, by its id. Throws a DatabaseError. */
export async function standings(sql: Sql): Promise<Map<string, Standing>> {
  const rows = await sql.query(
    // Each part by an index of its own: most deliveries were delivered long ago.
    `select d.id::text, undelivered.waiting, undelivered.parked,
            (select v.settled_at from delivery v where v.destination_id = d.id and v.state = 'delivered'
              order by v.settled_at desc limit 1) as "lastDeliveredAt",
            (select count(*)::int4 from alert_rule r where r.definition -> 'destinations' ? d.name) as rules
       from destination d cross join lateral (
              select count(*) filter (where v.state = 'waiting')::int4 as waiting,
                     count(*) filter (where v.state = 'parked')::int4 as parked
                from delivery v where v.destination_id = d.id and v.state <> 'delivered') undelivered`,
    [],
    standingRow,
  );
  return new Map(rows.map((row) => [row.id, row]));
}
