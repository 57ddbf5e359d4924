import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { RESOLUTIONS } from '../incident.ts';
import type { LossSeen, Telling } from '../timeline.ts';
import type { StoredIncident } from './incidents.ts';

/** What is repeated for days is told by its newest. */
const MOST_TELLINGS = 1_000;
const MOST_LOSSES = 50;

const tellingRow = z
  .object({
    at: z.coerce.date(),
    event: z.enum(['opened', 'updated', 'acknowledged', 'resolved']),
    incidents: z.int(),
    by: z.string().nullable(),
    // Recoveries say no more than that.
    resolution: z.enum(RESOLUTIONS).nullable().catch(null),
    name: z.string(),
    state: z.enum(['waiting', 'delivered', 'parked']),
    settledAt: z.date().nullable(),
    nextAt: z.date(),
    attempts: z.int(),
    reason: z.string().nullable(),
  })
  .transform(
    ({ at, event, incidents, by, resolution, nextAt, ...destination }): Telling => ({
      at,
      event,
      incidents,
      by,
      resolution,
      destination: { ...destination, nextAt: destination.state === 'waiting' ? nextAt : null },
    }),
  );

/** What was told of an incident, and is to be, by any notice of its own or of its storm. Throws a DatabaseError. */
export async function tellingsOf(sql: Sql, { noticeId }: StoredIncident): Promise<Telling[]> {
  if (noticeId === null) return [];
  return sql.query(
    `select v.notice ->> 'at' as at, v.event, (v.notice ->> 'incidentCount')::int4 as incidents,
            v.notice ->> 'acknowledgedBy' as by, v.notice -> 'incidents' -> 0 ->> 'resolution' as resolution,
            d.name, v.state, v.settled_at as "settledAt", v.next_at as "nextAt", v.attempts, v.reason
       from delivery v join destination d on d.id = v.destination_id
      where v.notice_id = $1 order by v.id desc limit $2`,
    [noticeId, MOST_TELLINGS],
    tellingRow,
  );
}

const lossRow = z.object({ at: z.date(), topic: z.string(), partitions: z.int() });

/** When unread records of its group were seen to be gone while it lasted, the first before the rest. Throws a DatabaseError. */
export async function lossesOf(
  sql: Sql,
  { cluster, group, topic, since, resolvedAt }: StoredIncident,
): Promise<LossSeen[]> {
  if (group === null) return [];
  return sql.query(
    `select s.at, t.name as topic, sum(cardinality(s.partitions))::int4 as partitions
       from status_change s join consumer_group g on g.id = s.group_id join cluster c on c.id = g.cluster_id
       join topic t on t.id = s.topic_id
      where c.name = $1 and g.name = $2 and s.status = 'LOST' and ($3::text is null or t.name = $3)
        and s.at >= $4 and s.at <= coalesce($5::timestamptz, 'infinity')
      group by s.at, t.name order by s.at, t.name limit $6`,
    [cluster, group, topic, since, resolvedAt, MOST_LOSSES],
    lossRow,
  );
}
