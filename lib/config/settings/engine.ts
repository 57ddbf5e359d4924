import { setting } from '../setting.ts';
import { duration, integer } from '../value-types.ts';

/** The worker thread that polls, and the lease by which one of several holds a cluster. */
export const engineSettings = {
  watchdogMs: setting({
    yaml: 'engine.watchdog',
    env: 'TIDEMARK_ENGINE_WATCHDOG',
    type: duration('100ms', '5m'),
    default: '4s',
    example: '10s',
    description: 'An engine thread that shows no sign of life for this long is ended and started again.',
  }),
  loadTimeoutMs: setting({
    yaml: 'engine.loadTimeout',
    env: 'TIDEMARK_ENGINE_LOAD_TIMEOUT',
    type: duration('1s', '10m'),
    default: '30s',
    example: '1m',
    description:
      'An engine thread that has shown no sign of life this long after its start is ended and started again.',
  }),
  restartBackoffMinMs: setting({
    yaml: 'engine.restartBackoffMin',
    env: 'TIDEMARK_ENGINE_RESTART_BACKOFF_MIN',
    type: duration('10ms', '1m'),
    default: '500ms',
    example: '1s',
    description: 'Pause before the first restart of an engine that died; it doubles with each further death.',
  }),
  restartBackoffMaxMs: setting({
    yaml: 'engine.restartBackoffMax',
    env: 'TIDEMARK_ENGINE_RESTART_BACKOFF_MAX',
    type: duration('10ms', '10m'),
    default: '30s',
    example: '1m',
    description: 'Longest pause before a restart.',
  }),
  restartResetMs: setting({
    yaml: 'engine.restartReset',
    env: 'TIDEMARK_ENGINE_RESTART_RESET',
    type: duration('10ms', '1h'),
    default: '10s',
    example: '1m',
    description: 'An engine that lived this long begins again with the shortest pause.',
  }),
  heapMb: setting({
    yaml: 'engine.heapMb',
    env: 'TIDEMARK_ENGINE_HEAP_MB',
    type: integer(64, 16_384),
    default: '256',
    example: '512',
    description: 'Heap limit of the engine thread in MB. 100,000 partitions need more than the default.',
  }),
  leaseMinTtlMs: setting({
    yaml: 'engine.leaseMinTtl',
    env: 'TIDEMARK_LEASE_MIN_TTL',
    type: duration('100ms', '10m'),
    default: '3s',
    example: '5s',
    description: 'A lease on a cluster lasts 1.2 poll intervals, and at least this long.',
  }),
  patienceMs: setting({
    yaml: 'engine.patience',
    env: 'TIDEMARK_PATIENCE',
    type: duration('100ms', '10m'),
    default: '30s',
    example: '1m',
    description:
      'Where Tidemark waits for three polls before it judges (data is stale, a group is gone, a commit is ahead), it' +
      ' waits at least this long.',
  }),
};

/** Server-sent events to browsers. */
export const streamSettings = {
  maxStreams: setting({
    yaml: 'stream.maxStreams',
    env: 'TIDEMARK_STREAM_MAX',
    type: integer(1, 10_000),
    default: '200',
    example: '500',
    description: 'Open streams of one process; one more is answered 503.',
  }),
  heartbeatMs: setting({
    yaml: 'stream.heartbeat',
    env: 'TIDEMARK_STREAM_HEARTBEAT',
    type: duration('100ms', '5m'),
    default: '15s',
    example: '30s',
    description: 'A comment is sent this often, so that proxies keep the stream open.',
  }),
  retryMs: setting({
    yaml: 'stream.retry',
    env: 'TIDEMARK_STREAM_RETRY',
    type: duration('100ms', '5m'),
    default: '2s',
    example: '5s',
    description: 'Browsers reconnect this long after a stream broke.',
  }),
  lookIntervalMs: setting({
    yaml: 'stream.lookInterval',
    env: 'TIDEMARK_STREAM_LOOK_INTERVAL',
    type: duration('50ms', '1m'),
    default: '1s',
    example: '2s',
    description: 'How often the server looks for a finished poll where LISTEN/NOTIFY does not come through.',
  }),
};
