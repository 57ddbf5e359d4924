import { describe, expect, it, test } from 'vitest';
import { loadConfig } from '../load.ts';
import type { ReadFile } from '../read-file.ts';
import { SECTIONS } from './sections.ts';

const all = SECTIONS.flatMap(({ settings }) => settings);
const noFiles: ReadFile = (path) => ({ ok: false, missing: true, problem: `there is no file ${path}` });

/** One wrong value for each setting, and a part of what must be said about it. */
const WRONG: Record<string, [value: string, problem: string]> = {
  TIDEMARK_CLUSTER_NAME: ['Orders Prod', 'lower-case letters'],
  KAFKA_BROKERS: ['kafka-1', 'host:port'],
  TIDEMARK_POLL_INTERVAL: ['900ms', 'from 1s to 5m'],
  TIDEMARK_BROKER_DEADLINE: ['1h', 'from 50ms to 1m'],
  TIDEMARK_SLOW_BEAT: ['often', 'duration'],
  TIDEMARK_PERMISSION_BEAT: ['often', 'duration'],
  TIDEMARK_READ_ONLY: ['yes', 'true or false'],
  TIDEMARK_PROTECTED: ['1', 'true or false'],
  TIDEMARK_INACTIVE_AFTER: ['-1s', 'duration'],
  TIDEMARK_OPEN_TRANSACTION_AFTER: ['2d', 'from 1s to 1d'],
  TIDEMARK_UNASSIGNED_AFTER: ['60 seconds', 'duration'],
  TIDEMARK_MARKER_CHECKS_PER_POLL: ['-1', 'from 0 to 1000'],
  TIDEMARK_CAUSE_WINDOW: ['3h', 'from 5s to 2h'],
  TIDEMARK_USUAL_AFTER: ['1s', 'from 5s to 1d'],
  TIDEMARK_RECORD_TIMES_PER_POLL: ['1001', 'from 0 to 1000'],
  TIDEMARK_RATE_WINDOW: ['1 minute', 'duration'],
  TIDEMARK_TREND_WINDOW: ['2h', 'duration'],
  TIDEMARK_MAX_REQUESTS_IN_FLIGHT: ['0', 'from 1 to 100'],
  TIDEMARK_STALL_AFTER: ['0s', 'from 1s to 7d'],
  TIDEMARK_STATUS_WINDOW: ['2h', 'from 5s to 1h'],
  TIDEMARK_LAGGING_FROM: ['late', 'duration'],
  TIDEMARK_CAUGHT_UP_BELOW: ['-1', 'from 0'],
  TIDEMARK_REBALANCE_WARN_AFTER: ['2d', 'duration'],
  TIDEMARK_REBALANCE_ERROR_AFTER: ['5', 'duration'],
  KAFKA_TLS: ['on', 'true or false'],
  KAFKA_TLS_CA: ['/nowhere/ca.pem', 'there is no file /nowhere/ca.pem'],
  KAFKA_TLS_CERT: ['/nowhere/client.pem', 'there is no file'],
  KAFKA_TLS_KEY: ['/nowhere/client.key', 'there is no file'],
  KAFKA_TLS_INSECURE_SKIP_VERIFY: ['maybe', 'true or false'],
  KAFKA_SASL_MECHANISM: ['GSSAPI', 'one of PLAIN'],
  KAFKA_OAUTH_TOKEN_URL: ['idp.example.com', 'http or https URL'],
  KAFKA_OAUTH_EXTENSIONS: ['logicalCluster', 'name=value'],
  TIDEMARK_CONFIG: ['/nowhere/tidemark.yaml', 'there is no file'],
  PORT: ['80a', 'whole number from 1 to 65535'],
  TIDEMARK_HOST: ['console.example.com', 'IP address of this machine'],
  TIDEMARK_PUBLIC_URL: ['https://example.com/tidemark', 'nothing behind'],
  TIDEMARK_ALLOWED_HOSTS: ['https://tidemark', 'without scheme'],
  TIDEMARK_TRUSTED_PROXIES: ['10.0.0.0/33', 'ranges such as 10.0.0.0/8'],
  TIDEMARK_ROLE: ['worker', 'one of all, web, collector'],
  TIDEMARK_LOG_LEVEL: ['verbose', 'one of trace'],
  TIDEMARK_STOP_TIMEOUT: ['1ms', 'duration'],
  TIDEMARK_ADMIN_EMAIL: ['admin', 'email address'],
  TIDEMARK_ADMIN_PASSWORD: ['secret', 'at least 12'],
  TIDEMARK_SETUP_LINK: ['soon', 'duration'],
  TIDEMARK_SESSION: ['1ms', 'duration'],
  TIDEMARK_SESSION_IDLE: ['1 day', 'duration'],
  TIDEMARK_OIDC_ISSUER: ['http://idp.example.com', 'https URL'],
  TIDEMARK_OIDC_UNKNOWN_USERS: ['all', 'true or false'],
  TIDEMARK_OIDC_LINK_BY_EMAIL: ['yes', 'true or false'],
  TIDEMARK_OIDC_TIMEOUT: ['1h', 'from 100ms to 1m'],
  TIDEMARK_HEADER_USER: ['Cookie', 'means nothing else'],
  TIDEMARK_HEADER_GROUPS: ['x groups', 'name of a header'],
  TIDEMARK_HEADER_PROXIES: ['10.0.0.0/33', 'IP addresses or ranges'],
  TIDEMARK_ATTEMPTS_PER_ADDRESS: ['0', 'whole number'],
  TIDEMARK_ATTEMPTS_PER_ACCOUNT: ['-1', 'whole number'],
  TIDEMARK_TOKEN_ATTEMPTS_PER_ADDRESS: ['no', 'whole number'],
  TIDEMARK_ATTEMPTS_WINDOW: ['2d', 'from 1s to 1d'],
  TIDEMARK_ATTEMPTS_REMEMBER: ['for ever', 'duration'],
  DATABASE_URL: ['mysql://db/tidemark', 'postgres://'],
  TIDEMARK_DATABASE_WEB_POOL: ['201', 'from 1 to 200'],
  TIDEMARK_DATABASE_ENGINE_POOL: ['many', 'whole number'],
  TIDEMARK_DATABASE_CONNECT_TIMEOUT: ['0s', 'duration'],
  TIDEMARK_DATABASE_STATEMENT_TIMEOUT: ['never', 'duration'],
  TIDEMARK_SECRET_KEY: ['hunter2', '32 bytes'],
  TIDEMARK_SECRET_KEY_PREVIOUS: ['00'.repeat(31), '32 bytes'],
  TIDEMARK_HISTORY_BUDGET_GB: ['0', 'whole number'],
  TIDEMARK_HISTORY_RESERVE_MB: ['1GB', 'whole number'],
  TIDEMARK_HISTORY_RAW: ['12h', 'from 1d to 90d'],
  TIDEMARK_HISTORY_HOURS: ['for ever', 'duration'],
  TIDEMARK_HISTORY_EVENTS: ['12h', 'from 1d to 3650d'],
  TIDEMARK_AUDIT_RETENTION: ['1h', 'from 1d to 3650d'],
  TIDEMARK_AUDIT_REFUSAL_WINDOW: ['2h', 'from 100ms to 1h'],
  TIDEMARK_AUDIT_STDOUT: ['json', 'true or false'],
  TIDEMARK_ENGINE_WATCHDOG: ['10', 'duration'],
  TIDEMARK_ENGINE_LOAD_TIMEOUT: ['999ms', 'from 1s to 10m'],
  TIDEMARK_ENGINE_RESTART_BACKOFF_MIN: ['2m', 'duration'],
  TIDEMARK_ENGINE_RESTART_BACKOFF_MAX: ['1d', 'duration'],
  TIDEMARK_ENGINE_RESTART_RESET: ['x', 'duration'],
  TIDEMARK_ENGINE_HEAP_MB: ['63', 'from 64'],
  TIDEMARK_BUFFER_FOR: ['500ms', 'from 1s to 1d'],
  TIDEMARK_BUFFER_MB: ['0', 'from 1'],
  TIDEMARK_LEASE_MIN_TTL: ['3 s s', 'duration'],
  TIDEMARK_PATIENCE: ['1ms', 'duration'],
  TIDEMARK_STREAM_MAX: ['0', 'whole number'],
  TIDEMARK_STREAM_MAX_OWN: ['0', 'whole number'],
  TIDEMARK_MARKS_PER_MINUTE: ['0', 'whole number'],
  TIDEMARK_ALERT_ALLOWED_ADDRESSES: ['0.0.0.0/0', 'must not be every address'],
  TIDEMARK_ALERT_RETENTION: ['1s', 'duration'],
  TIDEMARK_ALERT_UNWATCHED_AFTER: ['1s', 'duration'],
  TIDEMARK_ALERT_SEND_TIMEOUT: ['2m', 'from 100ms to 1m'],
  TIDEMARK_ALERT_HEARTBEAT_INTERVAL: ['1ms', 'duration'],
  TIDEMARK_ALERT_HEARTBEAT_URL: ['hc-ping.com/7', 'http or https URL'],
  TIDEMARK_ALERT_LOOK_INTERVAL: ['1ms', 'duration'],
  TIDEMARK_STREAM_HEARTBEAT: ['1ms', 'duration'],
  TIDEMARK_STREAM_RETRY: ['1ms', 'duration'],
  TIDEMARK_STREAM_LOOK_INTERVAL: ['1ms', 'duration'],
  TIDEMARK_METRICS: ['on', 'true or false'],
  TIDEMARK_METRICS_OPEN: ['yes', 'true or false'],
  TIDEMARK_METRICS_PARTITION_SERIES: ['-1', 'whole number'],
  TIDEMARK_METRICS_KAFKA_EXPORTER: ['yes', 'true or false'],
  TIDEMARK_METRICS_KAFKA_LAG_EXPORTER: ['2', 'true or false'],
  TIDEMARK_METRICS_STALE_AFTER: ['2h', 'duration'],
  TIDEMARK_BURROW: ['on', 'true or false'],
  TIDEMARK_BURROW_INTERVALS: ['1', 'from 2 to 60'],
  TIDEMARK_BURROW_ALLOWED_LAG: ['-1', 'whole number'],
  TIDEMARK_BURROW_MINIMUM_COMPLETE: ['50%', 'from 0 to 1'],
};
/** Any text is a right value. */
const ANY_TEXT = [
  'TIDEMARK_READ_COMMITTED_GROUPS',
  'KAFKA_TLS_KEY_PASSPHRASE',
  'KAFKA_TLS_SERVER_NAME',
  'KAFKA_SASL_USERNAME',
  'KAFKA_SASL_PASSWORD',
  'KAFKA_OAUTH_CLIENT_ID',
  'KAFKA_OAUTH_CLIENT_SECRET',
  'KAFKA_OAUTH_SCOPE',
  'KAFKA_OAUTH_AUDIENCE',
  'TIDEMARK_OIDC_CLIENT_ID',
  'TIDEMARK_OIDC_CLIENT_SECRET',
  'TIDEMARK_OIDC_SCOPES',
  'TIDEMARK_OIDC_GROUPS_CLAIM',
  'TIDEMARK_OIDC_LABEL',
  'TIDEMARK_ANONYMOUS_VIEWER',
  'TIDEMARK_HOME',
  'TIDEMARK_DATA',
  'TIDEMARK_CACHE',
];

