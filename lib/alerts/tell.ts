import type { Owner } from '#lib/config/owners.ts';
import type { Sql } from '#lib/db/database.ts';
import { sameValue } from '#lib/history/same-value.ts';
import type { NoticeEvent } from '#lib/notify/notice.ts';
import type { Evaluation } from './evaluator.ts';
import { type Destinations, hearersOf } from './hearers.ts';
import type { IncidentChange, IncidentFacts } from './incident.ts';
import type { LateChanges } from './late-polls.ts';
import { type Mute, type Mutes, muteOf } from './mute.ts';
import { type ConsoleLinks, noticeIdOf, noticeOf } from './notice-of.ts';
import { type OwnedIncident, owned } from './owner.ts';
import type { AlertRule } from './rule.ts';
import {
  openIncidents,
  putOffRepeats,
  readIncidents,
  restoreTold,
  type StoredIncident,
  toldSince,
  writeEnds,
  writeMutes,
  writeOpenings,
  writeRepeated,
  writeTold,
} from './store/incidents.ts';
import { type Outgoing, putDeliveries, toldTo } from './store/outbox.ts';
import { readStorms, type Storm } from './store/storms.ts';
import { placed, STORM_WINDOW_MS, UNTOLD } from './storm.ts';
import { tellStorms } from './tell-storms.ts';
import type { Unread } from './unread.ts';

/** What came of a poll, after what came of those before it that could not be written. */
export interface LateEvaluation extends Evaluation {
  before: readonly LateChanges[];
}

export interface TellContext {
  clusterId: number;
  links: ConsoleLinks;
  newId(): string;
  destinations: Destinations;
  owners: readonly Owner[];
  /** By id. */
  rules: ReadonlyMap<number, AlertRule>;
  mutes: Mutes;
  /** What this poll says of an incident's target; null where it did not see it. */
  factsNow(incident: StoredIncident): IncidentFacts | null;
  /** Why this poll cannot read it. */
  unreadNow(incident: StoredIncident): Unread;
}

export interface Told {
  deliveries: number;
  /** There may be something to tell with the next poll, even if nothing opens or ends: a storm goes on, or incidents are muted. */
  goesOn: boolean;
}

/** An incident with the notice that it is told by, and whose it is. */
export type Placed = OwnedIncident & { noticeId: string };
/** One that was told. */
type ToldIncident = StoredIncident & { noticeId: string };

/** What is to be told of one poll, apart from storms. */
interface Due {
  fresh: Placed[];
  ended: Placed[];
  repeated: Placed[];
  /** Nobody is told of it. */
  muted: StoredIncident[];
}

/**
 * Writes what became of incidents, and puts into the outbox what is to be told of them: of those that open, or came out of a mute, by
 * which notice; of those that were told, their end, muted or not, and what is to be said once more. One that opened and ended within a
 * mute is never told. Throws a DatabaseError.
 */
