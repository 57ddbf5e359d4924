import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { threePollsMs } from '#lib/lag/three-polls.ts';

const judgedRow = z.object({ name: z.string(), at: z.date() });

/**
 * Which of these clusters nobody polls and judges by the rules, whoever is to: no poll of theirs was judged for three intervals. Null
 * where that is none. Throws a DatabaseError.
 */
export async function unjudgedClusters(
  sql: Sql,
  clusters: readonly { name: string; pollIntervalMs: number }[],
  { now, patienceMs }: { now: Date; patienceMs: number },
): Promise<string | null> {
  const rows = await sql.query(
    `select c.name, e.evaluated_at as at from alert_evaluation e join cluster c on c.id = e.cluster_id where c.name = any($1)`,
    [clusters.map(({ name }) => name)],
    judgedRow,
  );
  const judgedAtMs = new Map(rows.map(({ name, at }) => [name, at.getTime()]));
  const silent = clusters.filter(({ name, pollIntervalMs }) => {
    const ageMs = now.getTime() - (judgedAtMs.get(name) ?? Number.NEGATIVE_INFINITY);
    return ageMs > threePollsMs(pollIntervalMs, patienceMs);
  });
  if (silent.length === 0) return null;
  return `no poll of ${silent.map(({ name }) => name).join(', ')} was judged of late`;
}
