import { z } from 'zod';
import type { Database, Sql } from '#lib/db/database.ts';
import { NO_PRESENCE } from '#lib/lag/status/presence.ts';
import { TIME_LAG_QUALITIES, type TimeLag } from '#lib/lag/time-lag.ts';
import type { BrokerNow, ClusterNow, FlowNow, GroupNow, SubscriptionNow, TopicNow } from '../contract.ts';
import {
  commitGapsJson,
  controllerJson,
  engineHealthJson,
  failureJson,
  featuresJson,
  groupDetailJson,
  hotPartitionJson,
  lossJson,
  partitionExceptionJson,
  partitionStatusJson,
  presenceJson,
  stateCountsJson,
  statusCountsJson,
  topicConfigJson,
  topicPartitionJson,
} from '../stored-json.ts';
import { readTimeLags } from './time-lags.ts';

/** The current state as the last poll left it, in the words in which it was handed over. */
export interface StoredNow {
  cluster: ClusterNow;
  brokers: BrokerNow[];
  topics: TopicNow[];
  groups: GroupNow[];
  subscriptions: SubscriptionNow[];
  /** How far behind in time each partition of these subscriptions was; null before any poll has told. */
  timeLags: StoredTimeLags | null;
}

export interface StoredTimeLags {
  atMs: number;
  /** `subscription`: its place in the list. */
  of(subscription: number, partition: number): TimeLag;
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
        ...(await readSubscriptions(sql, clusterId)),
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
  features: featuresJson.nullable(),
  failures: z.array(failureJson),
  health: engineHealthJson,
});

