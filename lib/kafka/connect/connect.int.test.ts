import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, metadataV12 } from '@platformatic/kafka';
import { Kafka } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { ClusterConfig } from '#lib/config/cluster-config.ts';
import { loaded } from '#lib/config/fixtures/loaded.ts';
import type { ConnectFailureCode } from './connect-failure.ts';
import { type ClusterConnector, clusterConnector } from './connector.ts';
import { createAuthority } from './fixtures/certificates.ts';
import {
  type ListenerName,
  PLAIN_USER,
  SCRAM_USER,
  type SecureKafka,
  startSecureKafka,
} from './fixtures/secure-kafka.ts';
import { startTokenEndpoint, type TokenEndpoint, unsecuredToken } from './fixtures/token-endpoint.ts';
import { kafkajsOptions } from './kafkajs-options.ts';

const SECRETS = [SCRAM_USER.password, PLAIN_USER.password, 'client-secret', 'not-the-password'];
const dir = mkdtempSync(join(tmpdir(), 'tidemark-connect-'));
let secure: SecureKafka;
let tokens: TokenEndpoint;
let env: ReturnType<typeof settings>;

/** The settings that the cases are made of. */
function settings() {
  const client = secure.authority.issue({ commonName: 'tidemark' });
  const stranger = createAuthority('Stranger').issue({ commonName: 'tidemark' });
  const user = (mechanism: string, { username, password }: { username: string; password: string }) => ({
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: username,
    KAFKA_SASL_PASSWORD: password,
  });
  const wrong = 'not-the-password';
  return {
    none: {},
    ca: { KAFKA_TLS_CA: secure.authority.cert },
    otherCa: { KAFKA_TLS_CA: createAuthority('Stranger').cert },
    publicCa: { KAFKA_TLS: 'true' },
    named: { KAFKA_TLS_SERVER_NAME: 'kafka.example.com' },
    unverified: { KAFKA_TLS_INSECURE_SKIP_VERIFY: 'true' },
    client: { KAFKA_TLS_CERT: client.cert, KAFKA_TLS_KEY: client.key },
    stranger: { KAFKA_TLS_CERT: stranger.cert, KAFKA_TLS_KEY: stranger.key },
    plain: user('PLAIN', PLAIN_USER),
    plainWrong: user('PLAIN', { ...PLAIN_USER, password: wrong }),
    scram256: user('SCRAM-SHA-256', SCRAM_USER),
    scram512: user('SCRAM-SHA-512', SCRAM_USER),
    scramWrong: user('SCRAM-SHA-512', { ...SCRAM_USER, password: wrong }),
    scramNobody: user('SCRAM-SHA-256', { ...SCRAM_USER, username: 'nobody' }),
    oauth: {
      KAFKA_SASL_MECHANISM: 'OAUTHBEARER',
      KAFKA_OAUTH_TOKEN_URL: tokens.url,
      KAFKA_OAUTH_CLIENT_ID: 'tidemark',
      KAFKA_OAUTH_CLIENT_SECRET: 'client-secret',
      KAFKA_OAUTH_SCOPE: 'kafka',
      KAFKA_OAUTH_EXTENSIONS: 'logicalCluster=lkc1,identityPoolId=pool1',
    },
  };
}

beforeAll(async () => {
  secure = await startSecureKafka(dir);
  tokens = await startTokenEndpoint(({ fields }) => {
    const nowS = Math.floor(Date.now() / 1_000);
    const claims = { sub: 'tidemark', iat: nowS, exp: nowS + 60, scope: [fields.get('scope')] };
    return { body: JSON.stringify({ access_token: unsecuredToken(claims), expires_in: 60 }) };
  });
  env = settings();
}, 120_000);

afterAll(async () => {
  await Promise.all([secure?.kafka.stop(), tokens?.close()]);
  rmSync(dir, { recursive: true, force: true });
}, 60_000);

function clusterWith(address: string, ...parts: Record<string, string>[]): ClusterConfig {
  const [cluster] = loaded(Object.assign({ KAFKA_BROKERS: address }, ...parts)).clusters;
  if (!cluster) throw new Error('the settings make no cluster');
  return cluster;
}

