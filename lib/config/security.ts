import type { SaslConfig, TlsConfig } from './cluster-config.ts';
import { checkAuthorities, checkClientCertificate, readPem } from './pem.ts';
import type { ReadFile } from './read-file.ts';
import { Secret } from './secret.ts';
import type { ValuesOf } from './setting.ts';
import type { securitySettings } from './settings/security.ts';

export type SecurityValues = ValuesOf<typeof securitySettings>;
export type SecurityKey = keyof typeof securitySettings;

/** What is wrong with a setting beside the others: it does not go with them, or is missing although they need it. */
export interface SecurityProblem {
  key: SecurityKey;
  problem: string;
}

/** How one cluster's connections are secured. */
export interface Security {
  tls: TlsConfig | null;
  sasl: SaslConfig | null;
  problems: SecurityProblem[];
}

/** Puts TLS and SASL settings together: which need each other, which exclude each other, what the PEM files contain. */
export function assembleSecurity(
  values: SecurityValues,
  given: (key: SecurityKey) => boolean,
  readFile: ReadFile,
): Security {
  const problems: SecurityProblem[] = [];
  const report: Report = (key, problem) => void problems.push({ key, problem });
  const tls = assembleTls(values, given, report, readFile);
  const sasl = assembleSasl(values, given, report);
  return { tls, sasl, problems };
}

type Report = (key: SecurityKey, problem: string) => void;

const TLS_KEYS = ['tlsCa', 'tlsCert', 'tlsKey', 'tlsKeyPassphrase', 'tlsServerName'] as const satisfies SecurityKey[];

function assembleTls(
  values: SecurityValues,
  given: (key: SecurityKey) => boolean,
  report: Report,
  readFile: ReadFile,
): TlsConfig | null {
  const implied = TLS_KEYS.some(given) || values.tlsInsecureSkipVerify;
  if (!(values.tlsEnabled ?? implied)) return null;
  const pem = (key: SecurityKey, value: string | undefined): string | null => {
    if (value === undefined) return null;
    const read = readPem(value, readFile);
    if (read.ok) return read.text;
    report(key, read.problem);
    return null;
  };

  const ca = pem('tlsCa', values.tlsCa ?? undefined);
  const caProblem = ca === null ? null : checkAuthorities(ca);
  if (caProblem) report('tlsCa', caProblem);

  if (values.tlsCert !== null && values.tlsKey === null)
    report('tlsKey', 'is missing: a client certificate needs its key');
  if (values.tlsCert === null && values.tlsKey !== null) report('tlsCert', 'is missing: the key alone is no use');
  const cert = pem('tlsCert', values.tlsCert ?? undefined);
  const key = pem('tlsKey', values.tlsKey?.reveal());
  const pair = cert === null || key === null ? null : { cert, key, passphrase: values.tlsKeyPassphrase };
  const pairProblem = pair && checkClientCertificate(pair);
  if (pairProblem) report(pairProblem.part === 'cert' ? 'tlsCert' : 'tlsKey', pairProblem.problem);

  return {
    ca,
    clientCertificate: pair && { ...pair, key: new Secret(pair.key) },
    serverName: values.tlsServerName,
    insecureSkipVerify: values.tlsInsecureSkipVerify,
  };
}

const PASSWORD_KEYS = ['saslUsername', 'saslPassword'] as const satisfies SecurityKey[];
const OAUTH_KEYS = [
  'oauthTokenUrl',
  'oauthClientId',
  'oauthClientSecret',
  'oauthScope',
  'oauthAudience',
  'oauthExtensions',
] as const satisfies SecurityKey[];

function assembleSasl(values: SecurityValues, given: (key: SecurityKey) => boolean, report: Report): SaslConfig | null {
  const { saslMechanism: mechanism } = values;
  const useless = (keys: readonly SecurityKey[], why: string) => {
    for (const key of keys.filter(given)) report(key, why);
  };
  const needed = <T>(key: SecurityKey, value: T | null): T | null => {
    if (value === null) report(key, `is missing: ${mechanism} needs it`);
    return value;
  };
  if (mechanism === null) {
    if (PASSWORD_KEYS.some(given)) report('saslMechanism', 'is missing: a user name and password need a mechanism');
    if (OAUTH_KEYS.some(given)) report('saslMechanism', 'is missing: OAuth settings need the mechanism OAUTHBEARER');
    return null;
  }
  if (mechanism === 'OAUTHBEARER') {
    useless(PASSWORD_KEYS, 'has no effect with the mechanism OAUTHBEARER, which uses a client id and secret');
    const tokenUrl = needed('oauthTokenUrl', values.oauthTokenUrl);
    const clientId = needed('oauthClientId', values.oauthClientId);
    const clientSecret = needed('oauthClientSecret', values.oauthClientSecret);
    if (tokenUrl === null || clientId === null || clientSecret === null) return null;
    const { oauthScope: scope, oauthAudience: audience, oauthExtensions: extensions } = values;
    return { mechanism, tokenUrl, clientId, clientSecret, scope, audience, extensions: extensions ?? {} };
  }
  useless(OAUTH_KEYS, `has no effect with the mechanism ${mechanism}, which uses a user name and password`);
  const username = needed('saslUsername', values.saslUsername);
  const password = needed('saslPassword', values.saslPassword);
  return username === null || password === null ? null : { mechanism, username, password };
}

/** What is allowed but unsafe, as sentences for the start to print. */
export function unsafeSecurity({ tls, sasl }: Security): string[] {
  const warnings = [];
  if (tls?.insecureSkipVerify) {
    warnings.push('certificates of brokers are not verified (insecureSkipVerify): anyone in between can read along');
  }
  if (tls === null && (sasl?.mechanism === 'PLAIN' || sasl?.mechanism === 'OAUTHBEARER')) {
    warnings.push(
      `the ${sasl.mechanism === 'PLAIN' ? 'password' : 'token'} goes over the network unencrypted; use TLS`,
    );
  }
  if (sasl?.mechanism === 'OAUTHBEARER' && isUnencryptedRemote(sasl.tokenUrl)) {
    warnings.push('the client secret goes to the token endpoint unencrypted; use an https tokenUrl');
  }
  return warnings;
}

function isUnencryptedRemote(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
}
