import type { Sql } from '#lib/db/database.ts';
import type { NoticeEvent } from '#lib/notify/notice.ts';
import { incidentsOfNotice, type StoredIncident } from './store/incidents.ts';
import { type Storm, writeStorm } from './store/storms.ts';
import { UNTOLD, UPDATE_EVERY_MS } from './storm.ts';
import type { Placed } from './tell.ts';

interface StormNews {
  /** Incidents of the poll that were told of, or ended. */
  changed: readonly Placed[];
  repeated: readonly Placed[];
  muted: readonly StoredIncident[];
  atMs: number;
  clusterId: number;
  send(of: readonly StoredIncident[], event: NoticeEvent): void;
}

/** Tells of each storm what is due; true where one goes on. Throws a DatabaseError. */
export async function tellStorms(
  sql: Sql,
  storms: ReadonlyMap<string, Storm>,
  { changed, repeated, muted, atMs, clusterId, send }: StormNews,
): Promise<boolean> {
  const isMuted = new Set(muted.map(({ id }) => id));
  let goesOn = false;
  for (const storm of storms.values()) {
    const isIn = ({ noticeId }: Placed) => noticeId === storm.noticeId;
    const hasChanged = changed.some(isIn);
    const hasNews = storm.hasNews || hasChanged || repeated.some(isIn);
    const isDue = hasNews && atMs - storm.sentAtMs >= UPDATE_EVERY_MS;
    if (!hasChanged && !isDue) {
      goesOn = true;
      continue;
    }
    const all = await incidentsOfNotice(sql, storm.noticeId);
    const firing = all.filter(({ resolvedAt }) => resolvedAt === null);
    const isOver = firing.length === 0;
    goesOn ||= !isOver;
    if (isOver) send(byWorst(all), 'resolved');
    const heard = firing.filter(({ id }) => !isMuted.has(id));
    const isSent = isOver || (isDue && heard.length > 0);
    if (isSent && !isOver) send(byWorst(heard), storm.sentAtMs === UNTOLD ? 'opened' : 'updated');
    const sent = { ...storm, sentAtMs: isOver ? UNTOLD : atMs, hasNews: false };
    const next = isSent ? sent : { ...storm, hasNews };
    await writeStorm(sql, clusterId, next, isOver ? atMs : null);
  }
  return goesOn;
}

const byWorst = (incidents: readonly StoredIncident[]): StoredIncident[] =>
  incidents.toSorted((one, other) => (other.facts.value ?? 0) - (one.facts.value ?? 0));
