import type { ClusterPositions, CommittedPositions, GroupPositions, TopicPositions } from './cluster-positions.ts';
import { type Family, labelSet, type Sample, withLabel } from './exposition.ts';
import { sumOfKnown } from './kafka-exporter-families.ts';

/** What stands in the labels of a partition that no member holds. */
const NOBODY = { member_host: 'unknown', consumer_id: 'unknown', client_id: 'unknown' };

/** One cluster by the names, labels and help of kafka-lag-exporter, so that its dashboards and alerts go on. */
export function kafkaLagExporterFamilies(
  cluster: string,
  { topics, groups }: ClusterPositions,
  pollMs: number,
): Family[] {
  const gauge = (name: string, help: string, samples: () => Iterable<Sample>): Family => ({
    name: `kafka_${name}`,
    type: 'gauge',
    help,
    samples: { [Symbol.iterator]: () => samples()[Symbol.iterator]() },
  });
  // As there, only topics that a group has to do with.
  const consumed = new Set(groups.flatMap((group) => group.topics.map(({ topic }) => topic)));
  const read = topics.filter(({ topic }) => consumed.has(topic));
  const ofGroups = (value: (group: GroupPositions) => number | null) => () =>
    groups.flatMap((group) => {
      const found = value(group);
      return found === null ? [] : [{ labels: labelSet({ cluster_name: cluster, group: group.group }), value: found }];
    });
  return [
    gauge('partition_latest_offset', 'Latest offset of a partition', () =>
      partitionSamples(cluster, read, ({ newest }) => newest),
    ),
    gauge('partition_earliest_offset', 'Earliest offset of a partition', () =>
      partitionSamples(cluster, read, ({ oldest }) => oldest),
    ),
    gauge('consumergroup_group_offset', 'Last group consumed offset of a partition', () =>
      groupPartitionSamples(cluster, groups, ({ committed }) => committed),
    ),
    gauge('consumergroup_group_lag', 'Group offset lag of a partition', () =>
      groupPartitionSamples(cluster, groups, ({ lags }) => lags),
    ),
    gauge('consumergroup_group_lag_seconds', 'Group time lag of a partition', () =>
      groupPartitionSamples(cluster, groups, ({ seconds }) => seconds),
    ),
    gauge('consumergroup_group_max_lag', 'Max group offset lag', ofGroups(largestOf(({ lags }) => lags))),
    gauge('consumergroup_group_max_lag_seconds', 'Max group time lag', ofGroups(largestOf(({ seconds }) => seconds))),
    gauge(
      'consumergroup_group_sum_lag',
      'Sum of group offset lag',
      ofGroups(({ topics: own }) => {
        const committed = own.filter(hasLag);
        return committed.length === 0 ? null : committed.reduce((sum, { lags }) => sum + sumOfKnown(lags), 0);
      }),
    ),
    gauge('consumergroup_group_topic_sum_lag', 'Sum of group offset lag across topic partitions', () =>
      groups.flatMap(({ group, topics: own }) =>
        own.filter(hasLag).map(({ topic, lags }) => ({
          labels: labelSet({ cluster_name: cluster, group, topic }),
          value: sumOfKnown(lags),
        })),
      ),
    ),
    gauge('consumergroup_poll_time_ms', 'Group time poll time', () => [
      { labels: labelSet({ cluster_name: cluster }), value: pollMs },
    ]),
  ];
}

function* partitionSamples(
  cluster: string,
  topics: readonly TopicPositions[],
  read: (topic: TopicPositions) => Float64Array,
): Generator<Sample> {
  for (const topic of topics) {
    const labels = labelSet({ cluster_name: cluster, topic: topic.topic });
    for (const [partition, value] of read(topic).entries()) {
      if (!Number.isNaN(value)) yield { labels: withLabel(labels, 'partition', partition), value };
    }
  }
}

function* groupPartitionSamples(
  cluster: string,
  groups: readonly GroupPositions[],
  read: (positions: CommittedPositions) => Float64Array,
): Generator<Sample> {
  for (const { group, members, topics } of groups) {
    const holders = holdersOf(members ?? []);
    for (const positions of topics) {
      for (const [partition, value] of read(positions).entries()) {
        if (Number.isNaN(value) || value < 0) continue;
        const holder = holders.get(positions.topic)?.get(partition) ?? NOBODY;
        yield {
          labels: labelSet({ cluster_name: cluster, group, topic: positions.topic, partition, ...holder }),
          value,
        };
      }
    }
  }
}

type Holder = typeof NOBODY;

/** By topic and partition. */
function holdersOf(members: NonNullable<GroupPositions['members']>): Map<string, Map<number, Holder>> {
  const holders = new Map<string, Map<number, Holder>>();
  for (const { host, memberId, clientId, partitions } of members) {
    // Brokers write an address with a slash in front, which is stored without.
    const holder: Holder = { member_host: `/${host}`, consumer_id: memberId, client_id: clientId };
    for (const { topic, partitions: held } of partitions) {
      const ofTopic = holders.get(topic) ?? new Map<number, Holder>();
      holders.set(topic, ofTopic);
      for (const partition of held) ofTopic.set(partition, holder);
    }
  }
  return holders;
}

const hasLag = ({ lags }: CommittedPositions): boolean => lags.some((lag) => !Number.isNaN(lag));

/** The largest value of a group, over all its partitions. */
const largestOf =
  (read: (positions: CommittedPositions) => Float64Array) =>
  ({ topics }: GroupPositions): number | null => {
    let largest = -1;
    for (const topic of topics) for (const value of read(topic)) if (value > largest) largest = value;
    return largest < 0 ? null : largest;
  };
