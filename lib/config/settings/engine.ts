import { optional, setting } from '../setting.ts';
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
  heapMb: optional({
    yaml: 'engine.heapMb',
    env: 'TIDEMARK_ENGINE_HEAP_MB',
    type: integer(64, 16_384),
    defaultNote: 'a quarter of the memory that the process may use, at least 256 and at most 1024',
    example: '2048',
    description:
      'Heap limit of the engine thread in MB. A limit takes no memory: what is used follows the size of the clusters.',
  }),
  bufferForMs: setting({
    yaml: 'engine.bufferFor',
    env: 'TIDEMARK_BUFFER_FOR',
    type: duration('1s', '1d'),
    default: '10m',
    example: '30m',
    description:
      'How long polls that were read wait for Postgres while it is away. Written afterwards, they leave no gap; older ones are' +
      ' given up, which the pages say.',
  }),
  bufferMb: setting({
    yaml: 'engine.bufferMb',
    env: 'TIDEMARK_BUFFER_MB',
    type: integer(1, 16_384),
    default: '64',
    example: '256',
    description:
      'Memory for polls that wait, in MB, of all clusters together and beside the heap: 10 minutes of 30,000 partitions at 10 s' +
      ' take 25. When it is full the oldest are given up.',
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
  maxOwn: setting({
    yaml: 'stream.maxOwn',
    env: 'TIDEMARK_STREAM_MAX_OWN',
    type: integer(1, 10_000),
    default: '20',
    example: '50',
    description:
      'Of these the most of one user or token, and of one address for who is not signed in; one more is answered 429, and its' +
      ' page asks every 10 s instead.',
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
