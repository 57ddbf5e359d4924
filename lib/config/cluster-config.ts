import type { StatusRules } from '#lib/lag/status/rules.ts';
import type { BrokerAddress } from './broker-address.ts';
import type { Secret } from './secret.ts';
import type { GroupStatusRules } from './status.ts';

/** How to reach one Kafka cluster, and how to watch it. */
export interface ClusterConfig {
  /** Unique; part of URLs and a key of the history. */
  name: string;
  bootstrapBrokers: BrokerAddress[];
  /** Null: plain TCP. */
  tls: TlsConfig | null;
  /** Null: no authentication by SASL (mTLS or none). */
  sasl: SaslConfig | null;
  pollIntervalMs: number;
  /** For connect, handshake and answers of one broker in one poll together; at most half the interval. */
  brokerDeadlineMs: number;
  /** How often configurations and log directory sizes are read. */
  slowBeatMs: number;
  /** How often is looked whether the principal may see everything. */
  permissionBeatMs: number;
  /** Groups that read with isolation read_committed: their lag ends at the last stable offset. Globs, see name-pattern.ts. */
  readCommittedGroups: string[];
  /** Nothing on this cluster may be changed from here. */
  readOnly: boolean;
  /** Changes ask for the typed name of what they change. */
  protected: boolean;
  inactiveAfterMs: number;
  openTransactionAfterMs: number;
  unassignedAfterMs: number;
  /** Partitions that are looked at for transaction markers per poll, at most; 0: none. */
  markerChecksPerPoll: number;
  /** Records whose timestamp is looked at per poll, at most; 0: none. */
  recordTimesPerPoll: number;
  /** Causes of a lag are looked for in this time before a moment, */
  causeWindowMs: number;
  /** and what is usual is told from so much history before that, at least. */
  usualAfterMs: number;
  /** Rates are told over this time, trends too slow for it over the second. */
  rateWindowMs: number;
  trendWindowMs: number;
  /** Requests that may wait for an answer on one broker connection. */
  maxRequestsInFlight: number;
  /** Thresholds of the statuses of groups, and of those that a pattern names: the first that does holds. */
  statusRules: StatusRules;
  statusRulesOfGroups: GroupStatusRules[];
}

export interface TlsConfig {
  /** PEM texts, not paths. Null: the certificate authorities that come with Node. */
  ca: string | null;
  clientCertificate: { cert: string; key: Secret; passphrase: Secret | null } | null;
  /** Name to ask for and to verify; null: the broker's host. */
  serverName: string | null;
  /** True: any certificate is accepted, so anyone in between can read along. */
  insecureSkipVerify: boolean;
}

export type SaslConfig = PasswordSaslConfig | OauthSaslConfig;

export interface PasswordSaslConfig {
  mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
  username: string;
  password: Secret;
}

/** OAuth 2 client credentials. */
export interface OauthSaslConfig {
  mechanism: 'OAUTHBEARER';
  tokenUrl: string;
  clientId: string;
  clientSecret: Secret;
  scope: string | null;
  audience: string | null;
  /** SASL extensions (RFC 7628) sent beside the token. */
  extensions: Record<string, string>;
}
