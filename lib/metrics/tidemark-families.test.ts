import { describe, expect, test } from 'vitest';
import type { ClusterDetail, GroupMetrics } from './cluster-detail.ts';
import type { ClusterState } from './cluster-state.ts';
import { exposition } from './exposition.ts';
import { parseExposition, seriesValue } from './testing.ts';
import { type ClusterMetrics, tidemarkFamilies } from './tidemark-families.ts';

const NOW = new Date('2026-11-23T14:02:34Z');
const UNKNOWN = Number.NaN;

const state = (overrides: Partial<ClusterState> = {}): ClusterState => ({
  id: 1,
  name: 'local',
  pollId: 1,
  observedAtMs: NOW.getTime() - 4_000,
  reachable: true,
  hasSamples: true,
  historyRefused: false,
  historyShortened: false,
  health: {
    intervalMs: 10_000,
    durationMs: 250,
    phases: { listMs: 20, commitsMs: 90, persistMs: 5.5 },
    requests: 21,
    checkRequests: 0,
    skippedPolls: 2,
    waitingPolls: 0,
    lostPolls: 0,
    lateMs: 3,
    throttleMs: 0,
    brokerErrors: { 1: 0, 2: 7 },
    startedAtMs: 0,
    heapBytes: null,
    heapLimitBytes: null,
  },
  ...overrides,
});
const detail = (overrides: Partial<ClusterDetail> = {}): ClusterDetail => ({
  brokers: { up: 2, unreachable: 1, down: 0 },
  topics: 3,
  partitions: 18,
  troubledTopics: [],
  groups: [],
  ...overrides,
});
const group = (name: string, ...lags: number[]): GroupMetrics => ({
  group: name,
  lag: 7n,
  knownPartitions: lags.length,
  totalPartitions: lags.length,
  members: 2,
  status: 'STALLED' as const,
  topics: [{ topic: 'orders', lags: Float64Array.from(lags), seconds: new Float64Array(lags.length).fill(UNKNOWN) }],
});

const scraped = (clusters: ClusterMetrics[], limit = 20_000) =>
  parseExposition([...exposition(tidemarkFamilies(clusters, NOW, limit), 'openmetrics')].join(''), 'openmetrics');
const lagOf = (name: string, partition: string) => ({ cluster: 'local', group: name, topic: 'orders', partition });

describe('lag', () => {
  test('is there by partition and by group; what is not known has no series', () => {
    const groups = [group('a', 5, UNKNOWN, 0, 2), { ...group('b', UNKNOWN), lag: null, members: null }];
    const families = scraped([{ state: state(), detail: detail({ groups }) }]);
    const lags = [0, 1, 2, 3].map((partition) =>
      seriesValue(families, 'kafka_consumer_group_lag', lagOf('a', String(partition))),
    );
    expect(lags).toEqual([5, undefined, 0, 2]);
    const a = { cluster: 'local', group: 'a' };
    expect(seriesValue(families, 'kafka_consumer_group_lag_sum', a)).toBe(7);
    expect(seriesValue(families, 'kafka_consumer_group_lag_max', a)).toBe(5);
    expect(seriesValue(families, 'kafka_consumer_group_members', a)).toBe(2);
    const b = { cluster: 'local', group: 'b' };
    for (const name of ['lag_sum', 'lag_max', 'members']) {
      expect(seriesValue(families, `kafka_consumer_group_${name}`, b), name).toBeUndefined();
    }
    expect(seriesValue(families, 'kafka_consumer_group_partitions', b)).toBe(1);
  });

  test('the status of a group is a series by its name; a group without one has none', () => {
    const groups = [group('a', 1), { ...group('b', 1), status: null }];
    const families = scraped([{ state: state(), detail: detail({ groups }) }]);
    const stalled = { cluster: 'local', group: 'a', status: 'STALLED' };
    expect(seriesValue(families, 'kafka_consumer_group_status', stalled)).toBe(1);
    expect(families.get('kafka_consumer_group_status')?.series.size).toBe(1);
  });

  test('in seconds is there by partition, and the longest by group; both kinds count towards the limit', () => {
    const topics = [{ topic: 'orders', lags: Float64Array.of(5, 9), seconds: Float64Array.of(258.4, UNKNOWN) }];
    const groups = [{ ...group('a'), topics }, group('b', 1)];
    const families = scraped([{ state: state(), detail: detail({ groups }) }], 3);
    expect(seriesValue(families, 'kafka_consumer_group_lag_seconds', lagOf('a', '0'))).toBe(258.4);
    expect(families.get('kafka_consumer_group_lag_seconds')?.series.size).toBe(1);
    expect(seriesValue(families, 'kafka_consumer_group_lag_max_seconds', { cluster: 'local', group: 'a' })).toBe(258.4);
    expect(seriesValue(families, 'tidemark_omitted_partition_series', { cluster: 'local' })).toBe(1);
  });

  test('beyond the limit is left out by whole groups, and what that comes to is told; groups are there all the same', () => {
    const groups = [group('a', 1, 1), group('b', 1, 1, 1, UNKNOWN), group('c', 1)];
    const families = scraped([{ state: state(), detail: detail({ groups }) }], 3);
    const shown = families.get('kafka_consumer_group_lag')?.labels.map((labels) => labels.group);
    expect(shown).toEqual(['a', 'a', 'c']);
    expect(seriesValue(families, 'tidemark_omitted_partition_series', { cluster: 'local' })).toBe(3);
    expect(families.get('kafka_consumer_group_lag_sum')?.series.size).toBe(3);
  });

  test('a limit of 0 leaves groups only', () => {
    const families = scraped([{ state: state(), detail: detail({ groups: [group('a', 1)] }) }], 0);
    expect(families.has('kafka_consumer_group_lag')).toBe(false);
    expect(families.has('kafka_consumer_group_lag_max')).toBe(true);
  });

  test('the families of several clusters are one', () => {
    const both = ['east', 'west'].map((name, index) => ({
      state: state({ id: index, name }),
      detail: detail({ groups: [group('same', 1)] }),
    }));
    expect(scraped(both).get('kafka_consumer_group_lag')?.series.size).toBe(2);
  });
});

