import { describe, expect, it, test } from 'vitest';
import { STATUS_RULES } from '#lib/lag/status/rules.ts';
import { errorsOf, load, loaded } from './fixtures/loaded.ts';
import type { Config } from './load.ts';

describe('from the environment', () => {
  test('nothing set: defaults, no cluster, no database', () => {
    const config = loaded({});
    expect(config).toMatchObject({
      file: null,
      clusters: [],
      warnings: [],
      server: { port: 3000, host: '127.0.0.1', role: 'all', dataDir: '/home/.tidemark', cacheDir: null },
      database: { url: null },
    });
  });

  test('one cluster, with the defaults of the design', () => {
    const { clusters } = loaded({ KAFKA_BROKERS: 'a:9092, [::1]:9093,' });
    expect(clusters).toEqual([
      {
        name: 'local',
        bootstrapBrokers: [
          { host: 'a', port: 9092 },
          { host: '::1', port: 9093 },
        ],
        tls: null,
        sasl: null,
        pollIntervalMs: 10_000,
        brokerDeadlineMs: 3_000,
        slowBeatMs: 60_000,
        permissionBeatMs: 3_600_000,
        readCommittedGroups: [],
        readOnly: false,
        protected: false,
        inactiveAfterMs: 600_000,
        openTransactionAfterMs: 60_000,
        unassignedAfterMs: 60_000,
        markerChecksPerPoll: 50,
        recordTimesPerPoll: 50,
        causeWindowMs: 900_000,
        usualAfterMs: 3_600_000,
        rateWindowMs: 60_000,
        trendWindowMs: 300_000,
        maxRequestsInFlight: 5,
        statusRules: STATUS_RULES,
        statusRulesOfGroups: [],
      },
    ]);
  });

  test('the broker deadline follows a short interval, and may not pass half of it', () => {
    const env = { KAFKA_BROKERS: 'a:1', TIDEMARK_POLL_INTERVAL: '1s' };
    expect(loaded(env).clusters[0]?.brokerDeadlineMs).toBe(500);
    expect(loaded({ ...env, TIDEMARK_BROKER_DEADLINE: '500ms' }).clusters[0]?.brokerDeadlineMs).toBe(500);
    expect(errorsOf({ ...env, TIDEMARK_BROKER_DEADLINE: '501ms' })).toEqual([
      'TIDEMARK_BROKER_DEADLINE: must be at most half the poll interval; it is "501ms"',
    ]);
  });

  test('hours are kept at least as long as the polls they are made of', () => {
    const raw = { TIDEMARK_HISTORY_RAW: '60d' };
    expect(loaded({ ...raw, TIDEMARK_HISTORY_HOURS: '60d' }).history.hoursMs).toBe(60 * 86_400_000);
    expect(errorsOf({ ...raw, TIDEMARK_HISTORY_HOURS: '7d' })).toEqual([
      'TIDEMARK_HISTORY_HOURS: must be at least as long as TIDEMARK_HISTORY_RAW; it is "7d"',
    ]);
  });

  test('an empty variable counts as not set', () => {
    expect(loaded({ KAFKA_BROKERS: '', PORT: '', DATABASE_URL_FILE: '' })).toEqual(loaded({}));
  });

  test('all that is wrong is told at once', () => {
    const env = { PORT: 'x', KAFKA_BROKERS: 'a', TIDEMARK_ROLE: 'x', KAFKA_SASL_MECHANISM: 'x', DATABASE_URL: 'x' };
    expect(errorsOf(env).map((error) => error.split(':')[0])).toEqual([
      'PORT',
      'TIDEMARK_ROLE',
      'DATABASE_URL',
      'KAFKA_BROKERS',
      'KAFKA_SASL_MECHANISM',
    ]);
  });

  test('folders and files begin at TIDEMARK_HOME', () => {
    const { server } = loaded({ TIDEMARK_HOME: '/opt', TIDEMARK_DATA: 'data', TIDEMARK_CACHE: '/cache' });
    expect(server).toMatchObject({ dataDir: '/opt/data', cacheDir: '/cache' });
  });

  it.each(['127.0.0.1', '::1', '[::1]', 'localhost', 'LOCALHOST', '0.0.0.0', '::', '10.0.0.1'])(
    'may listen on %s',
    (host) => expect(loaded({ TIDEMARK_HOST: host }).server.host).toBe(host.toLowerCase().replaceAll(/[[\]]/g, '')),
  );

  it.each(['127.0.0.999', 'example.com', '127.0.0.1.example.com', '10.0.0.1:3000'])('may not listen on %s', (host) =>
    expect(errorsOf({ TIDEMARK_HOST: host })[0]).toContain('TIDEMARK_HOST: must be an IP address'),
  );

  test('proxies are addresses and ranges, names in front have no scheme', () => {
    const { server } = loaded({
      TIDEMARK_TRUSTED_PROXIES: '10.0.0.0/8, fd00::/8,::1',
      TIDEMARK_ALLOWED_HOSTS: 'Tidemark,*.ops.example.com',
      TIDEMARK_PUBLIC_URL: 'https://Tidemark.example.com:8443/',
    });
    expect(server).toMatchObject({
      trustedProxies: ['10.0.0.0/8', 'fd00::/8', '::1'],
      allowedHosts: ['tidemark', '*.ops.example.com'],
      publicUrl: 'https://tidemark.example.com:8443',
    });
  });

  it.each(['0.0.0.0/0', '10.0.0.1,::/0', '0.0.0.0/00'])('everybody is no proxy: %s', (ranges) =>
    expect(errorsOf({ TIDEMARK_TRUSTED_PROXIES: ranges })[0]).toContain('must not be every address'),
  );

  test('near misses of our names are warned of, other variables are not', () => {
    const env = {
      TIDEMARK_POL_INTERVAL: '1s',
      KAFKA_BOOTSTRAP_SERVERS: 'a:1',
      KAFKA_HEAP_OPTS: '-Xmx1g',
      KAFKA_HOME: '/x',
    };
    expect(loaded(env).warnings).toEqual([
      'TIDEMARK_POL_INTERVAL is not a setting and has no effect; did you mean TIDEMARK_POLL_INTERVAL?',
      'KAFKA_BOOTSTRAP_SERVERS is not a setting and has no effect; did you mean KAFKA_BROKERS?',
    ]);
  });
});

