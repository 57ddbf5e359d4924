import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type ISocketFactory, type KafkaConfig, logLevel, type Mechanism, type SASLOptions } from 'kafkajs';
import type { ClusterConfig, OauthSaslConfig, PasswordSaslConfig, TlsConfig } from '#lib/config/cluster-config.ts';
import { TokenRefusedError, tokenSource } from './oauth-token.ts';
import { tlsOptions } from './tls-options.ts';

/**
 * How kafkajs, which writes records, connects to a cluster: the same as everything else. It logs nothing: its errors reach
 * the caller, and `explain` of the connector reads them too.
 */
export function kafkajsOptions(cluster: ClusterConfig, clientId: string): KafkaConfig {
  const { tls, sasl, bootstrapBrokers, brokerDeadlineMs } = cluster;
  // kafkajs cuts an address at its first colon, so an IPv6 host goes through it under another name.
  const aliases = new Map(bootstrapBrokers.map(({ host }) => [host.replaceAll(':', '_'), host]));
  return {
    clientId,
    brokers: bootstrapBrokers.map(({ host, port }) => `${host.replaceAll(':', '_')}:${port}`),
    connectionTimeout: brokerDeadlineMs,
    authenticationTimeout: brokerDeadlineMs,
    socketFactory: socketFactory(tls, aliases),
    logLevel: logLevel.NOTHING,
    ...(sasl && {
      sasl: sasl.mechanism === 'OAUTHBEARER' ? tokenSignIn(sasl, brokerDeadlineMs) : passwordSignIn(sasl),
    }),
  };
}

const KEEP_ALIVE_MS = 60_000;

const socketFactory =
  (tls: TlsConfig | null, aliases: Map<string, string>): ISocketFactory =>
  ({ host: name, port, onConnect }) => {
    const host = aliases.get(name) ?? name;
    const socket = tls
      ? connectTls({ ...tlsOptions(tls, host), host, port }, onConnect)
      : connectTcp({ host, port }, onConnect);
    return socket.setKeepAlive(true, KEEP_ALIVE_MS);
  };

function passwordSignIn({ mechanism, username, password }: PasswordSaslConfig): SASLOptions {
  const names = { PLAIN: 'plain', 'SCRAM-SHA-256': 'scram-sha-256', 'SCRAM-SHA-512': 'scram-sha-512' } as const;
  return { mechanism: names[mechanism], username, password: password.reveal() };
}

/** Our own sign-in with a token: that of kafkajs takes the broker's refusal for a success (RFC 7628 section 3.2.2). */
function tokenSignIn(sasl: OauthSaslConfig, timeoutMs: number): Mechanism {
  const token = tokenSource(sasl, { nowMs: Date.now, timeoutMs });
  return {
    mechanism: sasl.mechanism,
    authenticationProvider: ({ saslAuthenticate }) => ({
      async authenticate() {
        const message = Buffer.from(firstMessage(await token(), sasl.extensions));
        const length = Buffer.alloc(4);
        length.writeInt32BE(message.length);
        const answer = await saslAuthenticate({
          request: { encode: () => Buffer.concat([length, message]) },
          response: { decode: (raw) => raw.subarray(4), parse: (bytes) => bytes },
        });
        if (answer && answer.length > 0) throw new TokenRefusedError();
      },
    }),
  };
}

/** RFC 7628 section 3.1. */
function firstMessage(token: string, extensions: Record<string, string>): string {
  const pairs = Object.entries({ auth: `Bearer ${token}`, ...extensions }).map(([key, value]) => `${key}=${value}\x01`);
  return `n,,\x01${pairs.join('')}\x01`;
}
