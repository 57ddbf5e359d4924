import { optional, setting } from '../setting.ts';
import { brokers, duration, flag, integer, names, slug } from '../value-types.ts';

/** Which cluster, and how it is watched. */
export const clusterSettings = {
  name: setting({
    yaml: 'name',
    env: 'TIDEMARK_CLUSTER_NAME',
    type: slug,
    default: 'local',
    example: 'orders-prod',
    description:
      'Name in URLs and on screen, unique. It is a key of the history: a renamed cluster starts anew. Required in YAML.',
  }),
  brokers: optional({
    yaml: 'brokers',
    env: 'KAFKA_BROKERS',
    type: brokers,
    example: 'kafka-1.example.com:9092,kafka-2.example.com:9092',
    defaultNote: 'a local Kafka with demo traffic',
    description: 'Some brokers to begin with; the others are found through them. Required in YAML.',
  }),
  pollIntervalMs: setting({
    yaml: 'pollInterval',
    env: 'TIDEMARK_POLL_INTERVAL',
    type: duration('1s', '5m'),
    default: '10s',
    example: '10s',
    description: 'How often the cluster is read.',
  }),
  brokerDeadlineMs: optional({
    yaml: 'brokerDeadline',
    env: 'TIDEMARK_BROKER_DEADLINE',
    type: duration('50ms', '1m'),
    example: '2s',
    defaultNote: '3s, or half the poll interval if that is less',
    description: 'How long one poll waits for one broker in all; at most half the poll interval.',
  }),
  slowBeatMs: setting({
    yaml: 'slowBeat',
    env: 'TIDEMARK_SLOW_BEAT',
    type: duration('1s', '1h'),
    default: '60s',
    example: '2m',
    description: 'How often topic configurations and log directory sizes are read.',
  }),
  permissionBeatMs: setting({
    yaml: 'permissionBeat',
    env: 'TIDEMARK_PERMISSION_BEAT',
    type: duration('1s', '1d'),
    default: '1h',
    example: '10m',
    description:
      'How often Tidemark asks whether it may see everything. While a permission is lacking it asks with every slow beat.',
  }),
  readCommittedGroups: setting({
    yaml: 'readCommittedGroups',
    env: 'TIDEMARK_READ_COMMITTED_GROUPS',
    type: names,
    default: '',
    example: 'payments-*,ledger',
    description:
      'Groups that read with `isolation.level=read_committed`: their lag ends at the last stable offset. Kafka does not' +
      ' tell, so Tidemark never guesses.',
  }),
  readOnly: setting({
    yaml: 'readOnly',
    env: 'TIDEMARK_READ_ONLY',
    type: flag,
    default: 'false',
    example: 'true',
    description: 'Nothing on this cluster can be changed from Tidemark.',
  }),
  protected: setting({
    yaml: 'protected',
    env: 'TIDEMARK_PROTECTED',
    type: flag,
    default: 'false',
    example: 'true',
    description: 'Every change asks for the typed name of what it changes.',
  }),
  inactiveAfterMs: setting({
    yaml: 'inactiveAfter',
    env: 'TIDEMARK_INACTIVE_AFTER',
    type: duration('1s', '7d'),
    default: '10m',
    example: '30m',
    description: 'A topic that no member subscribes to and without commits for this long leaves the totals of a group.',
  }),
  openTransactionAfterMs: setting({
    yaml: 'openTransactionAfter',
    env: 'TIDEMARK_OPEN_TRANSACTION_AFTER',
    type: duration('1s', '1d'),
    default: '60s',
    example: '5m',
    description: 'A last stable offset that does not move for this long is shown as an open transaction.',
  }),
  unassignedAfterMs: setting({
    yaml: 'unassignedAfter',
    env: 'TIDEMARK_UNASSIGNED_AFTER',
    type: duration('1s', '1d'),
    default: '60s',
    example: '2m',
    description: 'A partition of a subscribed topic that no member has for this long is shown as unassigned.',
  }),
  markerChecksPerPoll: setting({
    yaml: 'markerChecksPerPoll',
    env: 'TIDEMARK_MARKER_CHECKS_PER_POLL',
    type: integer(0, 1_000),
    default: '50',
    example: '0',
    description:
      'Where a group stands still before the end, a small Fetch looks whether there is anything left to read, or only' +
      ' transaction markers, aborted or compacted-away records: at most this many per poll, beside it; 0 looks nowhere.',
  }),
  recordTimesPerPoll: setting({
    yaml: 'recordTimesPerPoll',
    env: 'TIDEMARK_RECORD_TIMES_PER_POLL',
    type: integer(0, 1_000),
    default: '50',
    example: '0',
    description:
      'Of the groups farthest behind, a small Fetch looks at the timestamp of the record that is read next: at most this many per' +
      ' poll, beside it; 0 looks nowhere, and time lags are told by when the log passed that record alone.',
  }),
  causeWindowMs: setting({
    yaml: 'causeWindow',
    env: 'TIDEMARK_CAUSE_WINDOW',
    type: duration('5s', '2h'),
    default: '15m',
    example: '30m',
    description: 'Causes of a lag are looked for in this time before the moment that is asked about.',
  }),
  usualAfterMs: setting({
    yaml: 'usualAfter',
    env: 'TIDEMARK_USUAL_AFTER',
    type: duration('5s', '1d'),
    default: '1h',
    example: '6h',
    description: 'So much history before that time is needed to say what is usual; until then no cause is told by it.',
  }),
  rateWindowMs: setting({
    yaml: 'rateWindow',
    env: 'TIDEMARK_RATE_WINDOW',
    type: duration('5s', '10m'),
    default: '1m',
    example: '2m',
    description:
      'Rates and drain times are told over this time, or over 3 commits or polls of a group where those take longer.',
  }),
  trendWindowMs: setting({
    yaml: 'trendWindow',
    env: 'TIDEMARK_TREND_WINDOW',
    type: duration('5s', '1h'),
    default: '5m',
    example: '10m',
    description: 'A change of lag too slow to be told from noise in the rate window is looked for in this one.',
  }),
  maxRequestsInFlight: setting({
    yaml: 'maxRequestsInFlight',
    env: 'TIDEMARK_MAX_REQUESTS_IN_FLIGHT',
    type: integer(1, 100),
    default: '5',
    example: '10',
    description: 'Requests that may wait for an answer on one broker connection.',
  }),
};
