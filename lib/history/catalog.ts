import { createHash } from 'node:crypto';
import type { Sql } from '#lib/db/database.ts';
import type { HistoryWrite, PollSamples, PollWrite, StatusChangeRecord, TopicKey } from './contract.ts';
import { createIdTable, foundIdSchema, type IdSource } from './id-table.ts';
import { storableText } from './storable.ts';

/** The ids of everything one poll names, each list in the order of the poll's own list. */
export interface PollIds {
  sampledTopics: number[];
  sampledSubscriptions: number[];
  topics: number[];
  groups: number[];
  subscriptions: number[];
  /** Group and topic of each of `subscriptions`. */
  subscriptionParents: { groupId: number; topicId: number }[];
  statusChanges: StatusChangeIds[];
}

/** What a change of status is about; a topic of null: the group itself. */
export interface StatusChangeIds {
  groupId: number;
  topicId: number | null;
}

export interface Catalog {
  /** Ids of what a poll names; new names are inserted. */
  resolve(sql: Sql, poll: Named, seenAtMs: number): Promise<PollIds>;
  /** Drops what is cached: after a failed or unknown commit the ids in it may not exist. */
  forget(): void;
}

/** The parts of a poll that name things. */
type Named = Pick<PollWrite, 'topics'> &
  Pick<HistoryWrite, 'subscriptions' | 'statusChanges'> & {
    samples: PollSamples | null;
    groups: readonly { group: string }[];
  };

interface SubscriptionIds {
  groupId: number;
  topicId: number;
}

/** The small ids of one cluster's topics, groups and subscriptions, cached in memory. */
export function createCatalog(clusterId: number): Catalog {
  const topics = createIdTable(topicSource(clusterId));
  const groups = createIdTable(groupSource(clusterId));
  const subscriptions = createIdTable(subscriptionSource);
  return {
    forget() {
      topics.forget();
      groups.forget();
      subscriptions.forget();
    },
    async resolve(sql, poll, seenAtMs) {
      const seenAt = new Date(seenAtMs);
      const sampledLogs = poll.samples?.topics ?? [];
      const sampled = poll.samples?.subscriptions ?? [];
      const changedTopics = poll.statusChanges.flatMap(({ topic }) => (topic === null ? [] : [{ topic }]));
      const topicsOf = cutter(
        await topics.resolve(
          sql,
          [...sampledLogs, ...poll.topics, ...sampled, ...poll.subscriptions, ...changedTopics].map((one) => one.topic),
          seenAt,
        ),
      );
      const groupsOf = cutter(
        await groups.resolve(
          sql,
          [...poll.groups, ...sampled, ...poll.subscriptions, ...poll.statusChanges].map((one) => one.group),
          seenAt,
        ),
      );
      const sampledTopics = topicsOf(sampledLogs.length);
      const topicIds = topicsOf(poll.topics.length);
      const groupIds = groupsOf(poll.groups.length);
      const sampledParents = pair(groupsOf(sampled.length), topicsOf(sampled.length));
      const parents = pair(groupsOf(poll.subscriptions.length), topicsOf(poll.subscriptions.length));
      const changedGroupIds = groupsOf(poll.statusChanges.length);
      const changedTopicIds = topicsOf(changedTopics.length);
      const subscriptionsOf = cutter(await subscriptions.resolve(sql, [...sampledParents, ...parents], seenAt));
      return {
        sampledTopics,
        sampledSubscriptions: subscriptionsOf(sampled.length),
        topics: topicIds,
        groups: groupIds,
        subscriptions: subscriptionsOf(parents.length),
        subscriptionParents: parents,
        statusChanges: pairChanges(poll.statusChanges, changedGroupIds, changedTopicIds),
      };
    },
  };
}

/** Hands out a list piece by piece. */
function cutter(ids: readonly number[]): (length: number) => number[] {
  let next = 0;
  return (length) => {
    next += length;
    return ids.slice(next - length, next);
  };
}

