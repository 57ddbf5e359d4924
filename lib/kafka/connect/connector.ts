import type { Connection, SASLOptions } from '@platformatic/kafka';
import type { ClusterConfig, SaslConfig } from '#lib/config/cluster-config.ts';
import { type ConnectFailure, classifyConnectError } from './connect-failure.ts';
import { TokenRefusedError, tokenSource } from './oauth-token.ts';
import { SessionConnection } from './session-connection.ts';
import { tlsOptions } from './tls-options.ts';

/** Opens connections to the brokers of one cluster, as its configuration says. They share the OAuth token. */
export interface ClusterConnector {
  /** A connection for `host`, not open yet: `await connection.connect(host, port)`. */
  create(clientId: string, host: string): Connection;
  /** Why a connection, or a request on it, failed and what to do. `address` is host:port. */
  explain(error: unknown, address: string): ConnectFailure;
}

/** The caller's own deadline ends what a broker does not answer; the client's timers only catch what that cannot see. */
const CLIENT_TIMEOUT_FACTOR = 3;

/** The connector of a cluster. One per cluster and thread: it holds the cluster's token. */
export function clusterConnector(cluster: ClusterConfig): ClusterConnector {
  const { tls, sasl, brokerDeadlineMs, maxRequestsInFlight } = cluster;
  const timeoutMs = brokerDeadlineMs * CLIENT_TIMEOUT_FACTOR;
  const signIn = sasl && saslOptions(sasl, brokerDeadlineMs);
  return {
    create: (clientId, host) =>
      new SessionConnection(clientId, {
        connectTimeout: timeoutMs,
        requestTimeout: timeoutMs,
        maxInflights: maxRequestsInFlight,
        ...(tls && { tls: tlsOptions(tls, host) }),
        ...(signIn && { sasl: signIn }),
      }),
    explain: (error, address) => classifyConnectError(error, { address, tls: tls !== null, sasl }),
  };
}

function saslOptions(sasl: SaslConfig, timeoutMs: number): SASLOptions {
  if (sasl.mechanism !== 'OAUTHBEARER') {
    const { mechanism, username, password } = sasl;
    return { mechanism, username, password: () => password.reveal() };
  }
  return {
    mechanism: sasl.mechanism,
    token: tokenSource(sasl, { nowMs: Date.now, timeoutMs }),
    oauthBearerExtensions: sasl.extensions,
    authBytesValidator: refuseErrorAnswer,
  };
}

/** RFC 7628 section 3.2.2: a refused token is answered with success and an error in JSON, which the client lets through. */
const refuseErrorAnswer: NonNullable<SASLOptions['authBytesValidator']> = (authBytes, callback) => {
  if (authBytes.length === 0) callback(null, authBytes);
  else callback(new TokenRefusedError());
};
