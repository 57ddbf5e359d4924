import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import type { Ageing, PartitionEvidence } from '#lib/lag/causes/evidence.ts';

const rowSchema = z.object({
  topic: z.string(),
  retentionMs: z.bigint().transform(Number),
  timeLagSeconds: z.number().nullable(),
  quality: z.string(),
  newestMs: z.bigint().transform(Number),
});

/** Of a bound or a guess nobody can say when it is over. */
const TELLING = new Set(['interpolated', 'record-time']);

/**
 * How old the records that wait are, by topic, where these delete by time: by the positions of the window, and of the newest poll by
 * the time lag that it found. Topics of which that is not known are left out.
 */
export async function readAgeing(
  sql: Sql,
  groupId: number,
  atMs: number,
  partitions: readonly PartitionEvidence[],
): Promise<Ageing[]> {
  const rows = await sql.query(
    `select t.name as topic, n.retention_ms as "retentionMs", s.time_lag_seconds as "timeLagSeconds",
            s.time_lag_quality as quality, c.poll_id as "newestMs"
       from subscription_now s join topic t on t.id = s.topic_id join topic_now n on n.topic_id = s.topic_id
       join cluster_now c on c.cluster_id = s.cluster_id
      where s.group_id = $1 and n.retention_ms > 0 and n.cleanup_policy like '%delete%'`,
    [groupId],
    rowSchema,
  );
  return rows.flatMap(({ topic, retentionMs, timeLagSeconds, quality, newestMs }) => {
    const waiting = partitions.filter((one) => one.topic === topic && (one.lag ?? 0) > 0);
    const known = waiting.filter(({ behindIsAtLeast }) => !behindIsAtLeast).map(({ behindMs }) => behindMs);
    const isTold = atMs === newestMs && timeLagSeconds !== null && TELLING.has(quality);
    const ageMs = Math.max(...known, isTold ? timeLagSeconds * 1000 : 0);
    return waiting.length > 0 && ageMs > 0 ? [{ topic, retentionMs, ageMs }] : [];
  });
}
