import { z } from 'zod';
import type { Database, Transaction } from '#lib/db/database.ts';
import { readTimeLags } from '#lib/history/read/time-lags.ts';
import { partitionExceptionJson } from '#lib/history/stored-json.ts';
import { type Status, statusOf } from '#lib/lag/status/status.ts';
import { distinctNames } from './distinct-names.ts';
import { readNewestPoll } from './newest-poll.ts';
import { partitionLags, secondsAt } from './partition-lags.ts';

/** One topic of a group, with its lag by partition; NaN where it is not known or is in no total. */
export interface TopicLags {
  topic: string;
  lags: Float64Array;
  /** How far behind in time; NaN where that is not known. */
  seconds: Float64Array;
}

export interface GroupMetrics {
  group: string;
  /** Sum over the known partitions; null where none is known. */
  lag: bigint | null;
  knownPartitions: number;
  totalPartitions: number;
  /** Null where the newest poll could not describe the group. */
  members: number | null;
  /** Null where no rule applies. */
  status: Status | null;
  topics: TopicLags[];
}

/** Partitions of one topic by replication state. */
export interface TopicReplication {
  topic: string;
  offline: number;
  underMinIsr: number;
  atMinIsr: number;
  underReplicated: number;
  notPreferred: number;
}

/** What one poll knows of a cluster, as far as it is exported. */
export interface ClusterDetail {
  brokers: Record<'up' | 'unreachable' | 'down', number>;
  topics: number;
  partitions: number;
  /** Topics of which something is to be said; all others are fully replicated. */
  troubledTopics: TopicReplication[];
  groups: GroupMetrics[];
}

/** Everything exported of the newest poll of a cluster, in one snapshot. `isReadCommitted`: the group's end is the last stable offset. */
export async function readClusterDetail(
  database: Database,
  clusterId: number,
  isReadCommitted: (group: string) => boolean,
): Promise<ClusterDetail> {
  return database.transaction(
    async (tx) => ({
      ...(await readCounts(tx, clusterId)),
      troubledTopics: await readTroubledTopics(tx, clusterId),
      groups: await readGroups(tx, clusterId, isReadCommitted),
    }),
    { isolation: 'repeatable read', readOnly: true },
  );
}

const countsSchema = z.object({
  brokers: z.object({ up: z.int(), unreachable: z.int(), down: z.int() }),
  topics: z.int(),
  partitions: z.int(),
});

async function readCounts(tx: Transaction, clusterId: number): Promise<z.infer<typeof countsSchema>> {
  const [counts] = await tx.query(
    `select (select json_build_object('up', count(*) filter (where state = 'up'),
                      'unreachable', count(*) filter (where state = 'unreachable'),
                      'down', count(*) filter (where state = 'down'))
               from broker_now where cluster_id = $1) as brokers,
            count(*)::int as topics, coalesce(sum(partitions), 0)::int as partitions
       from topic_now where cluster_id = $1`,
    [clusterId],
    countsSchema,
  );
  return counts ?? { brokers: { up: 0, unreachable: 0, down: 0 }, topics: 0, partitions: 0 };
}

const topicSchema = z.object({
  topic: z.string(),
  offline: z.int(),
  underMinIsr: z.int(),
  atMinIsr: z.int(),
  underReplicated: z.int(),
  notPreferred: z.int(),
});

async function readTroubledTopics(tx: Transaction, clusterId: number): Promise<TopicReplication[]> {
  return tx.query(
    `select name as topic, offline, under_min_isr as "underMinIsr", at_min_isr as "atMinIsr",
            under_replicated as "underReplicated", not_preferred as "notPreferred"
       from topic_now
      where cluster_id = $1 and offline + under_min_isr + at_min_isr + under_replicated + not_preferred > 0
      order by name`,
    [clusterId],
    topicSchema,
  );
}

const groupSchema = z.object({
  id: z.int(),
  name: z.string(),
  lag: z.bigint().nullable(),
  known: z.int(),
  total: z.int(),
  members: z.int().nullable(),
  status: z.string().nullable().transform(statusOf),
});

/** A group that was not described now shows the members it had: those are no number of this poll. */
async function readGroups(
  tx: Transaction,
  clusterId: number,
  isReadCommitted: (group: string) => boolean,
): Promise<GroupMetrics[]> {
  const groups = await tx.query(
    `select group_id as id, name, lag, known_partitions as known, total_partitions as total,
            case when failure is null then members end as members, status
       from group_now where cluster_id = $1 order by name, group_id`,
    [clusterId],
    groupSchema,
  );
  const readCommitted = new Set(groups.filter(({ name }) => isReadCommitted(name)).map(({ id }) => id));
  const topics = await readTopicLags(tx, clusterId, readCommitted);
  const shown = distinctNames(groups);
  return groups.map(({ id, name, lag, known, total, members, status }) => ({
    group: shown.get(id) ?? name,
    lag,
    knownPartitions: known,
    totalPartitions: total,
    members,
    status,
    topics: topics.get(id) ?? [],
  }));
}

const subscriptionSchema = z.object({
  subscriptionId: z.int(),
  groupId: z.int(),
  topicId: z.int(),
  topic: z.string(),
  partitions: z.int(),
  exceptions: z.array(partitionExceptionJson),
});

/** Of a topic that was just recreated both may still be there: the newer one counts. */
const SUBSCRIPTIONS_SQL = `
  select distinct on (s.group_id, t.name) s.subscription_id as "subscriptionId", s.group_id as "groupId",
         s.topic_id as "topicId", t.name as topic, s.partitions, s.exceptions
    from subscription_now s join topic t on t.id = s.topic_id
   where s.cluster_id = $1
   order by s.group_id, t.name, t.id desc`;

/** Lag by partition of every subscription, by group id. */
async function readTopicLags(
  tx: Transaction,
  clusterId: number,
  readCommitted: ReadonlySet<number>,
): Promise<Map<number, TopicLags[]>> {
  const subscriptions = await tx.query(SUBSCRIPTIONS_SQL, [clusterId], subscriptionSchema);
  const ids = {
    subscriptionIds: subscriptions.map(({ subscriptionId }) => subscriptionId),
    topicIds: [...new Set(subscriptions.map(({ topicId }) => topicId))],
  };
  const byGroup = new Map<number, TopicLags[]>();
  const timeLags = await readTimeLags(tx, clusterId);
  await readNewestPoll(tx, clusterId, ids, (poll) => {
    for (const { subscriptionId, groupId, topicId, topic, ...subscription } of subscriptions) {
      const places = { committed: poll.committed(subscriptionId), log: poll.log(topicId) };
      const lags = partitionLags(poll.values, places, subscription, readCommitted.has(groupId));
      const seconds = lags.map((_, partition) => secondsAt(timeLags, subscriptionId, partition));
      const topics = byGroup.get(groupId);
      if (topics === undefined) byGroup.set(groupId, [{ topic, lags, seconds }]);
      else topics.push({ topic, lags, seconds });
    }
  });
  return byGroup;
}
