import type { ClusterDetail, GroupMetrics, TopicLags, TopicReplication } from './cluster-detail.ts';
import { type ClusterState, dataAgeSeconds } from './cluster-state.ts';
import { type Family, labelSet, type Sample, withLabel } from './exposition.ts';

/** One cluster as it is exported. */
export interface ClusterMetrics {
  state: ClusterState;
  /** Null while what is known is too old to be told as what is: then only its age and its polls are. */
  detail: ClusterDetail | null;
}

/** Everything exported about Kafka and the polls. `seriesLimit`: how many series there may be of single partitions. */
export function tidemarkFamilies(clusters: readonly ClusterMetrics[], now: Date, seriesLimit: number): Family[] {
  const chosen = choosePartitions(clusters, seriesLimit);
  return [...lagFamilies(clusters, chosen), ...clusterFamilies(clusters), ...pollFamilies(clusters, now)];
}

type ChosenGroups = ReadonlyMap<ClusterMetrics, { groups: ReadonlySet<GroupMetrics>; omitted: number }>;

/**
 * Which groups have series by partition: whole groups only, so that a sum over partitions is never a part of one; in the
 * order of their names, so that a lag that rises makes no other series come and go.
 */
function choosePartitions(clusters: readonly ClusterMetrics[], seriesLimit: number): ChosenGroups {
  let left = seriesLimit;
  return new Map(
    clusters.map((cluster) => {
      const groups = new Set<GroupMetrics>();
      let omitted = 0;
      for (const group of cluster.detail?.groups ?? []) {
        const series = knownLags(group);
        if (series <= left) {
          groups.add(group);
          left -= series;
        } else {
          omitted += series;
        }
      }
      return [cluster, { groups, omitted }];
    }),
  );
}

function knownLags({ topics }: GroupMetrics): number {
  let known = 0;
  for (const { lags, seconds } of topics) known += knownIn(lags) + knownIn(seconds);
  return known;
}

function knownIn(values: Float64Array): number {
  let known = 0;
  for (const value of values) if (!Number.isNaN(value)) known++;
  return known;
}

function lagFamilies(clusters: readonly ClusterMetrics[], chosen: ChosenGroups): Family[] {
  const ofGroups = (value: (group: GroupMetrics) => number | bigint | null) => ({
    [Symbol.iterator]: () => groupSamples(clusters, value),
  });
  return [
    {
      name: 'kafka_consumer_group_lag',
      type: 'gauge',
      help: 'Messages that a consumer group has not committed yet, by partition; no series where that is not known.',
      samples: { [Symbol.iterator]: () => partitionSamples(clusters, chosen, ({ lags }) => lags) },
    },
    {
      name: 'kafka_consumer_group_lag_sum',
      type: 'gauge',
      help: 'Lag of a consumer group over the partitions where it is known.',
      samples: ofGroups(({ lag }) => lag),
    },
    {
      name: 'kafka_consumer_group_lag_max',
      type: 'gauge',
      help: 'Largest known lag of a consumer group on one partition.',
      samples: ofGroups(({ topics }) => largestOf(topics, ({ lags }) => lags)),
    },
    {
      name: 'kafka_consumer_group_lag_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'How long ago the record was written that a consumer group reads next, by partition; no series where that is not known.',
      samples: { [Symbol.iterator]: () => partitionSamples(clusters, chosen, ({ seconds }) => seconds) },
    },
    {
      name: 'kafka_consumer_group_lag_max_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'The longest of them of a consumer group.',
      samples: ofGroups(({ topics }) => largestOf(topics, ({ seconds }) => seconds)),
    },
    {
      name: 'kafka_consumer_group_status',
      type: 'gauge',
      help: '1 for the status that a consumer group is in; no series where no rule applies.',
      samples: { [Symbol.iterator]: () => statusSamples(clusters) },
    },
    {
      name: 'kafka_consumer_group_members',
      type: 'gauge',
      help: 'Members of a consumer group.',
      samples: ofGroups(({ members }) => members),
    },
    {
      name: 'kafka_consumer_group_partitions',
      type: 'gauge',
      help: 'Partitions whose lag belongs into the sum of a consumer group.',
      samples: ofGroups(({ totalPartitions }) => totalPartitions),
    },
    {
      name: 'kafka_consumer_group_known_partitions',
      type: 'gauge',
      help: 'Partitions whose lag is in the sum of a consumer group; fewer than all: the sum is a part.',
      samples: ofGroups(({ knownPartitions }) => knownPartitions),
    },
    {
      name: 'tidemark_omitted_partition_series',
      type: 'gauge',
      help: 'Series of single partitions that were left out because there would be more than the configured limit.',
      samples: clusters.flatMap((cluster) =>
        cluster.detail === null ? [] : [{ labels: labelsOf(cluster), value: chosen.get(cluster)?.omitted ?? 0 }],
      ),
    },
  ];
}

