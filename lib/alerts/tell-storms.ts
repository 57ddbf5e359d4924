import type { Owner } from '#lib/config/owners.ts';
import type { Sql } from '#lib/db/database.ts';
import type { NoticeEvent } from '#lib/notify/notice.ts';
import { type OwnedIncident, owned } from './owner.ts';
import { incidentsOfNotice, type StoredIncident } from './store/incidents.ts';
import { type Storm, writeStorm } from './store/storms.ts';
import { byWorst, UNTOLD, UPDATE_EVERY_MS } from './storm.ts';
import type { Placed } from './tell.ts';

interface StormNews {
  /** Incidents of the poll that were told of, or ended. */
  changed: readonly Placed[];
  /** Those of them that were told of. */
  fresh: readonly Placed[];
  repeated: readonly Placed[];
  muted: readonly StoredIncident[];
  atMs: number;
  clusterId: number;
  owners: readonly Owner[];
  send(of: readonly OwnedIncident[], event: NoticeEvent): void;
  /** Opens a notice that others have heard of for whoever is to hear of those that joined it, and has not. */
  welcome(of: readonly OwnedIncident[], joined: readonly OwnedIncident[]): void;
}

/** Tells of each storm what is due; true where one goes on. Throws a DatabaseError. */
export async function tellStorms(
  sql: Sql,
  storms: ReadonlyMap<string, Storm>,
  { changed, fresh, repeated, muted, atMs, clusterId, owners, send, welcome }: StormNews,
): Promise<boolean> {
  const isMuted = new Set(muted.map(({ id }) => id));
  let goesOn = false;
  for (const storm of storms.values()) {
    const isIn = ({ noticeId }: Placed) => noticeId === storm.noticeId;
    const hasChanged = changed.some(isIn);
    const hasNews = storm.hasNews || hasChanged || repeated.some(isIn);
    // Also where the clock was set back since.
    const isDue = hasNews && (atMs - storm.sentAtMs >= UPDATE_EVERY_MS || atMs < storm.sentAtMs);
    if (!hasChanged && !isDue) {
      goesOn = true;
      continue;
    }
    const all = (await incidentsOfNotice(sql, storm.noticeId)).map((incident) => owned(owners, incident));
    const firing = all.filter(({ resolvedAt }) => resolvedAt === null);
    const isOver = firing.length === 0;
    goesOn ||= !isOver;
    if (isOver) send(byWorst(all), 'resolved');
    const heard = firing.filter(({ id }) => !isMuted.has(id));
    const isSent = isOver || (isDue && heard.length > 0);
    if (isSent && !isOver) send(byWorst(heard), storm.sentAtMs === UNTOLD ? 'opened' : 'updated');
    // An owner who has not heard of it does not wait for the next update of the others.
    if (storm.sentAtMs !== UNTOLD) welcome(byWorst(heard), fresh.filter(isIn));
    const sent = { ...storm, sentAtMs: isOver ? UNTOLD : atMs, hasNews: false };
    const next = isSent ? sent : { ...storm, hasNews };
    await writeStorm(sql, clusterId, next, isOver ? atMs : null);
  }
  return goesOn;
}
