import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { storableJson } from '#lib/history/storable.ts';
import type { Notice } from '#lib/notify/notice.ts';

/** Something to be told to one destination. */
export interface Outgoing {
  destinationId: bigint;
  /** Null: it is about several. */
  incidentId: string | null;
  notice: Notice;
}

const destinationRow = z.object({ id: z.bigint(), name: z.string() });

/** Ids of the destinations by name. Throws a DatabaseError. */
export async function destinationIds(sql: Sql): Promise<Map<string, bigint>> {
  const rows = await sql.query('select id, name from destination order by id', [], destinationRow);
  return new Map(rows.map(({ id, name }) => [name, id]));
}

const toldRow = z.object({ noticeId: z.string(), destinationId: z.bigint() });

/** Where these notices were told: there all that follows is told too, whatever the rule says now. Throws a DatabaseError. */
export async function toldTo(sql: Sql, noticeIds: readonly string[]): Promise<Map<string, bigint[]>> {
  if (noticeIds.length === 0) return new Map();
  const rows = await sql.query(
    `select distinct notice_id as "noticeId", destination_id as "destinationId" from delivery
      where notice_id = any($1::text[]) order by destination_id`,
    [noticeIds],
    toldRow,
  );
  const byNotice = Map.groupBy(rows, ({ noticeId }) => noticeId);
  return new Map([...byNotice].map(([id, told]) => [id, told.map(({ destinationId }) => destinationId)]));
}

/** Puts deliveries into the outbox, in this order. Throws a DatabaseError. */
export async function putDeliveries(sql: Sql, outgoing: readonly Outgoing[]): Promise<void> {
  if (outgoing.length === 0) return;
  await sql.execute(
    `insert into delivery (destination_id, incident_id, notice_id, event, notice)
     select o.destination_id, o.incident_id, o.notice_id, o.event, o.notice
       from unnest($1::int8[], $2::uuid[], $3::text[], $4::text[], $5::jsonb[]) with ordinality
         as o(destination_id, incident_id, notice_id, event, notice, ordinal) order by o.ordinal`,
    [
      outgoing.map(({ destinationId }) => destinationId),
      outgoing.map(({ incidentId }) => incidentId),
      outgoing.map(({ notice }) => notice.id),
      outgoing.map(({ notice }) => notice.event),
      outgoing.map(({ notice }) => storableJson(notice)),
    ],
  );
}