function* partitionSamples(
  clusters: readonly ClusterMetrics[],
  chosen: ChosenGroups,
  read: (topic: TopicLags) => Float64Array,
): Generator<Sample> {
  for (const cluster of clusters) {
    for (const { group, topics } of chosen.get(cluster)?.groups ?? []) {
      for (const ofTopic of topics) {
        const labels = labelSet({ cluster: cluster.state.name, group, topic: ofTopic.topic });
        for (const [partition, value] of read(ofTopic).entries()) {
          if (!Number.isNaN(value)) yield { labels: withLabel(labels, 'partition', partition), value };
        }
      }
    }
  }
}

/** One series a group: another status is another series, as an alert on `status=~"STALLED|STOPPED"` wants it. */
function* statusSamples(clusters: readonly ClusterMetrics[]): Generator<Sample> {
  for (const { state, detail } of clusters) {
    for (const { group, status } of detail?.groups ?? []) {
      if (status !== null) yield { labels: labelSet({ cluster: state.name, group, status }), value: 1 };
    }
  }
}

function* groupSamples(
  clusters: readonly ClusterMetrics[],
  read: (group: GroupMetrics) => number | bigint | null,
): Generator<Sample> {
  for (const { state, detail } of clusters) {
    for (const group of detail?.groups ?? []) {
      const value = read(group);
      if (value !== null) yield { labels: labelSet({ cluster: state.name, group: group.group }), value };
    }
  }
}

function largestOf(topics: readonly TopicLags[], read: (topic: TopicLags) => Float64Array): number | null {
  let largest = -1;
  for (const topic of topics) for (const value of read(topic)) if (value > largest) largest = value;
  return largest < 0 ? null : largest;
}

const BROKER_STATES = ['up', 'unreachable', 'down'] as const;
const TROUBLES: [label: string, key: Exclude<keyof TopicReplication, 'topic'>][] = [
  ['offline', 'offline'],
  ['under_min_isr', 'underMinIsr'],
  ['at_min_isr', 'atMinIsr'],
  ['under_replicated', 'underReplicated'],
  ['not_preferred', 'notPreferred'],
];

function clusterFamilies(clusters: readonly ClusterMetrics[]): Family[] {
  const known = clusters.flatMap(({ state, detail }) => (detail === null ? [] : [{ state, detail }]));
  // What an unreachable cluster said last of its topics is no longer what is.
  const reached = known.filter(({ state }) => state.reachable);
  return [
    {
      name: 'tidemark_brokers',
      type: 'gauge',
      help: 'Brokers by state, as Tidemark reaches them.',
      samples: known.flatMap(({ state, detail }) =>
        BROKER_STATES.map((broker) => ({
          labels: labelSet({ cluster: state.name, state: broker }),
          value: detail.brokers[broker],
        })),
      ),
    },
    {
      name: 'tidemark_topics',
      type: 'gauge',
      help: 'Topics of a cluster.',
      samples: reached.map(({ state, detail }) => ({
        labels: labelSet({ cluster: state.name }),
        value: detail.topics,
      })),
    },
    {
      name: 'tidemark_partitions',
      type: 'gauge',
      help: 'Partitions of a cluster.',
      samples: reached.map(({ state, detail }) => ({
        labels: labelSet({ cluster: state.name }),
        value: detail.partitions,
      })),
    },
    {
      name: 'tidemark_troubled_partitions',
      type: 'gauge',
      help: 'Partitions of a cluster by the worst that is true of their replication; all others are well.',
      samples: reached.flatMap(({ state, detail }) =>
        TROUBLES.map(([label, key]) => ({
          labels: labelSet({ cluster: state.name, state: label }),
          value: detail.troubledTopics.reduce((sum, topic) => sum + topic[key], 0),
        })),
      ),
    },
    {
      name: 'tidemark_topic_troubled_partitions',
      type: 'gauge',
      help: 'The same by topic, only where it is not 0.',
      samples: reached.flatMap(({ state, detail }) =>
        detail.troubledTopics.flatMap((topic) =>
          TROUBLES.filter(([, key]) => topic[key] > 0).map(([label, key]) => ({
            labels: labelSet({ cluster: state.name, topic: topic.topic, state: label }),
            value: topic[key],
          })),
        ),
      ),
    },
  ];
}

