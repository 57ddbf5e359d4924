import { z } from 'zod';
import type { Sql } from '#lib/db/database.ts';
import type { ClusterNow } from '../contract.ts';
import { storableJson, storableText } from '../storable.ts';

/** Writes the one row of a cluster; it changes at every poll. */
export async function writeClusterNow(sql: Sql, clusterId: number, now: ClusterNow): Promise<void> {
  await sql.execute(
    `insert into cluster_now (cluster_id, poll_id, observed_at, scheduled_at, reachable, kafka_version, controller, features,
       failures, health)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (cluster_id) do update set
       poll_id = excluded.poll_id, observed_at = excluded.observed_at, scheduled_at = excluded.scheduled_at,
       reachable = excluded.reachable, kafka_version = excluded.kafka_version, controller = excluded.controller,
       features = excluded.features, failures = excluded.failures, health = excluded.health`,
    [
      clusterId,
      now.pollId,
      now.observedAtMs === null ? null : new Date(now.observedAtMs),
      new Date(now.scheduledAtMs),
      now.reachable,
      now.kafkaVersion === null ? null : storableText(now.kafkaVersion),
      now.controller === null ? null : storableJson(now.controller),
      now.features === null ? null : storableJson(now.features),
      storableJson(now.failures),
      storableJson(now.health),
    ],
  );
}

/** Pins the name to the Kafka cluster that stands behind it at the first contact; later ids are never taken by themselves. */
export async function writeKafkaClusterId(sql: Sql, clusterId: number, kafkaClusterId: string): Promise<void> {
  await sql.execute('update cluster set kafka_cluster_id = $2 where id = $1 and kafka_cluster_id is null', [
    clusterId,
    storableText(kafkaClusterId),
  ]);
}

const pinnedSchema = z.object({ id: z.string().nullable() });

/** The Kafka cluster that the name is pinned to; null before the first contact. */
export async function readKafkaClusterId(sql: Sql, clusterId: number): Promise<string | null> {
  const [row] = await sql.query('select kafka_cluster_id as id from cluster where id = $1', [clusterId], pinnedSchema);
  return row?.id ?? null;
}
