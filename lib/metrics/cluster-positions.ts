import { z } from 'zod';
import type { Database, Transaction } from '#lib/db/database.ts';
import type { GroupMemberNow } from '#lib/history/contract.ts';
import { type NewestTimeLags, readTimeLags } from '#lib/history/read/time-lags.ts';
import { groupMemberJson } from '#lib/history/stored-json.ts';
import { distinctNames } from './distinct-names.ts';
import { type NewestPoll, readNewestPoll } from './newest-poll.ts';
import { committedValue, logValue, secondsAt } from './partition-lags.ts';

/** What the brokers said in the newest poll, before anything was judged: what other exporters tell. Index = partition. */
export interface ClusterPositions {
  brokers: { id: number; address: string | null }[];
  topics: TopicPositions[];
  groups: GroupPositions[];
}

export interface TopicPositions {
  topic: string;
  /** Null: no leader. */
  leaders: (number | null)[];
  replicas: number[][];
  inSync: number[][];
  /** NaN where it was not read. */
  oldest: Float64Array;
  newest: Float64Array;
}

export interface GroupPositions {
  group: string;
  /** Null where the newest poll could not describe the group. */
  members: GroupMemberNow[] | null;
  memberCount: number | null;
  topics: CommittedPositions[];
}

export interface CommittedPositions {
  topic: string;
  /** NaN where it was not read, -1 where there is none. */
  committed: Float64Array;
  /** High watermark less the commit, at least 0; NaN where either is not there. */
  lags: Float64Array;
  /** How far behind in time; NaN where that is not known. */
  seconds: Float64Array;
}

/** The positions of the newest poll of a cluster, in one snapshot. */
export async function readClusterPositions(database: Database, clusterId: number): Promise<ClusterPositions> {
  return database.transaction(
    async (tx) => {
      const brokers = await tx.query(BROKERS_SQL, [clusterId], brokerSchema);
      const topics = await tx.query(TOPICS_SQL, [clusterId], topicSchema);
      const groups = await tx.query(GROUPS_SQL, [clusterId], groupSchema);
      return { brokers, ...(await readPositions(tx, clusterId, topics, groups)) };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}

/** Down is who is in nobody's metadata: another exporter does not know of it. */
const BROKERS_SQL = `
  select broker_id as id, host || ':' || port as address from broker_now
   where cluster_id = $1 and state <> 'down' order by broker_id`;
const brokerSchema = z.object({ id: z.int(), address: z.string().nullable() });

/** As arrays by partition, which is a tenth of the stored lists. */
const TOPICS_SQL = `
  select n.topic_id as id, n.name, p.leaders, p.replicas, p.in_sync as "inSync"
    from topic_now n
   cross join lateral (
     select coalesce(jsonb_agg(e->'leader' order by nr), '[]') as leaders,
            coalesce(jsonb_agg(e->'replicas' order by nr), '[]') as replicas,
            coalesce(jsonb_agg(e->'isr' order by nr), '[]') as in_sync
       from (select e, (e->>'partition')::int as nr from jsonb_array_elements(n.partition_list) e) entry) p
   where n.cluster_id = $1 order by n.name`;
const topicSchema = z.object({
  id: z.int(),
  name: z.string(),
  leaders: z.array(z.int().nullable()),
  replicas: z.array(z.array(z.int())),
  inSync: z.array(z.array(z.int())),
});

const GROUPS_SQL = `
  select group_id as id, name, case when failure is null then members end as count,
         case when failure is null then detail->'memberList' end as members
    from group_now where cluster_id = $1 order by name, group_id`;
const groupSchema = z.object({
  id: z.int(),
  name: z.string(),
  count: z.int().nullable(),
  members: z.array(groupMemberJson).nullable(),
});

/** Of a topic that was just recreated the present one counts. */
const SUBSCRIPTIONS_SQL = `
  select distinct on (s.group_id, t.name) s.subscription_id as id, s.group_id as "groupId", s.topic_id as "topicId",
         t.name as topic, s.partitions
    from subscription_now s join topic t on t.id = s.topic_id
   where s.cluster_id = $1
   order by s.group_id, t.name, t.id desc`;
const subscriptionSchema = z.object({
  id: z.int(),
  groupId: z.int(),
  topicId: z.int(),
  topic: z.string(),
  partitions: z.int(),
});

async function readPositions(
  tx: Transaction,
  clusterId: number,
  topics: readonly z.infer<typeof topicSchema>[],
  groups: readonly z.infer<typeof groupSchema>[],
): Promise<Pick<ClusterPositions, 'topics' | 'groups'>> {
  const subscriptions = await tx.query(SUBSCRIPTIONS_SQL, [clusterId], subscriptionSchema);
  const topicIds = new Set([...topics.map(({ id }) => id), ...subscriptions.map(({ topicId }) => topicId)]);
  const ids = { subscriptionIds: subscriptions.map(({ id }) => id), topicIds: [...topicIds] };
  const nothing = (length: number) => new Float64Array(length).fill(Number.NaN);
  const ends = new Map(
    topics.map(({ id, leaders }) => [id, { oldest: nothing(leaders.length), newest: nothing(leaders.length) }]),
  );
  const byGroup = new Map<number, CommittedPositions[]>();
  const timeLags = await readTimeLags(tx, clusterId);
  await readNewestPoll(tx, clusterId, ids, (poll) => {
    for (const [topicId, { oldest, newest }] of ends) {
      for (const partition of oldest.keys()) {
        oldest[partition] = logValue(poll.values, poll.log(topicId), 'logStart', partition);
        newest[partition] = logValue(poll.values, poll.log(topicId), 'highWatermark', partition);
      }
    }
    for (const subscription of subscriptions) {
      const positions = committedPositions(poll, timeLags, subscription);
      const known = byGroup.get(subscription.groupId);
      if (known === undefined) byGroup.set(subscription.groupId, [positions]);
      else known.push(positions);
    }
  });
  const shown = distinctNames(groups);
  return {
    topics: topics.map(({ id, name, ...rest }) => ({
      topic: name,
      ...rest,
      ...(ends.get(id) ?? { oldest: nothing(0), newest: nothing(0) }),
    })),
    groups: groups.map(({ id, name, members, count }) => ({
      group: shown.get(id) ?? name,
      members,
      memberCount: count,
      topics: byGroup.get(id) ?? [],
    })),
  };
}

function committedPositions(
  poll: NewestPoll,
  timeLags: NewestTimeLags | null,
  { id, topicId, topic, partitions }: z.infer<typeof subscriptionSchema>,
): CommittedPositions {
  const committed = new Float64Array(partitions);
  const lags = new Float64Array(partitions);
  for (let partition = 0; partition < partitions; partition++) {
    const offset = committedValue(poll.values, poll.committed(id), partition);
    const end = logValue(poll.values, poll.log(topicId), 'highWatermark', partition);
    committed[partition] = offset;
    lags[partition] = offset < 0 ? Number.NaN : Math.max(0, end - offset);
  }
  const seconds = lags.map((_, partition) => secondsAt(timeLags, id, partition));
  return { topic, committed, lags, seconds };
}
