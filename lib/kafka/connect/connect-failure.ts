import type { SaslConfig } from '#lib/config/cluster-config.ts';
import { OauthTokenError } from './oauth-token.ts';

/** Why a broker can't be talked to: a stable code, and a sentence that says what to do. Never contains a secret. */
export interface ConnectFailure {
  code: ConnectFailureCode;
  message: string;
}

export type ConnectFailureCode =
  | 'BROKER_UNREACHABLE'
  | 'BROKER_CLOSED_CONNECTION'
  | 'CONNECTION_FAILED'
  | 'CONNECT_TIMEOUT'
  | 'DNS_FAILED'
  | 'OAUTH_TOKEN_FAILED'
  | 'SASL_AUTHENTICATION_FAILED'
  | 'SASL_MECHANISM_UNSUPPORTED'
  | 'SASL_NOT_EXPECTED'
  | 'SASL_REQUIRED'
  | 'TLS_CERTIFICATE_EXPIRED'
  | 'TLS_CERTIFICATE_NOT_YET_VALID'
  | 'TLS_CLIENT_CERTIFICATE_REFUSED'
  | 'TLS_FAILED'
  | 'TLS_HOSTNAME_MISMATCH'
  | 'TLS_NOT_TLS'
  | 'TLS_REQUIRED'
  | 'TLS_UNTRUSTED';

/** What was tried: it decides what a bare "connection closed" most likely means. */
export interface Attempt {
  /** host:port */
  address: string;
  tls: boolean;
  sasl: SaslConfig | null;
}

/** The errors behind an error, outermost first. */
interface Chain {
  all: Error[];
  /** Codes of Node, OpenSSL, the clients and Kafka. */
  codes: Set<string>;
}

/** What an error of either client means for a connection that was tried. */
export function classifyConnectError(error: unknown, attempt: Attempt): ConnectFailure {
  const chain = unfold(error);
  for (const rule of RULES) {
    if (rule.applies(chain, attempt)) return { code: rule.code, message: rule.message(attempt, chain) };
  }
  const name = [...chain.codes].at(-1) ?? chain.all.at(-1)?.name ?? 'unknown error';
  return { code: 'CONNECTION_FAILED', message: `the connection to ${attempt.address} failed (${name})` };
}

function unfold(error: unknown): Chain {
  const all: Error[] = [];
  const visit = (one: unknown) => {
    if (!(one instanceof Error) || all.includes(one)) return;
    all.push(one);
    visit(one.cause);
    if (one instanceof AggregateError) one.errors.forEach(visit);
  };
  visit(error);
  const codes = all.flatMap((one) => ['code', 'apiId', 'type', 'name'].map((key) => Reflect.get(one, key)));
  return { all, codes: new Set(codes.filter((code): code is string => typeof code === 'string')) };
}

interface Rule {
  code: ConnectFailureCode;
  applies(chain: Chain, attempt: Attempt): boolean;
  message(attempt: Attempt, chain: Chain): string;
}

const hasCode =
  (...codes: string[]) =>
  (chain: Chain): boolean =>
    codes.some((code) => chain.codes.has(code));

const says = (chain: Chain, text: string): boolean => chain.all.some(({ message }) => message.includes(text));

const codeLike = (chain: Chain, pattern: RegExp): string | undefined =>
  [...chain.codes].find((code) => pattern.test(code));

const isClosed = (chain: Chain): boolean =>
  says(chain, 'Connection closed') || says(chain, 'Closed connection') || hasCode('ECONNRESET', 'EPIPE')(chain);

/** Codes of Node for a chain of certificates that ends in no authority we know. */
const untrusted = hasCode(
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'INVALID_CA',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
);