describe('secrets in files', () => {
  const scram = { KAFKA_BROKERS: 'a:1', KAFKA_SASL_MECHANISM: 'SCRAM-SHA-256', KAFKA_SASL_USERNAME: 'u' };
  const passwordOf = (config: Config) => {
    const sasl = config.clusters[0]?.sasl;
    return sasl && sasl.mechanism !== 'OAUTHBEARER' ? sasl.password.reveal() : null;
  };

  it.each([
    ['pw\n', 'pw'],
    ['pw\r\n', 'pw'],
    ['pw\n\n', 'pw\n'],
    [' pw ', ' pw '],
  ])('%j is read as %j', (content, password) => {
    const env = { ...scram, KAFKA_SASL_PASSWORD_FILE: '/run/pw' };
    expect(passwordOf(loaded(env, { '/run/pw': content }))).toBe(password);
  });

  test('a secret given directly keeps its spaces', () => {
    expect(passwordOf(loaded({ ...scram, KAFKA_SASL_PASSWORD: ' p w ' }))).toBe(' p w ');
  });

  test('both ways at once, a missing file and an empty one are errors', () => {
    const file = { KAFKA_SASL_PASSWORD_FILE: '/run/pw' };
    expect(errorsOf({ ...scram, ...file, KAFKA_SASL_PASSWORD: 'x' })).toEqual([
      'KAFKA_SASL_PASSWORD: KAFKA_SASL_PASSWORD and KAFKA_SASL_PASSWORD_FILE are both set; leave one of them out',
    ]);
    expect(errorsOf({ ...scram, ...file })).toEqual(['KAFKA_SASL_PASSWORD_FILE: there is no file /run/pw']);
    expect(errorsOf({ ...scram, ...file }, { '/run/pw': '\n' })).toEqual([
      'KAFKA_SASL_PASSWORD_FILE: the file /run/pw is empty',
    ]);
    expect(load({ ...scram, ...file })).toMatchObject({
      errors: [{ example: 'KAFKA_SASL_PASSWORD_FILE=/run/secrets/kafka_sasl_password' }],
    });
  });

  test('in YAML too, beside the file', () => {
    const text = `clusters: [{ name: a, brokers: "a:1", sasl: { mechanism: plain, username: u, passwordFile: pw } }]`;
    const files = { '/etc/t.yaml': text, '/etc/pw': 'secret\n' };
    expect(passwordOf(loaded({ TIDEMARK_CONFIG: '/etc/t.yaml' }, files))).toBe('secret');
    expect(load({ TIDEMARK_CONFIG: '/etc/t.yaml' }, { '/etc/t.yaml': text })).toMatchObject({
      errors: [{ problem: 'there is no file /etc/pw', example: 'passwordFile: /run/secrets/kafka_sasl_password' }],
    });
    const both = { 't.yaml': text.replace('passwordFile', 'password: x, passwordFile') };
    expect(errorsOf({ TIDEMARK_CONFIG: 't.yaml' }, both)).toEqual([
      't.yaml:1: clusters[0].sasl.password: password and passwordFile are both given; leave one of them out',
    ]);
  });
});