/** Connects and sends one request, as the control plane does. */
async function readMetadata(connector: ClusterConnector, host: string, port: number): Promise<Connection> {
  const connection = connector.create('tidemark-test', host);
  await connection.connect(host, port);
  await metadataV12.api.async(connection, []);
  return connection;
}

async function throughConnector(cluster: ClusterConfig, host: string, port: number): Promise<string> {
  const connector = clusterConnector(cluster);
  try {
    (await readMetadata(connector, host, port)).socket.destroy();
    return 'ok';
  } catch (error) {
    return explained(connector, error, `${host}:${port}`);
  }
}

async function throughKafkajs(cluster: ClusterConfig, address: string): Promise<string> {
  const admin = new Kafka({ ...kafkajsOptions(cluster, 'tidemark-test'), retry: { retries: 0 } }).admin();
  try {
    await admin.connect();
    await admin.listTopics();
    return 'ok';
  } catch (error) {
    return explained(clusterConnector(cluster), error, address);
  } finally {
    await admin.disconnect();
  }
}

function explained(connector: ClusterConnector, error: unknown, address: string): string {
  const { code, message } = connector.explain(error, address);
  expect(message).toContain(address);
  for (const secret of SECRETS) expect(message).not.toContain(secret);
  return code;
}

type Settings = keyof ReturnType<typeof settings>;
type Expected = 'ok' | ConnectFailureCode;

interface Case {
  listener: ListenerName;
  with: Settings[];
  is: Expected;
  /** Where kafkajs hears less than the other client. */
  kafkajs?: Expected;
  host?: string;
}

const CASES: Case[] = [
  { listener: 'SASL', with: ['plain'], is: 'ok' },
  { listener: 'SASL', with: ['scram256'], is: 'ok' },
  { listener: 'SASL', with: ['scram512'], is: 'ok' },
  { listener: 'SASL', with: ['oauth'], is: 'ok' },
  { listener: 'SASLTLS', with: ['ca', 'plain'], is: 'ok' },
  { listener: 'SASLTLS', with: ['ca', 'scram512'], is: 'ok', host: 'localhost' },
  { listener: 'SASLTLS', with: ['ca', 'oauth'], is: 'ok' },
  { listener: 'TLS', with: ['ca'], is: 'ok' },
  { listener: 'TLS', with: ['unverified'], is: 'ok' },
  { listener: 'MTLS', with: ['ca', 'client'], is: 'ok' },
  { listener: 'MISNAMED', with: ['ca', 'named'], is: 'ok' },

  { listener: 'SASL', with: ['plainWrong'], is: 'SASL_AUTHENTICATION_FAILED' },
  { listener: 'SASL', with: ['scramWrong'], is: 'SASL_AUTHENTICATION_FAILED' },
  { listener: 'SASL', with: ['scramNobody'], is: 'SASL_AUTHENTICATION_FAILED' },
  { listener: 'SHORT', with: ['plain'], is: 'SASL_MECHANISM_UNSUPPORTED' },
  { listener: 'TLS', with: ['ca', 'plain'], is: 'SASL_NOT_EXPECTED' },
  { listener: 'SASL', with: ['none'], is: 'SASL_REQUIRED', kafkajs: 'BROKER_CLOSED_CONNECTION' },
  { listener: 'SASLTLS', with: ['ca'], is: 'SASL_REQUIRED', kafkajs: 'BROKER_CLOSED_CONNECTION' },

  { listener: 'EXPIRED', with: ['ca'], is: 'TLS_CERTIFICATE_EXPIRED' },
  { listener: 'MISNAMED', with: ['ca'], is: 'TLS_HOSTNAME_MISMATCH' },
  { listener: 'TLS', with: ['ca', 'named'], is: 'TLS_HOSTNAME_MISMATCH' },
  { listener: 'TLS', with: ['publicCa'], is: 'TLS_UNTRUSTED' },
  { listener: 'TLS', with: ['otherCa'], is: 'TLS_UNTRUSTED' },
  { listener: 'MTLS', with: ['ca'], is: 'TLS_CLIENT_CERTIFICATE_REFUSED' },
  { listener: 'MTLS', with: ['ca', 'stranger'], is: 'TLS_CLIENT_CERTIFICATE_REFUSED' },
  { listener: 'SASL', with: ['ca', 'plain'], is: 'TLS_NOT_TLS' },
  { listener: 'TLS', with: ['none'], is: 'TLS_REQUIRED', kafkajs: 'BROKER_CLOSED_CONNECTION' },
  { listener: 'SASLTLS', with: ['plain'], is: 'TLS_REQUIRED', kafkajs: 'BROKER_CLOSED_CONNECTION' },
];