describe('a cluster', () => {
  test('has brokers by state and partitions in trouble', () => {
    const troubled = { topic: 'orders', offline: 1, underMinIsr: 0, atMinIsr: 0, underReplicated: 3, notPreferred: 0 };
    const families = scraped([{ state: state(), detail: detail({ troubledTopics: [troubled] }) }]);
    expect(seriesValue(families, 'tidemark_brokers', { cluster: 'local', state: 'unreachable' })).toBe(1);
    const all = { cluster: 'local', state: 'under_replicated' };
    expect(seriesValue(families, 'tidemark_troubled_partitions', all)).toBe(3);
    expect(seriesValue(families, 'tidemark_troubled_partitions', { ...all, state: 'at_min_isr' })).toBe(0);
    expect(families.get('tidemark_topic_troubled_partitions')?.labels).toEqual([
      { cluster: 'local', topic: 'orders', state: 'offline' },
      { cluster: 'local', topic: 'orders', state: 'under_replicated' },
    ]);
  });

  test('that is too old has its age and its polls only', () => {
    const families = scraped([{ state: state({ reachable: false }), detail: null }]);
    expect(seriesValue(families, 'tidemark_data_age_seconds', { cluster: 'local' })).toBe(4);
    expect(seriesValue(families, 'tidemark_cluster_reachable', { cluster: 'local' })).toBe(0);
    expect(
      [...families.keys()].filter((name) => /^(kafka_|tidemark_(brokers|topics|part|trou|omit))/.test(name)),
    ).toEqual([]);
  });

  test('that cannot be reached says nothing of its topics', () => {
    const families = scraped([{ state: state({ reachable: false }), detail: detail() }]);
    expect(families.has('tidemark_brokers')).toBe(true);
    expect(families.has('tidemark_topics')).toBe(false);
    expect(families.has('tidemark_troubled_partitions')).toBe(false);
  });

  test('that was never read has no age', () => {
    expect(scraped([{ state: state({ observedAtMs: null }), detail: null }]).has('tidemark_data_age_seconds')).toBe(
      false,
    );
  });

  test('has its newest poll, in seconds and by phase', () => {
    const families = scraped([{ state: state(), detail: null }]);
    expect(seriesValue(families, 'tidemark_poll_seconds', { cluster: 'local', phase: 'persist' })).toBe(0.0055);
    expect(seriesValue(families, 'tidemark_poll_duration_seconds', { cluster: 'local' })).toBe(0.25);
    expect(seriesValue(families, 'tidemark_poll_errors', { cluster: 'local', broker: '2' })).toBe(7);
    expect(seriesValue(families, 'tidemark_poll_errors', { cluster: 'local', broker: '1' })).toBe(0);
    expect(families.get('tidemark_skipped_polls')).toMatchObject({ type: 'counter' });
    expect(families.get('tidemark_poll_seconds')).toMatchObject({ type: 'gauge', unit: 'seconds' });
  });
});
