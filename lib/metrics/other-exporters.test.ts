import { describe, expect, test } from 'vitest';
import type { ClusterPositions } from './cluster-positions.ts';
import { exposition, type Family } from './exposition.ts';
import { kafkaExporterFamilies } from './kafka-exporter-families.ts';
import { kafkaLagExporterFamilies } from './kafka-lag-exporter-families.ts';
import { parseExposition, seriesValue } from './testing.ts';

/** NaN: not read. */
const UNREAD = Number.NaN;
const values = (...list: number[]) => Float64Array.from(list);

/**
 * Three partitions of `orders`: well, under-replicated and led by another than the preferred broker, offline. `payments` has two
 * members, one of which holds partition 0; `audit` has left.
 */
const POSITIONS: ClusterPositions = {
  brokers: [
    { id: 1, address: 'kafka-1:9092' },
    { id: 2, address: null },
  ],
  topics: [
    {
      topic: 'orders',
      leaders: [1, 2, null],
      replicas: [
        [1, 2],
        [1, 2],
        [1, 2],
      ],
      inSync: [[1, 2], [2], []],
      oldest: values(5, 0, UNREAD),
      newest: values(100, 50, UNREAD),
    },
    { topic: 'unread-by-all', leaders: [1], replicas: [[1]], inSync: [[1]], oldest: values(0), newest: values(9) },
  ],
  groups: [
    {
      group: 'payments',
      memberCount: 2,
      members: [
        {
          memberId: 'm-1',
          instanceId: null,
          clientId: 'c-1',
          host: '10.0.0.1',
          partitions: [{ topic: 'orders', partitions: [0] }],
        },
        { memberId: 'm-2', instanceId: null, clientId: 'c-2', host: '10.0.0.2', partitions: [] },
      ],
      topics: [
        {
          topic: 'orders',
          committed: values(90, -1, 7),
          lags: values(10, UNREAD, UNREAD),
          seconds: values(2.5, UNREAD, UNREAD),
        },
        {
          topic: 'never-committed',
          committed: values(-1, UNREAD),
          lags: values(UNREAD, UNREAD),
          seconds: values(UNREAD, UNREAD),
        },
      ],
    },
    {
      group: 'audit',
      memberCount: null,
      members: null,
      topics: [
        {
          topic: 'orders',
          committed: values(100, 20, UNREAD),
          lags: values(0, 30, UNREAD),
          seconds: values(0, 61, UNREAD),
        },
      ],
    },
  ],
};

const read = (families: Family[]) => parseExposition([...exposition(families, 'text')].join(''), 'text');
/** Every family with the label names of its series. */
const shapeOf = (families: ReturnType<typeof read>) =>
  Object.fromEntries(
    [...families].map(([name, { labels }]) => [
      name,
      [...new Set(labels.map((one) => Object.keys(one).sort().join()))],
    ]),
  );

describe('as kafka_exporter', () => {
  const families = read(kafkaExporterFamilies(POSITIONS));
  const topicPartition = ['partition,topic'];
  const groupPartition = ['consumergroup,partition,topic'];

  test('names and labels are those of a real one (1.9, read beside it on the same Kafka)', () => {
    expect(shapeOf(families)).toEqual({
      kafka_brokers: [''],
      kafka_broker_info: ['address,id'],
      kafka_topic_partitions: ['topic'],
      kafka_topic_partition_current_offset: topicPartition,
      kafka_topic_partition_oldest_offset: topicPartition,
      kafka_topic_partition_leader: topicPartition,
      kafka_topic_partition_replicas: topicPartition,
      kafka_topic_partition_in_sync_replica: topicPartition,
      kafka_topic_partition_leader_is_preferred: topicPartition,
      kafka_topic_partition_under_replicated_partition: topicPartition,
      kafka_consumergroup_current_offset: groupPartition,
      kafka_consumergroup_lag: groupPartition,
      kafka_consumergroup_current_offset_sum: ['consumergroup,topic'],
      kafka_consumergroup_lag_sum: ['consumergroup,topic'],
      kafka_consumergroup_members: ['consumergroup'],
    });
  });

  const NONE = undefined;
  test.each([
    ['current_offset', [100, 50, NONE]],
    ['oldest_offset', [5, 0, NONE]],
    ['leader', [1, 2, NONE]],
    ['replicas', [2, 2, 2]],
    ['in_sync_replica', [2, 1, 0]],
    ['leader_is_preferred', [1, 0, 0]],
    ['under_replicated_partition', [0, 1, 1]],
  ])('kafka_topic_partition_%s', (name, expected) => {
    const found = ['0', '1', '2'].map((partition) =>
      seriesValue(families, `kafka_topic_partition_${name}`, { topic: 'orders', partition }),
    );
    expect(found).toEqual(expected);
  });

  test.each([
    ['payments', 'current_offset', [90, -1, 7]],
    ['payments', 'lag', [10, -1, NONE]],
    ['audit', 'current_offset', [100, 20, NONE]],
    ['audit', 'lag', [0, 30, NONE]],
  ])('%s: kafka_consumergroup_%s', (consumergroup, name, expected) => {
    const found = ['0', '1', '2'].map((partition) =>
      seriesValue(families, `kafka_consumergroup_${name}`, { consumergroup, topic: 'orders', partition }),
    );
    expect(found).toEqual(expected);
  });

  test('sums are of what is there; a topic without any commit, and members that nobody told of, have no series', () => {
    const payments = { consumergroup: 'payments', topic: 'orders' };
    expect(seriesValue(families, 'kafka_consumergroup_current_offset_sum', payments)).toBe(97);
    expect(seriesValue(families, 'kafka_consumergroup_lag_sum', payments)).toBe(10);
    expect(families.get('kafka_consumergroup_lag_sum')?.labels.map(({ topic }) => topic)).toEqual(['orders', 'orders']);
    expect(families.get('kafka_consumergroup_members')?.labels).toEqual([{ consumergroup: 'payments' }]);
    expect(seriesValue(families, 'kafka_brokers')).toBe(2);
  });
});

