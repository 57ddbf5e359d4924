import type { ClusterPositions, CommittedPositions, TopicPositions } from './cluster-positions.ts';
import { type Family, labelSet, type Sample, withLabel } from './exposition.ts';

/**
 * One cluster by the names, labels and help of kafka_exporter, so that its dashboards and alerts go on. As there, a partition
 * without a commit on a topic that has some has the offset and the lag -1.
 */
export function kafkaExporterFamilies({ brokers, topics, groups }: ClusterPositions): Family[] {
  const gauge = (name: string, help: string, samples: () => Iterable<Sample>): Family => ({
    name,
    type: 'gauge',
    help,
    samples: { [Symbol.iterator]: () => samples()[Symbol.iterator]() },
  });
  const byPartition = (
    name: string,
    help: string,
    value: (topic: TopicPositions, partition: number) => number | null,
  ) => gauge(`kafka_topic_partition_${name}`, help, () => partitionSamples(topics, value));
  const byCommit = (name: string, help: string, value: (positions: CommittedPositions, partition: number) => number) =>
    gauge(`kafka_consumergroup_${name}`, help, () => commitSamples(groups, value));
  const bySubscription = (name: string, help: string, value: (positions: CommittedPositions) => number) =>
    gauge(`kafka_consumergroup_${name}`, help, () => subscriptionSamples(groups, value));
  return [
    gauge('kafka_brokers', 'Number of Brokers in the Kafka Cluster.', () => [{ labels: '', value: brokers.length }]),
    gauge('kafka_broker_info', 'Information about the Kafka Broker.', () =>
      brokers.map(({ id, address }) => ({ labels: labelSet({ id, address: address ?? '' }), value: 1 })),
    ),
    gauge('kafka_topic_partitions', 'Number of partitions for this Topic', () =>
      topics.map(({ topic, leaders }) => ({ labels: labelSet({ topic }), value: leaders.length })),
    ),
    byPartition('current_offset', 'Current Offset of a Broker at Topic/Partition', ({ newest }, partition) =>
      known(newest[partition]),
    ),
    byPartition('oldest_offset', 'Oldest Offset of a Broker at Topic/Partition', ({ oldest }, partition) =>
      known(oldest[partition]),
    ),
    byPartition(
      'leader',
      'Leader Broker ID of this Topic/Partition',
      ({ leaders }, partition) => leaders[partition] ?? null,
    ),
    byPartition('replicas', 'Number of Replicas for this Topic/Partition', ({ replicas }, partition) =>
      count(replicas[partition]),
    ),
    byPartition('in_sync_replica', 'Number of In-Sync Replicas for this Topic/Partition', ({ inSync }, partition) =>
      count(inSync[partition]),
    ),
    byPartition(
      'leader_is_preferred',
      '1 if Topic/Partition is using the Preferred Broker',
      ({ leaders, replicas }, partition) => {
        const leader = leaders[partition] ?? null;
        return leader !== null && leader === replicas[partition]?.[0] ? 1 : 0;
      },
    ),
    byPartition(
      'under_replicated_partition',
      '1 if Topic/Partition is under Replicated',
      ({ replicas, inSync }, partition) => (count(inSync[partition]) < count(replicas[partition]) ? 1 : 0),
    ),
    byCommit(
      'current_offset',
      'Current Offset of a ConsumerGroup at Topic/Partition',
      ({ committed }, partition) => committed[partition] ?? Number.NaN,
    ),
    byCommit(
      'lag',
      'Current Approximate Lag of a ConsumerGroup at Topic/Partition',
      ({ committed, lags }, partition) => (committed[partition] === -1 ? -1 : (lags[partition] ?? Number.NaN)),
    ),
    bySubscription(
      'current_offset_sum',
      'Current Offset of a ConsumerGroup at Topic for all partitions',
      ({ committed }) => sumOfKnown(committed),
    ),
    bySubscription('lag_sum', 'Current Approximate Lag of a ConsumerGroup at Topic for all partitions', ({ lags }) =>
      sumOfKnown(lags),
    ),
    gauge('kafka_consumergroup_members', 'Amount of members in a consumer group', () =>
      groups.flatMap(({ group, memberCount }) =>
        memberCount === null ? [] : [{ labels: labelSet({ consumergroup: group }), value: memberCount }],
      ),
    ),
  ];
}

const known = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value);
const count = (list: readonly number[] | undefined): number => list?.length ?? 0;

function* partitionSamples(
  topics: readonly TopicPositions[],
  read: (topic: TopicPositions, partition: number) => number | null,
): Generator<Sample> {
  for (const topic of topics) {
    const labels = labelSet({ topic: topic.topic });
    for (const partition of topic.leaders.keys()) {
      const value = read(topic, partition);
      if (value !== null) yield { labels: withLabel(labels, 'partition', partition), value };
    }
  }
}

/** Of topics on which the group has a commit at all. */
function* withCommits({ group, topics }: ClusterPositions['groups'][number]): Generator<[string, CommittedPositions]> {
  for (const positions of topics) {
    if (positions.committed.some((offset) => offset >= 0)) {
      yield [labelSet({ consumergroup: group, topic: positions.topic }), positions];
    }
  }
}

function* commitSamples(
  groups: ClusterPositions['groups'],
  read: (positions: CommittedPositions, partition: number) => number,
): Generator<Sample> {
  for (const group of groups) {
    for (const [labels, positions] of withCommits(group)) {
      for (const partition of positions.committed.keys()) {
        const value = read(positions, partition);
        if (!Number.isNaN(value)) yield { labels: withLabel(labels, 'partition', partition), value };
      }
    }
  }
}

function* subscriptionSamples(
  groups: ClusterPositions['groups'],
  read: (positions: CommittedPositions) => number,
): Generator<Sample> {
  for (const group of groups) {
    for (const [labels, positions] of withCommits(group)) yield { labels, value: read(positions) };
  }
}

/** Without what is not there: neither NaN nor -1 is a number to add. */
export function sumOfKnown(values: Float64Array): number {
  let sum = 0;
  for (const value of values) if (value > 0) sum += value;
  return sum;
}
