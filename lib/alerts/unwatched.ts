import { z } from 'zod';
import type { Owner } from '#lib/config/owners.ts';
import type { Database, Sql } from '#lib/db/database.ts';
import { type ConsoleLinks, noticeIdOf, noticeOf } from './notice-of.ts';
import { owned } from './owner.ts';
import { openIncidents, readIncidents, writeEnds } from './store/incidents.ts';
import { putDeliveries, toldTo } from './store/outbox.ts';
import { clusterJudged, holdEvaluation } from './store/targets.ts';

export interface UnwatchedQuery {
  /** Those that are in the settings, by name. */
  configured: readonly string[];
  /** So long must nobody have judged a cluster: another process may have other settings. */
  afterMs: number;
  nowMs: number;
  links: ConsoleLinks;
  owners: readonly Owner[];
}

const clusterRow = z.object({ id: z.int() });

/**
 * Ends what is open on clusters that are in the settings no more, and tells that to whoever was told of it: no poll would. Gives how many
 * clusters that were. Throws a DatabaseError.
 */
export async function endUnwatched(database: Database, query: UnwatchedQuery): Promise<number> {
  const clusters = await database.query(
    `select c.id from cluster c left join alert_evaluation e on e.cluster_id = c.id
      where c.name <> all($1) and coalesce(e.evaluated_at, c.created_at) < $2
        and exists (select 1 from incident i where i.cluster_id = c.id and i.resolved_at is null)`,
    [query.configured, new Date(query.nowMs - query.afterMs)],
    clusterRow,
  );
  let ended = 0;
  for (const { id } of clusters) {
    if (await database.transaction((sql) => endAllOf(sql, id, query))) ended++;
  }
  return ended;
}

/** True where it is still judged by nobody. A process that judges it after all sees by the id of the write that its state is gone. */
async function takeOver(sql: Sql, clusterId: number, { nowMs, afterMs }: UnwatchedQuery): Promise<boolean> {
  await holdEvaluation(sql, clusterId);
  const { knownSinceMs, judgedAtMs } = await clusterJudged(sql, clusterId);
  if ((judgedAtMs ?? knownSinceMs) >= nowMs - afterMs) return false;
  await sql.execute('update alert_evaluation set write_id = gen_random_uuid() where cluster_id = $1', [clusterId]);
  return true;
}

async function endAllOf(sql: Sql, clusterId: number, query: UnwatchedQuery): Promise<boolean> {
  if (!(await takeOver(sql, clusterId, query))) return false;
  const { nowMs, links, owners } = query;
  const open = await openIncidents(sql, clusterId);
  const ids = open.map(({ id }) => id);
  await writeEnds(
    sql,
    ids.map((incidentId) => ({ kind: 'resolved', incidentId, atMs: nowMs, why: 'cluster-removed' })),
  );
  await sql.execute('delete from alert_target where cluster_id = $1', [clusterId]);
  await sql.execute('update storm set resolved_at = $2 where cluster_id = $1 and resolved_at is null', [
    clusterId,
    new Date(nowMs),
  ]);
  const told = (await readIncidents(sql, ids)).filter(({ toldAt }) => toldAt !== null);
  const byNotice = Map.groupBy(told, ({ noticeId }) => noticeId ?? '');
  const destinations = await toldTo(sql, [...byNotice.keys()]);
  const outgoing = [...byNotice].flatMap(([noticeId, incidents]) => {
    const ofWhom = incidents.map((incident) => owned(owners, incident));
    const notice = noticeOf(ofWhom, 'resolved', new Date(nowMs), links);
    const incidentId = incidents.find(({ id }) => noticeIdOf(id) === noticeId)?.id ?? null;
    return (destinations.get(noticeId) ?? []).map((destinationId) => ({ destinationId, incidentId, notice }));
  });
  await putDeliveries(sql, outgoing);
  return true;
}
