import { z } from 'zod';
import { type Broker, brokerStateSchema } from '#lib/api/schemas/brokers.ts';
import type { Sql } from '#lib/db/database.ts';
import { decimalColumn, failureColumn, instantColumn } from './stored-values.ts';

const rowSchema = z
  .object({
    broker_id: z.int(),
    host: z.string().nullable(),
    port: z.int().nullable(),
    rack: z.string().nullable(),
    state: brokerStateSchema,
    state_since: instantColumn,
    seen_since: instantColumn,
    failure: failureColumn.nullable(),
    leaders: z.int(),
    replicas: z.int(),
    in_sync_replicas: z.int(),
    under_replicated_led: z.int(),
    not_preferred_led: z.int(),
    log_dir_bytes: decimalColumn.nullable(),
  })
  .transform(
    (row): Broker => ({
      brokerId: row.broker_id,
      host: row.host,
      port: row.port,
      rack: row.rack,
      state: row.state,
      stateSince: row.state_since,
      seenSince: row.seen_since,
      failure: row.failure,
      leaders: row.leaders,
      replicas: row.replicas,
      inSyncReplicas: row.in_sync_replicas,
      underReplicatedLed: row.under_replicated_led,
      notPreferredLed: row.not_preferred_led,
      logDirBytes: row.log_dir_bytes,
    }),
  );

/** All brokers of a cluster by id. */
export async function brokerList(sql: Sql, clusterId: number): Promise<Broker[]> {
  return sql.query(
    `select broker_id, host, port, rack, state, state_since, seen_since, failure, leaders, replicas, in_sync_replicas,
            under_replicated_led, not_preferred_led, log_dir_bytes
       from broker_now where cluster_id = $1 order by broker_id`,
    [clusterId],
    rowSchema,
  );
}