describe('as kafka-lag-exporter', () => {
  const families = read(kafkaLagExporterFamilies('east', POSITIONS, 180));

  test('names and labels are those of a real one (0.8)', () => {
    const groupPartition = ['client_id,cluster_name,consumer_id,group,member_host,partition,topic'];
    expect(shapeOf(families)).toEqual({
      kafka_partition_latest_offset: ['cluster_name,partition,topic'],
      kafka_partition_earliest_offset: ['cluster_name,partition,topic'],
      kafka_consumergroup_group_offset: groupPartition,
      kafka_consumergroup_group_lag: groupPartition,
      kafka_consumergroup_group_lag_seconds: groupPartition,
      kafka_consumergroup_group_max_lag: ['cluster_name,group'],
      kafka_consumergroup_group_max_lag_seconds: ['cluster_name,group'],
      kafka_consumergroup_group_sum_lag: ['cluster_name,group'],
      kafka_consumergroup_group_topic_sum_lag: ['cluster_name,group,topic'],
      kafka_consumergroup_poll_time_ms: ['cluster_name'],
    });
  });

  test('a partition carries who holds it', () => {
    const lag = families.get('kafka_consumergroup_group_lag');
    const nobody = { member_host: 'unknown', consumer_id: 'unknown', client_id: 'unknown' };
    const one = { member_host: '/10.0.0.1', consumer_id: 'm-1', client_id: 'c-1' };
    expect(lag?.labels).toEqual([
      { cluster_name: 'east', group: 'payments', topic: 'orders', partition: '0', ...one },
      { cluster_name: 'east', group: 'audit', topic: 'orders', partition: '0', ...nobody },
      { cluster_name: 'east', group: 'audit', topic: 'orders', partition: '1', ...nobody },
    ]);
    expect([...(lag?.series.values() ?? [])]).toEqual([10, 0, 30]);
  });

  test('groups have their largest lag and their sums; topics that nobody consumes are left out', () => {
    const audit = { cluster_name: 'east', group: 'audit' };
    expect(seriesValue(families, 'kafka_consumergroup_group_max_lag', audit)).toBe(30);
    expect(seriesValue(families, 'kafka_consumergroup_group_max_lag_seconds', audit)).toBe(61);
    expect(seriesValue(families, 'kafka_consumergroup_group_sum_lag', audit)).toBe(30);
    expect(seriesValue(families, 'kafka_consumergroup_group_topic_sum_lag', { ...audit, topic: 'orders' })).toBe(30);
    expect(families.get('kafka_consumergroup_group_topic_sum_lag')?.series.size).toBe(2);
    expect(families.get('kafka_partition_latest_offset')?.labels.map(({ topic }) => topic)).toEqual([
      'orders',
      'orders',
    ]);
    expect(seriesValue(families, 'kafka_consumergroup_poll_time_ms', { cluster_name: 'east' })).toBe(180);
  });
});
