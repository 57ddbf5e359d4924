import { z } from 'zod';
import type { Database, Sql } from '#lib/db/database.ts';
import type { BrokerNow, ClusterNow, GroupNow, SubscriptionNow, TopicNow } from '../contract.ts';
import {
  controllerJson,
  engineHealthJson,
  failureJson,
  groupDetailJson,
  partitionExceptionJson,
  stateCountsJson,
  topicConfigJson,
  topicPartitionJson,
} from '../stored-json.ts';

/** The current state as the last poll left it, in the words in which it was handed over. */
export interface StoredNow {
  cluster: ClusterNow;
  brokers: BrokerNow[];
  topics: TopicNow[];
  groups: GroupNow[];
  subscriptions: SubscriptionNow[];
}

/** Reads back what the last poll of a cluster wrote, so that "since" instants survive a restart; null before the first. */
export async function readNow(db: Database, clusterId: number): Promise<StoredNow | null> {
  return db.transaction(
    async (sql) => {
      const [cluster] = await readCluster(sql, clusterId);
      if (cluster === undefined) return null;
      return {
        cluster,
        brokers: await readBrokers(sql, clusterId),
        topics: await readTopics(sql, clusterId),
        groups: await readGroups(sql, clusterId),
        subscriptions: await readSubscriptions(sql, clusterId),
      };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}

const instant = z.date().transform((at) => at.getTime());

const clusterRow = z.object({
  pollId: z.bigint().transform(Number),
  observedAtMs: instant.nullable(),
  scheduledAtMs: instant,
  reachable: z.boolean(),
  kafkaClusterId: z.string().nullable(),
  kafkaVersion: z.string().nullable(),
  controller: controllerJson.nullable(),
  failures: z.array(failureJson),
  health: engineHealthJson,
});

function readCluster(sql: Sql, clusterId: number): Promise<ClusterNow[]> {
  return sql.query(
    `select n.poll_id as "pollId", n.observed_at as "observedAtMs", n.scheduled_at as "scheduledAtMs", n.reachable,
            c.kafka_cluster_id as "kafkaClusterId", n.kafka_version as "kafkaVersion", n.controller, n.failures, n.health
       from cluster_now n join cluster c on c.id = n.cluster_id where n.cluster_id = $1`,
    [clusterId],
    clusterRow,
  );
}

const brokerRow = z.object({
  brokerId: z.int(),
  host: z.string().nullable(),
  port: z.int().nullable(),
  rack: z.string().nullable(),
  state: z.enum(['up', 'unreachable', 'down']),
  stateSinceMs: instant,
  seenSinceMs: instant,
  failure: failureJson.nullable(),
  leaders: z.int(),
  replicas: z.int(),
  inSyncReplicas: z.int(),
  underReplicatedLed: z.int(),
  notPreferredLed: z.int(),
  logDirBytes: z.bigint().nullable(),
});

function readBrokers(sql: Sql, clusterId: number): Promise<BrokerNow[]> {
  return sql.query(
    `select broker_id as "brokerId", host, port, rack, state, state_since as "stateSinceMs", seen_since as "seenSinceMs",
            failure, leaders, replicas, in_sync_replicas as "inSyncReplicas", under_replicated_led as "underReplicatedLed",
            not_preferred_led as "notPreferredLed", log_dir_bytes as "logDirBytes"
       from broker_now where cluster_id = $1 order by broker_id`,
    [clusterId],
    brokerRow,
  );
}

const topicRow = z
  .object({
    name: z.string(),
    kafkaTopicId: z.string(),
    hasKafkaId: z.boolean(),
    internal: z.boolean(),
    replicationFactor: z.int(),
    minIsr: z.int().nullable(),
    cleanupPolicy: z.string().nullable(),
    retentionMs: z.bigint().nullable(),
    retentionBytes: z.bigint().nullable(),
    sizeBytes: z.bigint().nullable(),
    worstRank: z.int(),
    offline: z.int(),
    underMinIsr: z.int(),
    atMinIsr: z.int(),
    underReplicated: z.int(),
    notPreferred: z.int(),
    groups: z.int(),
    partitions: z.array(topicPartitionJson),
    configs: z.array(topicConfigJson).nullable(),
    failure: failureJson.nullable(),
  })
  .transform(({ name, kafkaTopicId, ...row }): TopicNow => ({ topic: { name, kafkaTopicId }, ...row }));

function readTopics(sql: Sql, clusterId: number): Promise<TopicNow[]> {
  return sql.query(
    `select t.name, t.kafka_topic_id::text as "kafkaTopicId", n.kafka_topic_id is not null as "hasKafkaId", n.internal,
            n.replication_factor as "replicationFactor", n.min_isr as "minIsr", n.cleanup_policy as "cleanupPolicy",
            n.retention_ms as "retentionMs", n.retention_bytes as "retentionBytes", n.size_bytes as "sizeBytes",
            n.worst_rank as "worstRank", n.offline, n.under_min_isr as "underMinIsr", n.at_min_isr as "atMinIsr",
            n.under_replicated as "underReplicated", n.not_preferred as "notPreferred", n.groups,
            n.partition_list as partitions, n.configs, n.failure
       from topic_now n join topic t on t.id = n.topic_id where n.cluster_id = $1 order by t.name`,
    [clusterId],
    topicRow,
  );
}

const groupRow = z
  .object({
    group: z.string(),
    type: z.string(),
    protocolType: z.string(),
    state: z.string(),
    assignOnly: z.boolean(),
    lag: z.bigint().nullable(),
    knownPartitions: z.int(),
    totalPartitions: z.int(),
    topics: z.int(),
    members: z.int().nullable(),
    worstRank: z.int().nullable(),
    worstSinceMs: instant.nullable(),
    states: stateCountsJson,
    trend: z.array(z.string().nullable()),
    coordinator: z.int().nullable(),
    detail: groupDetailJson,
    failure: failureJson.nullable(),
  })
  .transform(({ detail, ...row }): GroupNow => ({ ...row, ...detail }));

function readGroups(sql: Sql, clusterId: number): Promise<GroupNow[]> {
  return sql.query(
    `select name as group, type, protocol_type as "protocolType", state, assign_only as "assignOnly", lag,
            known_partitions as "knownPartitions", total_partitions as "totalPartitions", topics, members,
            worst_rank as "worstRank", worst_since as "worstSinceMs", states, trend, coordinator, detail, failure
       from group_now where cluster_id = $1 order by name`,
    [clusterId],
    groupRow,
  );
}

const subscriptionRow = z
  .object({
    group: z.string(),
    name: z.string(),
    kafkaTopicId: z.string(),
    partitions: z.int(),
    lag: z.bigint().nullable(),
    knownPartitions: z.int(),
    totalPartitions: z.int(),
    worstRank: z.int().nullable(),
    states: stateCountsJson,
    exceptions: z.array(partitionExceptionJson),
  })
  .transform(({ name, kafkaTopicId, ...row }): SubscriptionNow => ({ topic: { name, kafkaTopicId }, ...row }));

function readSubscriptions(sql: Sql, clusterId: number): Promise<SubscriptionNow[]> {
  return sql.query(
    `select g.name as group, t.name, t.kafka_topic_id::text as "kafkaTopicId", n.partitions, n.lag,
            n.known_partitions as "knownPartitions", n.total_partitions as "totalPartitions", n.worst_rank as "worstRank",
            n.states, n.exceptions
       from subscription_now n join consumer_group g on g.id = n.group_id join topic t on t.id = n.topic_id
      where n.cluster_id = $1 order by g.name, t.name`,
    [clusterId],
    subscriptionRow,
  );
}
