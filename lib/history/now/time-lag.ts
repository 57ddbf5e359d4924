import type { Sql } from '#lib/db/database.ts';
import type { TimeLagNow } from '../contract.ts';
import { encodeTimeLags } from '../time-lags.ts';

/** The two columns of a narrow update that say how far behind in time something is, in the order of `timeLagRecord`. */
export function timeLagColumns(lags: readonly TimeLagNow[]) {
  return [lags.map(({ seconds }) => seconds), lags.map(({ quality }) => quality)];
}

/** The same columns of one row. */
export const timeLagRecord = ({ seconds, quality }: TimeLagNow) => ({
  time_lag_seconds: seconds,
  time_lag_quality: quality,
});

/** Puts down how far behind in time every partition is; `subscriptionIds` in the order of `packed`. */
export async function writeTimeLagsNow(
  sql: Sql,
  clusterId: number,
  pollId: number,
  subscriptionIds: readonly number[],
  packed: readonly Int32Array[],
): Promise<void> {
  const all = packed.map((ofSubscription, index) => ({
    subscriptionId: subscriptionIds[index] ?? -1,
    packed: ofSubscription,
  }));
  await sql.execute(
    `insert into time_lag_now (cluster_id, poll_id, body) values ($1, $2, $3)
     on conflict (cluster_id) do update set poll_id = excluded.poll_id, body = excluded.body`,
    [clusterId, pollId, encodeTimeLags(all)],
  );
}
