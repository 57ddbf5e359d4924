import type { Sql } from '#lib/db/database.ts';
import type { BrokerNow } from '../contract.ts';
import { sameValue } from '../same-value.ts';
import type { Difference, RowTracker } from './tracker.ts';
import { upsert } from './upsert.ts';

/** Whether two versions of a broker differ. */
export function differenceOfBrokers(before: BrokerNow, after: BrokerNow): Difference {
  return sameValue(before, after) ? 'none' : 'cold';
}

/** Brings broker_now up to date; gives how many rows it wrote or deleted. */
export async function writeBrokersNow(
  sql: Sql,
  clusterId: number,
  brokers: readonly BrokerNow[],
  tracker: RowTracker<BrokerNow>,
  complete: boolean,
): Promise<number> {
  const rows = brokers.map((row) => ({ id: row.brokerId, row }));
  const { fresh, cold, gone } = tracker.changes(rows, !complete);
  let count = 0;
  if (gone === 'all-others') {
    const ids = rows.map(({ id }) => id);
    count += await sql.execute('delete from broker_now where cluster_id = $1 and broker_id <> all($2)', [
      clusterId,
      ids,
    ]);
  } else if (gone.length > 0) {
    count += await sql.execute('delete from broker_now where cluster_id = $1 and broker_id = any($2)', [
      clusterId,
      gone,
    ]);
  }
  const records = [...fresh, ...cold].map(({ row }) => record(row));
  return count + (await upsert(sql, UPSERT, clusterId, records));
}

function record(row: BrokerNow): object {
  return {
    broker_id: row.brokerId,
    host: row.host,
    port: row.port,
    rack: row.rack,
    state: row.state,
    state_since: new Date(row.stateSinceMs),
    seen_since: new Date(row.seenSinceMs),
    failure: row.failure,
    leaders: row.leaders,
    replicas: row.replicas,
    in_sync_replicas: row.inSyncReplicas,
    under_replicated_led: row.underReplicatedLed,
    not_preferred_led: row.notPreferredLed,
    log_dir_bytes: row.logDirBytes,
  };
}

const UPSERT = `
  insert into broker_now (cluster_id, broker_id, host, port, rack, state, state_since, seen_since, failure, leaders, replicas,
    in_sync_replicas, under_replicated_led, not_preferred_led, log_dir_bytes)
  select $1, r.* from json_to_recordset($2::json) as r(broker_id int4, host text, port int4, rack text, state text,
    state_since timestamptz, seen_since timestamptz, failure jsonb, leaders int4, replicas int4, in_sync_replicas int4,
    under_replicated_led int4, not_preferred_led int4, log_dir_bytes int8)
  on conflict (cluster_id, broker_id) do update set
    host = excluded.host, port = excluded.port, rack = excluded.rack, state = excluded.state,
    state_since = excluded.state_since, seen_since = excluded.seen_since, failure = excluded.failure,
    leaders = excluded.leaders, replicas = excluded.replicas, in_sync_replicas = excluded.in_sync_replicas,
    under_replicated_led = excluded.under_replicated_led, not_preferred_led = excluded.not_preferred_led,
    log_dir_bytes = excluded.log_dir_bytes`;