function readCluster(sql: Sql, clusterId: number): Promise<ClusterNow[]> {
  return sql.query(
    `select n.poll_id as "pollId", n.observed_at as "observedAtMs", n.scheduled_at as "scheduledAtMs", n.reachable,
            c.kafka_cluster_id as "kafkaClusterId", n.kafka_version as "kafkaVersion", n.controller, n.features,
            n.failures, n.health
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
    reassigning: z.int(),
    notPreferred: z.int(),
    groups: z.int(),
    produceRate: z.number().nullable(),
    partitions: z.array(topicPartitionJson),
    configs: z.array(topicConfigJson).nullable(),
    failure: failureJson.nullable(),
  })
  .transform(
    ({ name, kafkaTopicId, ...row }): TopicNow => ({
      topic: { name, kafkaTopicId },
      ...row,
      isrShrunk: 0,
      isCurrent: false,
    }),
  );

function readTopics(sql: Sql, clusterId: number): Promise<TopicNow[]> {
  return sql.query(
    `select t.name, t.kafka_topic_id::text as "kafkaTopicId", n.kafka_topic_id is not null as "hasKafkaId", n.internal,
            n.replication_factor as "replicationFactor", n.min_isr as "minIsr", n.cleanup_policy as "cleanupPolicy",
            n.retention_ms as "retentionMs", n.retention_bytes as "retentionBytes", n.size_bytes as "sizeBytes",
            n.worst_rank as "worstRank", n.offline, n.under_min_isr as "underMinIsr", n.at_min_isr as "atMinIsr",
            n.under_replicated as "underReplicated", n.reassigning, n.not_preferred as "notPreferred", n.groups,
            n.produce_rate as "produceRate",
            n.partition_list as partitions, n.configs, n.failure
       from topic_now n join topic t on t.id = n.topic_id where n.cluster_id = $1 order by t.name`,
    [clusterId],
    topicRow,
  );
}

const flowRow = {
  produceRate: z.number().nullable(),
  consumeRate: z.number().nullable(),
  lagTrend: z.string().nullable(),
  drainSeconds: z.number().nullable(),
};
const FLOW_COLUMNS =
  'produce_rate as "produceRate", consume_rate as "consumeRate", lag_trend as "lagTrend", drain_seconds as "drainSeconds"';

function withFlow<Row extends FlowNow>({ produceRate, consumeRate, lagTrend, drainSeconds, ...row }: Row) {
  return { ...row, flow: { produceRate, consumeRate, lagTrend, drainSeconds } };
}

const timeLagRow = {
  seconds: z.number().nullable(),
  // A word this version does not know says nothing.
  quality: z.enum(TIME_LAG_QUALITIES).catch('unknown'),
};
const TIME_LAG_COLUMN = `jsonb_build_object('seconds', time_lag_seconds, 'quality', time_lag_quality) as "timeLag"`;

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
    lagIsAtLeast: z.boolean(),
    status: z.string().nullable(),
    statusSinceMs: instant.nullable(),
    dangerRank: z.int().nullable(),
    statuses: statusCountsJson,
    presence: presenceJson.nullable().transform((presence) => presence ?? NO_PRESENCE),
    states: stateCountsJson,
    trend: z.array(z.string().nullable()),
    ...flowRow,
    timeLag: z.object(timeLagRow),
    loss: lossJson.nullable(),
    hot: z.array(hotPartitionJson),
    coordinator: z.int().nullable(),
    detail: groupDetailJson,
    failure: failureJson.nullable(),
  })
  .transform(({ detail, ...row }): GroupNow => ({ ...withFlow(row), ...detail }));

function readGroups(sql: Sql, clusterId: number): Promise<GroupNow[]> {
  return sql.query(
    `select name as group, type, protocol_type as "protocolType", state, assign_only as "assignOnly", lag,
            known_partitions as "knownPartitions", total_partitions as "totalPartitions", topics, members,
            lag_is_at_least as "lagIsAtLeast", states, trend, hot,
            status, status_since as "statusSinceMs", danger_rank as "dangerRank", statuses, presence, loss,
            ${FLOW_COLUMNS}, ${TIME_LAG_COLUMN}, coordinator, detail, failure
       from group_now where cluster_id = $1 order by name`,
    [clusterId],
    groupRow,
  );
}

const subscriptionRow = z
  .object({
    id: z.int(),
    group: z.string(),
    name: z.string(),
    kafkaTopicId: z.string(),
    partitions: z.int(),
    lag: z.bigint().nullable(),
    knownPartitions: z.int(),
    totalPartitions: z.int(),
    status: z.string().nullable(),
    dangerRank: z.int().nullable(),
    statuses: statusCountsJson,
    partitionStatuses: z.array(partitionStatusJson),
    lagIsAtLeast: z.boolean(),
    states: stateCountsJson,
    exceptions: z.array(partitionExceptionJson),
    ...flowRow,
    timeLag: z.object(timeLagRow),
    loss: lossJson.nullable(),
    commitGaps: commitGapsJson,
  })
  .transform(({ id, name, kafkaTopicId, ...row }): { id: number; now: SubscriptionNow } => ({
    id,
    now: { topic: { name, kafkaTopicId }, worstLag: null, ...withFlow(row) },
  }));

async function readSubscriptions(sql: Sql, clusterId: number): Promise<Pick<StoredNow, 'subscriptions' | 'timeLags'>> {
  const rows = await sql.query(
    `select n.subscription_id as id, g.name as group, t.name, t.kafka_topic_id::text as "kafkaTopicId", n.partitions, n.lag,
            n.known_partitions as "knownPartitions", n.total_partitions as "totalPartitions",
            n.lag_is_at_least as "lagIsAtLeast", n.status, n.danger_rank as "dangerRank", n.statuses,
            n.partition_statuses as "partitionStatuses",
            n.states, n.exceptions, n.loss, n.commit_gaps as "commitGaps", ${FLOW_COLUMNS}, ${TIME_LAG_COLUMN}
       from subscription_now n join consumer_group g on g.id = n.group_id join topic t on t.id = n.topic_id
      where n.cluster_id = $1 order by g.name, t.name`,
    [clusterId],
    subscriptionRow,
  );
  const lags = await readTimeLags(sql, clusterId);
  return {
    subscriptions: rows.map(({ now }) => now),
    timeLags: lags && {
      atMs: lags.pollId,
      of: (subscription, partition) => lags.body.at(rows[subscription]?.id ?? -1, partition),
    },
  };
}
