import type { Owner } from '#lib/config/owners.ts';
import type { Sql } from '#lib/db/database.ts';
import { type ConsoleLinks, noticeIdOf, noticeOf } from './notice-of.ts';
import { owned } from './owner.ts';
import { markSeen } from './store/incident-lists.ts';
import { incidentsOfNotice } from './store/incidents.ts';
import { putDeliveries, toldTo } from './store/outbox.ts';
import { raiseRevision } from './store/rules.ts';

/** Who looks at an incident. */
export interface Seen {
  by: string;
  note: string | null;
  at: Date;
}

/**
 * Notes that somebody looks at an incident that is open, and tells whoever was told of it: of a storm once somebody looks at each of
 * its incidents. False where it is over, or somebody looks already. In a transaction: the poll that ends it waits, so that its end is
 * told after this. Throws a DatabaseError.
 */
export async function acknowledge(
  sql: Sql,
  id: string,
  seen: Seen,
  { links, owners }: { links: ConsoleLinks; owners: readonly Owner[] },
): Promise<boolean> {
  // What was lost holds it open no longer.
  await raiseRevision(sql);
  const marked = await markSeen(sql, id, seen);
  if (marked === null) return false;
  const { noticeId } = marked;
  if (noticeId === null) return true;
  const all = await incidentsOfNotice(sql, noticeId);
  const firing = all.filter(({ resolvedAt }) => resolvedAt === null);
  if (firing.some(({ ackedAt }) => ackedAt === null)) return true;
  const ofWhom = firing.map((incident) => owned(owners, incident));
  const notice = noticeOf(ofWhom, 'acknowledged', seen.at, links);
  const told = (await toldTo(sql, [noticeId])).get(noticeId) ?? [];
  const incidentId = noticeId === noticeIdOf(id) ? id : null;
  await putDeliveries(
    sql,
    told.map((destinationId) => ({ destinationId, incidentId, notice })),
  );
  return true;
}
