import type { Sql } from '#lib/db/database.ts';
import type { NoticeEvent } from '#lib/notify/notice.ts';
import type { Evaluation } from './evaluator.ts';
import { type ConsoleLinks, noticeIdOf, noticeOf } from './notice-of.ts';
import {
  incidentsOfNotice,
  openedSince,
  readIncidents,
  type StoredIncident,
  writeEnds,
  writeOpenings,
} from './store/incidents.ts';
import { type Outgoing, putDeliveries, toldTo } from './store/outbox.ts';
import { readStorms, type Storm, writeStorm } from './store/storms.ts';
import { placed, STORM_WINDOW_MS, UPDATE_EVERY_MS } from './storm.ts';

export interface TellContext {
  clusterId: number;
  links: ConsoleLinks;
  newId(): string;
  /** Ids of the destinations, by name. */
  destinations: ReadonlyMap<string, bigint>;
}

export interface Told {
  deliveries: number;
  /** A storm goes on: it may have news with the next poll, too. */
  storms: boolean;
}

/** Writes what became of incidents, and puts into the outbox what is to be told of them. Throws a DatabaseError. */
export async function tellIncidents(sql: Sql, { incidents, atMs }: Evaluation, context: TellContext): Promise<Told> {
  const openings = incidents.filter((change) => change.kind !== 'resolved');
  const ends = incidents.filter((change) => change.kind === 'resolved');
  const opened = openings.length > 0 ? await place(sql, openings, atMs, context) : [];
  await writeOpenings(sql, context.clusterId, opened);
  await writeEnds(sql, ends);
  const changed = await readIncidents(
    sql,
    incidents.map(({ incidentId }) => incidentId),
  );
  const newStorms: Storm[] = opened
    .filter(({ noticeId, incidentId, kind }) => kind === 'opened' && noticeId !== noticeIdOf(incidentId))
    .map(({ noticeId, rule }) => ({ noticeId, ruleId: rule.id, sentAtMs: 0, hasNews: true }));
  const known = await readStorms(
    sql,
    context.clusterId,
    changed.map(({ noticeId }) => noticeId),
  );
  const storms = new Map([...newStorms, ...known].map((storm) => [storm.noticeId, storm]));
  const outgoing: Outgoing[] = [];
  const told = await toldTo(sql, [...new Set([...changed.map(({ noticeId }) => noticeId), ...storms.keys()])]);
  const send = (of: readonly StoredIncident[], event: NoticeEvent) => {
    const [first] = of;
    if (first === undefined) return;
    const notice = noticeOf(of, event, new Date(atMs), context.links);
    const rule = openings.find(({ incidentId }) => incidentId === first.id)?.rule;
    const named = (rule?.destinations ?? []).flatMap((name) => context.destinations.get(name) ?? []);
    const to = told.get(first.noticeId) ?? named;
    const incidentId = storms.has(first.noticeId) ? null : first.id;
    outgoing.push(...[...new Set(to)].map((destinationId) => ({ destinationId, incidentId, notice })));
  };
  const order = new Map(incidents.map(({ incidentId }, index) => [incidentId, index]));
  const apart = changed.filter(({ noticeId }) => !storms.has(noticeId));
  for (const incident of apart.toSorted((one, other) => (order.get(one.id) ?? 0) - (order.get(other.id) ?? 0))) {
    send([incident], incident.resolvedAt === null ? 'opened' : 'resolved');
  }
  let goOn = false;
  for (const storm of storms.values()) {
    const hasChanged = changed.some(({ noticeId }) => noticeId === storm.noticeId);
    const isOver = await tellStorm(
      sql,
      { ...storm, hasNews: storm.hasNews || hasChanged },
      hasChanged,
      atMs,
      context,
      send,
    );
    goOn ||= !isOver;
  }
  await putDeliveries(sql, outgoing);
  return { deliveries: outgoing.length, storms: goOn };
}

/** Tells of a storm what is due; true where it is over. */
async function tellStorm(
  sql: Sql,
  storm: Storm,
  hasChanged: boolean,
  atMs: number,
  { clusterId }: TellContext,
  send: (of: readonly StoredIncident[], event: NoticeEvent) => void,
): Promise<boolean> {
  const isDue = storm.hasNews && atMs - storm.sentAtMs >= UPDATE_EVERY_MS;
  if (!hasChanged && !isDue) return false;
  const all = await incidentsOfNotice(sql, storm.noticeId);
  const firing = all.filter(({ resolvedAt }) => resolvedAt === null);
  if (firing.length === 0) {
    send(byWorst(all), 'resolved');
    await writeStorm(sql, clusterId, { ...storm, sentAtMs: atMs, hasNews: false }, atMs);
    return true;
  }
  if (isDue) send(byWorst(firing), storm.sentAtMs === 0 ? 'opened' : 'updated');
  const next = isDue ? { ...storm, sentAtMs: atMs, hasNews: false } : storm;
  await writeStorm(sql, clusterId, next, null);
  return false;
}

const byWorst = (incidents: readonly StoredIncident[]): StoredIncident[] =>
  incidents.toSorted((one, other) => (other.facts.value ?? 0) - (one.facts.value ?? 0));

async function place(
  sql: Sql,
  openings: Parameters<typeof placed>[0],
  atMs: number,
  { clusterId, newId }: TellContext,
) {
  const storms = await readStorms(sql, clusterId, []);
  return placed(openings, {
    open: new Map(storms.map(({ ruleId, noticeId }) => [ruleId, noticeId])),
    recent: await openedSince(sql, clusterId, atMs - STORM_WINDOW_MS),
    noticeIdOf,
    newStormId: () => `tidemark-storm-${newId()}`,
  });
}