function pollFamilies(clusters: readonly ClusterMetrics[], now: Date): Family[] {
  const each = (value: (state: ClusterState) => number | null): Sample[] =>
    clusters.flatMap((cluster) => {
      const found = value(cluster.state);
      return found === null ? [] : [{ labels: labelsOf(cluster), value: found }];
    });
  return [
    {
      name: 'tidemark_data_age_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'Time since a broker of the cluster was last read.',
      samples: each((state) => dataAgeSeconds(state, now)),
    },
    {
      name: 'tidemark_cluster_reachable',
      type: 'gauge',
      help: '1 when the newest poll reached a broker.',
      samples: each(({ reachable }) => (reachable ? 1 : 0)),
    },
    {
      name: 'tidemark_poll_interval_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'Time from one poll to the next as it is configured.',
      samples: each(({ health }) => health.intervalMs / 1000),
    },
    {
      name: 'tidemark_poll_duration_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'How long the newest poll took.',
      samples: each(({ health }) => health.durationMs / 1000),
    },
    {
      name: 'tidemark_poll_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'How long each phase of the newest poll took; storing is that of the poll before.',
      samples: clusters.flatMap(({ state }) =>
        Object.entries(state.health.phases).map(([phase, ms]) => ({
          labels: labelSet({ cluster: state.name, phase: phase.replace(/Ms$/, '') }),
          value: ms / 1000,
        })),
      ),
    },
    {
      name: 'tidemark_poll_late_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'How long after its instant the newest poll began.',
      samples: each(({ health }) => Math.max(0, health.lateMs) / 1000),
    },
    {
      name: 'tidemark_poll_throttle_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'Longest pause that a broker asked for in the newest poll, because a quota is spent.',
      samples: each(({ health }) => health.throttleMs / 1000),
    },
    {
      name: 'tidemark_poll_requests',
      type: 'gauge',
      help: 'Requests of the newest poll to the brokers.',
      samples: each(({ health }) => health.requests),
    },
    {
      name: 'tidemark_poll_errors',
      type: 'counter',
      help: 'Polls in which a broker failed, since the engine began with the cluster.',
      samples: clusters.flatMap(({ state }) =>
        Object.entries(state.health.brokerErrors).map(([broker, value]) => ({
          labels: labelSet({ cluster: state.name, broker }),
          value,
        })),
      ),
    },
    {
      name: 'tidemark_skipped_polls',
      type: 'counter',
      help: 'Polls that were due while the one before still ran, since the engine started.',
      samples: each(({ health }) => health.skippedPolls),
    },
    {
      name: 'tidemark_history_refused',
      type: 'gauge',
      help: '1 while the history takes no polls, most often for want of disk: lag by partition is not known then.',
      samples: each(({ historyRefused }) => (historyRefused ? 1 : 0)),
    },
    {
      name: 'tidemark_history_shortened',
      type: 'gauge',
      help: '1 while less history is kept than is set, as it had outgrown its budget.',
      samples: each(({ historyShortened }) => (historyShortened ? 1 : 0)),
    },
    {
      name: 'tidemark_lost_polls',
      type: 'counter',
      help: 'Polls that were read and never written, as Postgres was away for too long, since the engine started.',
      samples: each(({ health }) => health.lostPolls),
    },
  ];
}

const labelsOf = ({ state }: ClusterMetrics): string => labelSet({ cluster: state.name });