export async function tellIncidents(
  sql: Sql,
  { targets, incidents, before, atMs, unseenMs }: LateEvaluation,
  context: TellContext,
): Promise<Told> {
  const all = [...before, { atMs, incidents }];
  const changes = all.flatMap(({ incidents: ofPoll }) => ofPoll);
  const known = before.length === 0 ? [] : await readIncidents(sql, idsOf(changes));
  for (const { incidents: ofPoll } of all) await writeChanges(sql, context.clusterId, ofPoll);
  // What ended and came back while nothing could be told is to everybody as if it had gone on.
  await restoreTold(
    sql,
    known.filter(({ resolvedAt, toldAt }) => resolvedAt === null && toldAt !== null),
  );
  await putOffRepeats(sql, context.clusterId, unseenMs);
  const ended = idsOf(changes.filter(({ kind }) => kind === 'resolved'));
  const noData = new Set(targets.flatMap(({ target }) => (target?.state.isNoData ? (target.incidentId ?? []) : [])));
  const due = await dueAt(sql, { endedIds: ended, noData, atMs }, context);
  const openedLateMs = new Map(
    before.flatMap((late) => late.incidents.map(({ incidentId }) => [incidentId, late.atMs] as const)),
  );
  // Those that join a storm are found by its notice.
  await writeTold(sql, due.fresh, atMs);
  const changed = [...due.fresh, ...due.ended];
  const storms = await stormsOf(sql, due, context);
  const told = await toldTo(sql, [
    ...new Set([...storms.keys(), ...[...changed, ...due.repeated].map(({ noticeId }) => noticeId)]),
  ]);
  const outgoing: Outgoing[] = [];
  const heardBy = ([first]: readonly StoredIncident[]) => told.get(first?.noticeId ?? '') ?? [];
  const put = (of: readonly OwnedIncident[], event: NoticeEvent, to: ReadonlySet<bigint>) => {
    const [first] = of;
    if (first?.noticeId == null || to.size === 0) return;
    const said =
      event === 'resolved' ? of : of.map((incident) => foundLate(incident, openedLateMs.get(incident.id), atMs));
    const notice = noticeOf(said, event, new Date(atMs), context.links);
    const incidentId = storms.has(first.noticeId) ? null : first.id;
    outgoing.push(...[...to].map((destinationId) => ({ destinationId, incidentId, notice })));
  };
  // Whoever heard of it hears the rest of it, whatever the rule says now; others only from a beginning on.
  const send = (of: readonly OwnedIncident[], event: NoticeEvent) => {
    const heard = heardBy(of);
    put(of, event, new Set(event === 'opened' ? [...heard, ...namedFor(of, context)] : heard));
  };
  const welcome = (of: readonly OwnedIncident[], joined: readonly OwnedIncident[]) =>
    put(of, 'opened', new Set(namedFor(joined, context).filter((one) => !heardBy(of).includes(one))));
  const isApart = ({ noticeId }: Placed) => !storms.has(noticeId);
  for (const incident of due.fresh.filter(isApart)) send([asItIs(incident, atMs, context)], 'opened');
  for (const incident of due.ended.filter(isApart)) send([incident], 'resolved');
  for (const incident of due.repeated.filter(isApart)) send([asItIs(incident, atMs, context)], 'updated');
  const { clusterId, owners } = context;
  const stormsGoOn = await tellStorms(sql, storms, { ...due, changed, atMs, clusterId, owners, send, welcome });
  await writeRepeated(
    sql,
    due.repeated.map(({ id }) => id),
    atMs,
  );
  await putDeliveries(sql, outgoing);
  return { deliveries: outgoing.length, goesOn: stormsGoOn || due.muted.length > 0 };
}

const idsOf = (changes: readonly IncidentChange[]): string[] => [
  ...new Set(changes.map(({ incidentId }) => incidentId)),
];

/** The destinations that are to be told of incidents by their rules, and by their owners, as it stands now. */
const namedFor = (incidents: readonly OwnedIncident[], { rules, destinations }: TellContext): bigint[] =>
  incidents.flatMap(({ rule, owner }) => {
    const known = rules.get(Number(rule.id));
    return known === undefined ? [] : hearersOf(known, owner, destinations);
  });

async function writeChanges(sql: Sql, clusterId: number, changes: readonly IncidentChange[]): Promise<void> {
  await writeOpenings(
    sql,
    clusterId,
    changes.filter((change) => change.kind !== 'resolved'),
  );
  await writeEnds(
    sql,
    changes.filter((change) => change.kind === 'resolved'),
  );
}

interface Looked {
  endedIds: readonly string[];
  /** Incidents that fire because nothing can be read of their target now. */
  noData: ReadonlySet<string>;
  atMs: number;
}