describe.each(CASES)('$listener with $with', ({ listener, with: names, is, kafkajs = is, host = '127.0.0.1' }) => {
  const clusterAt = (address: string) => clusterWith(address, ...names.map((name) => env[name]));

  it(`is ${is}`, async () => {
    const port = secure.ports[listener];
    expect(await throughConnector(clusterAt(`${host}:${port}`), host, port)).toBe(is);
  });

  it(`is ${kafkajs} in kafkajs`, async () => {
    const address = `${host}:${secure.ports[listener]}`;
    expect(await throughKafkajs(clusterAt(address), address)).toBe(kafkajs);
  });
});

describe('OAUTHBEARER', () => {
  test('all connections of a cluster share a token', async () => {
    const port = secure.ports.SASL;
    const connector = clusterConnector(clusterWith(`127.0.0.1:${port}`, env.oauth));
    const before = tokens.requests.length;
    const opened = await Promise.all([1, 2, 3].map(() => readMetadata(connector, '127.0.0.1', port)));
    for (const connection of opened) connection.socket.destroy();
    expect(tokens.requests.length - before).toBe(1);
  });

  it.each([
    ['a token without the scope the broker asks for', { KAFKA_OAUTH_SCOPE: 'other' }, 'SASL_AUTHENTICATION_FAILED'],
    ['no token endpoint', { KAFKA_OAUTH_TOKEN_URL: 'http://nowhere.invalid/token' }, 'OAUTH_TOKEN_FAILED'],
  ])('%s: both clients say so', async (_, change, code) => {
    const port = secure.ports.SASL;
    const cluster = clusterWith(`127.0.0.1:${port}`, env.oauth, change);
    expect(await throughConnector(cluster, '127.0.0.1', port)).toBe(code);
    expect(await throughKafkajs(cluster, `127.0.0.1:${port}`)).toBe(code);
  });
});

describe('a session of three seconds', () => {
  it.each(['scram256', 'oauth'] as const)('is renewed with %s under requests, and none fails', async (mechanism) => {
    const port = secure.ports.SHORT;
    const connector = clusterConnector(clusterWith(`127.0.0.1:${port}`, env[mechanism]));
    const connection = await readMetadata(connector, '127.0.0.1', port);
    let renewals = 0;
    connection.on('sasl:authentication:extended', () => {
      renewals++;
    });
    const ask = async () => {
      while (renewals < 2) {
        expect(connection.isConnected()).toBe(true);
        await metadataV12.api.async(connection, []);
      }
    };
    await Promise.all([ask(), ask(), ask()]);
    connection.socket.destroy();
  });

  test('that is lost while a renewal is due fails its requests with the reason, and leaves none waiting', async () => {
    const port = secure.ports.SHORT;
    const connector = clusterConnector(clusterWith(`127.0.0.1:${port}`, env.scram256));
    const connection = await readMetadata(connector, '127.0.0.1', port);
    const first = metadataV12.api.async(connection, []);
    connection.reauthenticate();
    const second = metadataV12.api.async(connection, []);
    connection.socket.destroy();
    const outcomes = await Promise.allSettled([first, second]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(connection.isConnected()).toBe(false);
  });
});

describe('a server that accepts connections and says nothing', () => {
  let server: Server;
  let port: number;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    server = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    port = typeof address === 'object' && address ? address.port : 0;
  });

  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it.each<Settings>(['ca', 'scram512'])('is given up in time, with %s', async (name) => {
    const cluster = clusterWith(`127.0.0.1:${port}`, env[name], { TIDEMARK_BROKER_DEADLINE: '100ms' });
    const started = performance.now();
    expect(await throughConnector(cluster, '127.0.0.1', port)).toBe('CONNECT_TIMEOUT');
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

test('IPv6: kafkajs connects to the host, not to what it cuts out of the address', async () => {
  const cluster = clusterWith('[::1]:1');
  expect(await throughKafkajs(cluster, '[::1]:1')).toBe('BROKER_UNREACHABLE');
});
