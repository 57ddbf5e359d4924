import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import { TimeLagBody } from '../time-lags.ts';

/** How far behind in time each partition was in the newest poll that told. */
export interface NewestTimeLags {
  /** That poll's scheduled instant. */
  pollId: number;
  body: TimeLagBody;
}

const rowSchema = z.object({ pollId: z.bigint().transform(Number), body: z.instanceof(Buffer) });

/** The time lags of a cluster's newest poll; null before any. */
export async function readTimeLags(sql: Sql, clusterId: number): Promise<NewestTimeLags | null> {
  const [row] = await sql.query(
    'select poll_id as "pollId", body from time_lag_now where cluster_id = $1',
    [clusterId],
    rowSchema,
  );
  return row === undefined ? null : { pollId: row.pollId, body: new TimeLagBody(row.body) };
}
