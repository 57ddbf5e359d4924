import type { Sql } from '#lib/db/database.ts';
import type { PollIds } from '../catalog.ts';
import type { GroupNow, PollWrite } from '../contract.ts';
import { differenceOfBrokers, writeBrokersNow } from './brokers.ts';
import { writeClusterNow, writeKafkaClusterId } from './cluster.ts';
import { differenceOfGroups, writeGroupsNow } from './groups.ts';
import { differenceOfSubscriptions, writeSubscriptionsNow } from './subscriptions.ts';
import { writeTimeLagsNow } from './time-lag.ts';
import { differenceOfTopics, writeTopicsNow } from './topics.ts';
import { createRowTracker, type Identified } from './tracker.ts';

export interface CurrentStateWritten {
  /** Rows that were written or deleted, the cluster's own not counted. */
  rows: number;
  /** Groups whose members, or what these hold, may have changed. */
  memberships: Identified<GroupNow>[];
}

/** Writes the *_now tables of one cluster; remembers what stands in them, so that only differences travel. */
export interface CurrentStateWriter {
  write(sql: Sql, poll: PollWrite, ids: PollIds): Promise<CurrentStateWritten>;
  /** The transaction of the last `write` was committed. */
  written(): void;
  /** It is not known any more what the tables hold: the next poll writes everything. */
  forget(): void;
}

/** The current-state writer of one cluster. */
export function createCurrentStateWriter(clusterId: number): CurrentStateWriter {
  const brokers = createRowTracker(differenceOfBrokers);
  const topics = createRowTracker(differenceOfTopics);
  const groups = createRowTracker(differenceOfGroups);
  const subscriptions = createRowTracker(differenceOfSubscriptions);
  const trackers = [brokers, topics, groups, subscriptions];
  let kafkaClusterId: string | null = null;

  return {
    async write(sql, poll, ids) {
      const { complete } = poll;
      await writeClusterNow(sql, clusterId, poll.cluster);
      if (poll.cluster.kafkaClusterId !== null && poll.cluster.kafkaClusterId !== kafkaClusterId) {
        kafkaClusterId = poll.cluster.kafkaClusterId;
        await writeKafkaClusterId(sql, clusterId, kafkaClusterId);
      }
      // A poll that looked at no group says nothing of them.
      if (complete.groups || poll.timeLags.length > 0) {
        await writeTimeLagsNow(sql, clusterId, poll.cluster.pollId, ids.subscriptions, poll.timeLags);
      }
      const subscriptionRows = poll.subscriptions.map((now, index) => ({
        groupId: ids.subscriptionParents[index]?.groupId ?? -1,
        topicId: ids.subscriptionParents[index]?.topicId ?? -1,
        now,
      }));
      const brokerCount = await writeBrokersNow(sql, clusterId, poll.brokers, brokers, complete.brokers);
      const topicRows = identified(ids.topics, poll.topics);
      const topicCount = await writeTopicsNow(sql, clusterId, topicRows, topics, complete.topics);
      // The rows of the one are made ready while Postgres takes those of the other.
      const [ofGroups, subscriptionCount] = await bothOf(
        writeGroupsNow(sql, clusterId, identified(ids.groups, poll.groups), groups, complete.groups),
        writeSubscriptionsNow(
          sql,
          clusterId,
          identified(ids.subscriptions, subscriptionRows),
          subscriptions,
          complete.groups,
        ),
      );
      return {
        rows: brokerCount + topicCount + ofGroups.rows + subscriptionCount,
        memberships: ofGroups.memberships,
      };
    },
    written() {
      for (const tracker of trackers) tracker.written();
    },
    forget() {
      for (const tracker of trackers) tracker.forget();
      kafkaClusterId = null;
    },
  };
}

/** Both, or the error of the first that failed, once neither has a statement under way. */
async function bothOf<One, Other>(one: Promise<One>, other: Promise<Other>): Promise<[One, Other]> {
  const both = Promise.all([one, other]);
  await Promise.allSettled([both, one, other]);
  return both;
}

/** Rows with their ids, each id once, since no statement takes a row twice: of those named twice the last. */
function identified<Row>(ids: readonly number[], rows: readonly Row[]): Identified<Row>[] {
  const byId = new Map(rows.map((row, index) => [ids[index] ?? -1, row]));
  return Array.from(byId, ([id, row]) => ({ id, row }));
}