async function dueAt(sql: Sql, { endedIds, noData, atMs }: Looked, context: TellContext): Promise<Due> {
  const open = await openIncidents(sql, context.clusterId);
  const mutes = new Map(
    open.map((incident) => {
      const unread = noData.has(incident.id) ? context.unreadNow(incident) : null;
      return [incident.id, muteOf({ ...incident, unread }, context.mutes)];
    }),
  );
  await writeMutes(sql, changedMutes(open, mutes));
  const heard = open.filter(({ id }) => mutes.get(id) === null);
  const ended = await readIncidents(sql, endedIds);
  // What nobody is named for is told once somebody is.
  const { owners } = context;
  const hasHearers = (incident: StoredIncident) =>
    incident.noticeId !== null || namedFor([owned(owners, incident)], context).length > 0;
  const places = await placesOf(
    sql,
    heard.filter((incident) => incident.toldAt === null && hasHearers(incident)),
    atMs,
    context,
  );
  return {
    fresh: heard.flatMap((incident): Placed[] => {
      const noticeId = places.get(incident.id);
      return noticeId === undefined ? [] : [{ ...owned(owners, incident), noticeId }];
    }),
    ended: ended
      .filter(({ resolvedAt }) => resolvedAt !== null)
      .filter(wasTold)
      .map((incident) => owned(owners, incident)),
    repeated: heard
      .filter(wasTold)
      .filter((incident) => isToBeRepeated(incident, atMs, context))
      .map((incident) => owned(owners, incident)),
    muted: open.filter(({ id }) => mutes.get(id) !== null),
  };
}

const wasTold = (incident: StoredIncident): incident is ToldIncident =>
  incident.noticeId !== null && incident.toldAt !== null;

function changedMutes(
  open: readonly StoredIncident[],
  mutes: ReadonlyMap<string, Mute | null>,
): Map<string, Mute | null> {
  return new Map(
    open.flatMap(({ id, muted }) => {
      const mute = mutes.get(id) ?? null;
      return sameValue(muted, mute) ? [] : [[id, mute] as const];
    }),
  );
}

async function placesOf(
  sql: Sql,
  untold: readonly StoredIncident[],
  atMs: number,
  { clusterId, newId }: TellContext,
): Promise<Map<string, string>> {
  if (untold.length === 0) return new Map();
  const storms = await readStorms(sql, clusterId, []);
  return placed(
    untold.map(({ id, rule, noticeId }) => ({ id, ruleId: Number(rule.id), noticeId })),
    {
      open: new Map(storms.map(({ ruleId, noticeId }) => [ruleId, noticeId])),
      recent: await toldSince(sql, clusterId, atMs - STORM_WINDOW_MS, atMs),
      noticeIdOf,
      newStormId: () => `tidemark-storm-${newId()}`,
    },
  );
}

/** Nobody has said that they look, and it was not said for as long as the rule has it. */
function isToBeRepeated(incident: StoredIncident, atMs: number, { rules }: TellContext): boolean {
  const everyS = rules.get(Number(incident.rule.id))?.repeatSeconds ?? null;
  if (everyS === null || incident.ackedAt !== null) return false;
  const last = incident.repeatFrom ?? incident.repeatedAt ?? incident.toldAt;
  return last !== null && atMs - last.getTime() >= everyS * 1000;
}

/** The storms that go on, that these incidents are of, and that begin with them. */
async function stormsOf(sql: Sql, { fresh, ended }: Due, { clusterId }: TellContext): Promise<Map<string, Storm>> {
  const begun = fresh
    .filter(({ id, noticeId }) => noticeId !== noticeIdOf(id))
    .map(({ noticeId, rule }) => ({ noticeId, ruleId: Number(rule.id), sentAtMs: UNTOLD, hasNews: true }));
  const notices = [...fresh, ...ended].map(({ noticeId }) => noticeId);
  const known = await readStorms(sql, clusterId, notices);
  return new Map([...begun, ...known].map((storm) => [storm.noticeId, storm]));
}

/** What is said some time after an incident opened says how it is by now. */
function asItIs(incident: Placed, atMs: number, { factsNow }: TellContext): Placed {
  if (incident.openedAt.getTime() === atMs) return incident;
  return { ...incident, facts: factsNow(incident) ?? incident.facts };
}

/** What opened at an instant at which nothing could be written says by how much it is told late; others are as they are. */
function foundLate(incident: OwnedIncident, openedMs: number | undefined, atMs: number): OwnedIncident {
  if (openedMs === undefined) return incident;
  const condition = `${incident.facts.condition}, detected ${Math.round((atMs - openedMs) / 1000)} s late`;
  return { ...incident, facts: { ...incident.facts, condition } };
}
