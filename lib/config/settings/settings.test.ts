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
  TIDEMARK_READ_ONLY: ['yes', 'true or false'],
  TIDEMARK_PROTECTED: ['1', 'true or false'],
  TIDEMARK_INACTIVE_AFTER: ['-1s', 'duration'],
  TIDEMARK_OPEN_TRANSACTION_AFTER: ['2d', 'from 1s to 1d'],
  TIDEMARK_UNASSIGNED_AFTER: ['60 seconds', 'duration'],
  TIDEMARK_MAX_REQUESTS_IN_FLIGHT: ['0', 'from 1 to 100'],
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
  TIDEMARK_HOST: ['0.0.0.0', 'loopback'],
  TIDEMARK_ROLE: ['worker', 'one of all, web, collector'],
  TIDEMARK_LOG_LEVEL: ['verbose', 'one of trace'],
  TIDEMARK_STOP_TIMEOUT: ['1ms', 'duration'],
  DATABASE_URL: ['mysql://db/tidemark', 'postgres://'],
  TIDEMARK_DATABASE_WEB_POOL: ['201', 'from 1 to 200'],
  TIDEMARK_DATABASE_ENGINE_POOL: ['many', 'whole number'],
  TIDEMARK_DATABASE_CONNECT_TIMEOUT: ['0s', 'duration'],
  TIDEMARK_DATABASE_STATEMENT_TIMEOUT: ['never', 'duration'],
  TIDEMARK_HISTORY_TAIL_HOURS: ['24h', 'whole number'],
  TIDEMARK_ENGINE_WATCHDOG: ['10', 'duration'],
  TIDEMARK_ENGINE_LOAD_TIMEOUT: ['999ms', 'from 1s to 10m'],
  TIDEMARK_ENGINE_RESTART_BACKOFF_MIN: ['2m', 'duration'],
  TIDEMARK_ENGINE_RESTART_BACKOFF_MAX: ['1d', 'duration'],
  TIDEMARK_ENGINE_RESTART_RESET: ['x', 'duration'],
  TIDEMARK_ENGINE_HEAP_MB: ['63', 'from 64'],
  TIDEMARK_LEASE_MIN_TTL: ['3 s s', 'duration'],
  TIDEMARK_PATIENCE: ['1ms', 'duration'],
  TIDEMARK_STREAM_MAX: ['0', 'whole number'],
  TIDEMARK_STREAM_HEARTBEAT: ['1ms', 'duration'],
  TIDEMARK_STREAM_RETRY: ['1ms', 'duration'],
  TIDEMARK_STREAM_LOOK_INTERVAL: ['1ms', 'duration'],
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