describe('every setting', () => {
  test('has a wrong value in the table, or takes any text', () => {
    expect([...Object.keys(WRONG), ...ANY_TEXT].toSorted()).toEqual(all.map((one) => one.env).toSorted());
  });

  test('has a variable and a path of its own', () => {
    expect(new Set(all.map((one) => one.env)).size).toBe(all.length);
    const paths = SECTIONS.flatMap(({ perCluster, settings }) =>
      settings.flatMap(({ yaml }) => (yaml === null ? [] : [`${perCluster ? 'clusters.' : ''}${yaml}`])),
    );
    expect(new Set(paths).size).toBe(paths.length);
  });

  it.each(all)('$env: example and default are right values', (one) => {
    expect(one.type.safeParse(one.example).error).toBeUndefined();
    if (one.default !== null) expect(one.type.safeParse(one.default).error).toBeUndefined();
  });

  it.each(all)('$env: a list or a map in its place is refused or read as a list', (one) => {
    expect(one.type.safeParse(null).success).toBe(false);
    expect(one.type.safeParse([null]).success).toBe(false);
  });

  it.each(Object.entries(WRONG))(
    '%s: a wrong value stops the start with its name and an example',
    (env, [value, problem]) => {
      const broker = env === 'KAFKA_BROKERS' ? {} : { KAFKA_BROKERS: 'kafka:9092' };
      const result = loadConfig({ env: { ...broker, [env]: value }, cwd: '/', readFile: noFiles });
      const errors = 'errors' in result ? result.errors : [];
      const error = errors.find(({ setting }) => setting === env);
      const example = `${env}=${all.find((one) => one.env === env)?.example}`;
      expect(error).toEqual({ setting: env, where: null, problem: expect.stringContaining(problem), example });
    },
  );
});