describe('how TLS and SASL settings belong together', () => {
  const cluster = { KAFKA_BROKERS: 'a:1' };

  it.each<[string, Record<string, string>, string]>([
    [
      'no password',
      { KAFKA_SASL_MECHANISM: 'PLAIN', KAFKA_SASL_USERNAME: 'u' },
      'KAFKA_SASL_PASSWORD: is missing: PLAIN needs it',
    ],
    [
      'no user',
      { KAFKA_SASL_MECHANISM: 'PLAIN', KAFKA_SASL_PASSWORD: 'p' },
      'KAFKA_SASL_USERNAME: is missing: PLAIN needs it',
    ],
    [
      'no mechanism',
      { KAFKA_SASL_USERNAME: 'u' },
      'KAFKA_SASL_MECHANISM: is missing: a user name and password need a mechanism',
    ],
    [
      'no mechanism',
      { KAFKA_OAUTH_SCOPE: 's' },
      'KAFKA_SASL_MECHANISM: is missing: OAuth settings need the mechanism OAUTHBEARER',
    ],
    [
      'a key alone',
      { KAFKA_TLS_KEY: '-----BEGIN PRIVATE KEY-----' },
      'KAFKA_TLS_CERT: is missing: the key alone is no use',
    ],
    ['no certificates', { KAFKA_TLS_CA: '-----BEGIN NOTHING-----' }, 'KAFKA_TLS_CA: must be certificates in PEM'],
  ])('%s: %o', (_, env, error) => expect(errorsOf({ ...cluster, ...env }).join()).toContain(error));

  test('what the mechanism does not use is an error, not ignored', () => {
    const oauth = {
      KAFKA_SASL_MECHANISM: 'OAUTHBEARER',
      KAFKA_OAUTH_TOKEN_URL: 'https://idp/token',
      KAFKA_OAUTH_CLIENT_ID: 'c',
      KAFKA_OAUTH_CLIENT_SECRET: 's',
    };
    expect(errorsOf({ ...cluster, ...oauth, KAFKA_SASL_PASSWORD: 'p' })).toEqual([
      'KAFKA_SASL_PASSWORD: has no effect with the mechanism OAUTHBEARER, which uses a client id and secret',
    ]);
    expect(errorsOf({ ...cluster, ...oauth, KAFKA_SASL_MECHANISM: 'OAUTHBEARER', KAFKA_OAUTH_CLIENT_ID: '' })).toEqual([
      'KAFKA_OAUTH_CLIENT_ID: is missing: OAUTHBEARER needs it',
    ]);
    const plain = { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' };
    expect(errorsOf({ ...cluster, ...plain, KAFKA_OAUTH_SCOPE: 's' })).toEqual([
      'KAFKA_OAUTH_SCOPE: has no effect with the mechanism PLAIN, which uses a user name and password',
    ]);
  });

  it.each(['postgres://u:p@db/x', 'postgresql://db:5433/x?sslmode=disable', 'postgres:///x?host=/run/postgresql'])(
    'Postgres may be at %s',
    (url) => expect(loaded({ DATABASE_URL: url }).database.url?.reveal()).toBe(url),
  );

  test('the TLS that Postgres is asked for is said in the words of the driver', () =>
    expect(loaded({ DATABASE_URL: 'postgres://db/x?sslmode=require' }).database.url?.reveal()).toBe(
      'postgres://db/x?sslmode=verify-full',
    ));

  it.each(['postgres:///x', 'db/x', 'http://db/x', 'postgres://u:p#@db/x'])('Postgres may not be at %s', (url) =>
    expect(errorsOf({ DATABASE_URL: url })[0]).toContain('DATABASE_URL: must be a URL that begins with postgres://'),
  );

  test('any TLS setting turns TLS on, unless it is turned off', () => {
    expect(loaded({ ...cluster, KAFKA_TLS_SERVER_NAME: 'k' }).clusters[0]?.tls).toEqual({
      ca: null,
      clientCertificate: null,
      serverName: 'k',
      insecureSkipVerify: false,
    });
    expect(loaded({ ...cluster, KAFKA_TLS_SERVER_NAME: 'k', KAFKA_TLS: 'false' }).clusters[0]?.tls).toBeNull();
    expect(loaded({ ...cluster, KAFKA_TLS_INSECURE_SKIP_VERIFY: 'false' }).clusters[0]?.tls).toBeNull();
  });

  test('what is allowed but unsafe is warned of', () => {
    const plain = { KAFKA_SASL_MECHANISM: 'PLAIN', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' };
    expect(loaded({ ...cluster, ...plain }).warnings).toEqual([
      'cluster local: the password goes over the network unencrypted; use TLS',
    ]);
    expect(loaded({ ...cluster, ...plain, KAFKA_TLS_INSECURE_SKIP_VERIFY: 'true' }).warnings).toEqual([
      'cluster local: certificates of brokers are not verified (insecureSkipVerify): anyone in between can read along',
    ]);
    const oauth = {
      KAFKA_TLS: 'true',
      KAFKA_SASL_MECHANISM: 'OAUTHBEARER',
      KAFKA_OAUTH_CLIENT_ID: 'c',
      KAFKA_OAUTH_CLIENT_SECRET: 's',
    };
    const through = (url: string) => loaded({ ...cluster, ...oauth, KAFKA_OAUTH_TOKEN_URL: url }).warnings;
    expect(through('http://idp.example.com/token')).toEqual([
      'cluster local: the client secret goes to the token endpoint unencrypted; use an https tokenUrl',
    ]);
    expect([...through('https://idp.example.com/token'), ...through('http://127.0.0.1:8080/token')]).toEqual([]);
  });

  test('connection settings without brokers are an error', () => {
    expect(errorsOf({ KAFKA_SASL_PASSWORD_FILE: '/x', KAFKA_TLS: 'true' })).toEqual([
      'KAFKA_TLS: has no effect without KAFKA_BROKERS; set that too, or leave this out',
      'KAFKA_SASL_PASSWORD: has no effect without KAFKA_BROKERS; set that too, or leave this out',
    ]);
  });

  it.each([
    { TIDEMARK_POLL_INTERVAL: 'ten' },
    { TIDEMARK_CLUSTER_NAME: 'Bad Name', TIDEMARK_READ_ONLY: 'yes' },
    { TIDEMARK_POLL_INTERVAL: '1s', TIDEMARK_BROKER_DEADLINE: '501ms' },
  ])('how a cluster is watched is checked before it has brokers, in the same words: %o', (env) =>
    expect(errorsOf(env)).toEqual(errorsOf({ ...env, KAFKA_BROKERS: 'a:1' })),
  );
});