/** First that applies wins: causes before the closed connection that they lead to. */
const RULES: Rule[] = [
  {
    code: 'OAUTH_TOKEN_FAILED',
    applies: ({ all }) => all.some((one) => one instanceof OauthTokenError),
    message: ({ address }, { all }) => {
      const reason = all.find((one) => one instanceof OauthTokenError)?.message;
      return `no token for ${address}: ${reason}; check tokenUrl, clientId and clientSecret`;
    },
  },
  {
    code: 'DNS_FAILED',
    applies: hasCode('ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME'),
    message: ({ address }) =>
      `the host of ${address} can't be resolved: check its spelling and that this machine knows it (brokers give out the` +
      ' names of their advertised.listeners)',
  },
  {
    code: 'BROKER_UNREACHABLE',
    applies: hasCode('ECONNREFUSED'),
    message: ({ address }) =>
      `nothing accepts connections at ${address}: check that the broker runs and that this is the port of a listener`,
  },
  {
    code: 'BROKER_UNREACHABLE',
    applies: hasCode('EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL'),
    message: ({ address }) => `there is no way through the network to ${address}: check routes and firewalls`,
  },
  {
    code: 'TLS_CERTIFICATE_EXPIRED',
    applies: hasCode('CERT_HAS_EXPIRED'),
    message: ({ address }) =>
      `the TLS certificate of ${address}, or of its authority, has expired: renew it on the broker`,
  },
  {
    code: 'TLS_CERTIFICATE_NOT_YET_VALID',
    applies: hasCode('CERT_NOT_YET_VALID'),
    message: ({ address }) => `the TLS certificate of ${address} is not valid yet: check the clocks of both machines`,
  },
  {
    code: 'TLS_HOSTNAME_MISMATCH',
    applies: hasCode('ERR_TLS_CERT_ALTNAME_INVALID'),
    message: ({ address }) =>
      `the TLS certificate of ${address} is for another host: use a name that it carries, or set tls.serverName to one`,
  },
  {
    code: 'TLS_UNTRUSTED',
    applies: untrusted,
    message: ({ address }) =>
      `the TLS certificate of ${address} is signed by an authority that Tidemark doesn't know: set tls.ca to its certificate`,
  },
  {
    code: 'TLS_CLIENT_CERTIFICATE_REFUSED',
    applies: (chain) => codeLike(chain, /ALERT.*(CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/) !== undefined,
    message: ({ address }) =>
      `${address} asks for a client certificate and got none that it trusts: set tls.cert and tls.key to one whose` +
      ' authority is in the truststore of the broker',
  },
  {
    code: 'TLS_NOT_TLS',
    applies: (chain) =>
      says(chain, 'TLS handshake failed') ||
      says(chain, 'before secure TLS connection was established') ||
      hasCode('ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG')(chain),
    message: ({ address }) =>
      `${address} does not speak TLS: use the port of a listener with SSL or SASL_SSL, or turn tls off for this cluster`,
  },
  {
    code: 'TLS_REQUIRED',
    applies: (chain, { tls, sasl }) =>
      says(chain, 'Broker requires TLS') || (!tls && sasl !== null && isClosed(chain) && says(chain, 'SASL mechanism')),
    message: ({ address }) =>
      `${address} hung up on a connection without TLS: it seems to be a listener with SSL or SASL_SSL; turn tls on, or use` +
      ' the port of another listener',
  },
  {
    code: 'TLS_FAILED',
    applies: (chain) => codeLike(chain, /^ERR_(SSL|TLS)_/) !== undefined,
    message: ({ address }, chain) => `TLS with ${address} failed (${codeLike(chain, /^ERR_(SSL|TLS)_/)})`,
  },
  {
    code: 'SASL_NOT_EXPECTED',
    applies: hasCode('ILLEGAL_SASL_STATE'),
    message: ({ address }) =>
      `${address} does not sign in with SASL: leave sasl out for this cluster, or use the port of a SASL listener`,
  },
  {
    code: 'SASL_MECHANISM_UNSUPPORTED',
    applies: (chain) =>
      hasCode('UNSUPPORTED_SASL_MECHANISM')(chain) || says(chain, 'mechanism is not supported by the server'),
    message: ({ address, sasl }) =>
      `${address} does not offer the SASL mechanism ${sasl?.mechanism}: choose one of the listener's` +
      ' sasl.enabled.mechanisms',
  },
  {
    code: 'SASL_AUTHENTICATION_FAILED',
    applies: hasCode('SASL_AUTHENTICATION_FAILED', 'KafkaJSSASLAuthenticationError', 'PLT_KFK_AUTHENTICATION'),
    message: ({ address, sasl }) => `${address} refused ${credentials(sasl)}`,
  },
  {
    code: 'CONNECT_TIMEOUT',
    applies: (chain) => hasCode('ETIMEDOUT')(chain) || says(chain, 'timed out') || says(chain, 'Connection timeout'),
    message: ({ address }) =>
      `${address} did not answer in time: the broker hangs, or a firewall drops the packets on the way`,
  },
  {
    code: 'SASL_REQUIRED',
    applies: (chain, { sasl }) => sasl === null && hasCode('HUNG_UP_AT_ONCE')(chain),
    message: ({ address }) =>
      `${address} hung up on the first request: most likely its listener wants a sign-in with SASL (configure sasl, or use` +
      ' the port of another listener), or this is no Kafka port',
  },
  {
    code: 'BROKER_CLOSED_CONNECTION',
    applies: isClosed,
    message: ({ address }) =>
      `${address} closed the connection: the broker stops or starts, a proxy on the way hung up, or the listener wants other` +
      ' tls and sasl settings',
  },
];

function credentials(sasl: SaslConfig | null): string {
  if (sasl?.mechanism === 'OAUTHBEARER') {
    return `the token of client ${sasl.clientId}: check scope, audience, and what the broker expects of a token`;
  }
  return `user ${sasl?.username} with ${sasl?.mechanism}: check the user name and the password`;
}
