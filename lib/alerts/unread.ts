import type { GroupNow, SubscriptionNow, TopicNow, TopicPartitionNow } from '#lib/history/contract.ts';
import { OFFSETS_TOPIC, offsetsPartitionOf } from '#lib/kafka/offsets-topic.ts';
import type { GroupSeen } from './reading.ts';

/** Any of these brokers may be why something cannot be read. None: it is not for want of a broker, or nobody knows of which. */
type Suspects = readonly number[];

/** Why some of a target cannot be read in one poll, or only in part. */
export interface Unread {
  /** For each part of it that cannot be read, without doubles; none at all of a target that the poll did not see. */
  suspects: readonly Suspects[];
}

/** Of a target that the poll did not see. */
export const UNSEEN: Unread = { suspects: [] };
/** No broker is the reason. */
export const UNREAD_OTHERWISE: Unread = { suspects: [[]] };

/** What the poll has of a topic; null of one that it does not know. */
export type TopicOf = (name: string) => TopicNow | null;

/** Whether it is for want of these brokers, all of it. What a poll did not see at all any of them explains. */
export const isForWantOf = ({ suspects }: Unread, brokers: ReadonlySet<number>): boolean =>
  brokers.size > 0 && suspects.every((some) => some.some((broker) => brokers.has(broker)));

/** Why some of a group cannot be read: its coordinator, or the brokers that lead the partitions. */
export function unreadOf({ group, subscriptions }: GroupSeen, topicOf: TopicOf): Unread {
  const suspects = new Map<string, Suspects>();
  const add = (brokers: Suspects) => suspects.set(brokers.join(), brokers);
  if (group.failure !== null) add(coordinatorsOf(group, topicOf));
  for (const { topic, exceptions } of subscriptions) {
    for (const { partition, state, lagIsAtLeast } of exceptions) {
      const one = topicOf(topic.name)?.partitions[partition] ?? null;
      // A group that cannot be asked has no partition that can be read.
      if (state === 'unknown' && group.failure === null) add(leadersOf(one));
      else if (lagIsAtLeast) add(outOfSyncOf(one));
    }
  }
  return suspects.size === 0 ? UNREAD_OTHERWISE : { suspects: [...suspects.values()] };
}

/** The broker that was asked about the group in vain; where it has no coordinator, those of which one brings it back. */
function coordinatorsOf({ group, failure, coordinator }: GroupNow, topicOf: TopicOf): Suspects {
  if (failure?.code !== 'COORDINATOR_OFFLINE') return known(failure?.brokerId ?? coordinator);
  const partitions = topicOf(OFFSETS_TOPIC)?.partitions ?? [];
  return partitions[offsetsPartitionOf(group, partitions.length)]?.offlineReplicas ?? [];
}

function leadersOf(partition: TopicPartitionNow | null): Suspects {
  if (partition === null) return [];
  const { leader, failure, offlineReplicas } = partition;
  return leader === null ? offlineReplicas : known(failure?.brokerId ?? leader);
}

/** The replicas for want of which a partition is under min ISR. */
const outOfSyncOf = (partition: TopicPartitionNow | null): Suspects =>
  partition?.replicas.filter((replica) => !partition.isr.includes(replica)) ?? [];

const known = (broker: number | null): Suspects => (broker === null ? [] : [broker]);

/** So many topics, partitions of each, and brokers are named; the others are counted. */
const MOST_NAMED = 5;

/** "3 of 24 partitions cannot be read: orders 4, 7, 9, for want of broker 3". */
export function unreadWords(seen: GroupSeen | null, topicOf: TopicOf): string {
  if (seen === null) return 'nothing can be read of it';
  const unknown = seen.subscriptions.map((one) => ({ topic: one.topic.name, partitions: unknownOf(one) }));
  const missing = unknown.filter(({ partitions }) => partitions.length > 0);
  const count = missing.reduce((sum, { partitions }) => sum + partitions.length, 0);
  const want = wantWords(unreadOf(seen, topicOf));
  const { totalPartitions, lagIsAtLeast } = seen.group;
  if (count > 0 && count < totalPartitions) {
    const where = some(missing.map(({ topic, partitions }) => `${topic} ${some(partitions)}`));
    return `${count} of ${totalPartitions} partitions cannot be read: ${where}${want}`;
  }
  return `${count === 0 && lagIsAtLeast ? 'only a lower bound can be read of it' : 'nothing can be read of it'}${want}`;
}

function wantWords({ suspects }: Unread): string {
  const brokers = [...new Set(suspects.flat())].toSorted((one, other) => one - other);
  return brokers.length === 0 ? '' : `, for want of ${brokers.length === 1 ? 'broker' : 'brokers'} ${some(brokers)}`;
}

const unknownOf = ({ exceptions }: SubscriptionNow): number[] =>
  exceptions.flatMap(({ state, partition }) => (state === 'unknown' ? [partition] : []));

/** The first of them, and how many more there are. */
function some(all: readonly (string | number)[]): string {
  const more = all.length - MOST_NAMED;
  return all.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