function pair(groupIds: readonly number[], topicIds: readonly number[]): SubscriptionIds[] {
  return groupIds.flatMap((groupId, index) => {
    const topicId = topicIds[index];
    return topicId === undefined ? [] : [{ groupId, topicId }];
  });
}

function topicSource(clusterId: number): IdSource<TopicKey> {
  const columns = (wanted: readonly TopicKey[]) => [
    wanted.map((topic) => storableText(topic.name)),
    wanted.map((topic) => topic.kafkaTopicId),
  ];
  return {
    keyOf: { outer: ({ kafkaTopicId }) => kafkaTopicId, inner: ({ name }) => name },
    find: (sql, wanted) =>
      sql.query(
        `select w.position, t.id
           from unnest($2::text[], $3::uuid[]) with ordinality as w(name, kafka_topic_id, position)
           join topic t on t.cluster_id = $1 and t.name = w.name and t.kafka_topic_id = w.kafka_topic_id`,
        [clusterId, ...columns(wanted)],
        foundIdSchema,
      ),
    async insert(sql, wanted, seenAt) {
      await sql.execute(
        `insert into topic (cluster_id, name, kafka_topic_id, first_seen_at)
         select $1, w.name, w.kafka_topic_id, $4 from unnest($2::text[], $3::uuid[]) as w(name, kafka_topic_id)
         on conflict do nothing`,
        [clusterId, ...columns(wanted), seenAt],
      );
    },
  };
}

/** A group is the bytes of its id. Its name is only what of them Postgres can hold: two groups may have the same. */
function groupSource(clusterId: number): IdSource<string> {
  return {
    keyOf: { outer: (name) => name, inner: () => '' },
    find: (sql, wanted) =>
      sql.query(
        `select w.position, g.id from unnest($2::text[]) with ordinality as w(sha256, position)
           join consumer_group g on g.cluster_id = $1 and g.name_sha256 = decode(w.sha256, 'hex')`,
        [clusterId, wanted.map(sha256)],
        foundIdSchema,
      ),
    async insert(sql, wanted, seenAt) {
      await sql.execute(
        `insert into consumer_group (cluster_id, name, name_sha256, first_seen_at)
         select $1, w.name, decode(w.sha256, 'hex'), $4 from unnest($2::text[], $3::text[]) as w(name, sha256)
         on conflict do nothing`,
        [clusterId, wanted.map(storableText), wanted.map(sha256), seenAt],
      );
    },
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const subscriptionSource: IdSource<SubscriptionIds> = {
  keyOf: { outer: ({ groupId }) => groupId, inner: ({ topicId }) => topicId },
  find: (sql, wanted) =>
    sql.query(
      `select w.position, s.id from unnest($1::int4[], $2::int4[]) with ordinality as w(group_id, topic_id, position)
         join subscription s using (group_id, topic_id)`,
      [wanted.map((one) => one.groupId), wanted.map((one) => one.topicId)],
      foundIdSchema,
    ),
  async insert(sql, wanted, seenAt) {
    await sql.execute(
      `insert into subscription (group_id, topic_id, first_seen_at)
       select w.group_id, w.topic_id, $3 from unnest($1::int4[], $2::int4[]) as w(group_id, topic_id)
       on conflict do nothing`,
      [wanted.map((one) => one.groupId), wanted.map((one) => one.topicId), seenAt],
    );
  },
};

/** The ids of changes; those about groups themselves have no topic in `topicIds`. */
function pairChanges(
  changes: readonly StatusChangeRecord[],
  groupIds: readonly number[],
  topicIds: readonly number[],
): StatusChangeIds[] {
  let next = 0;
  return changes.map(({ topic }, index) => ({
    groupId: groupIds[index] ?? -1,
    topicId: topic === null ? null : (topicIds[next++] ?? -1),
  }));
}
