import { AuthenticationError, NetworkError, TimeoutError, UserError } from '@platformatic/kafka';
import { expect, it, test } from 'vitest';
import { Secret } from '#lib/config/secret.ts';
import { type Attempt, type ConnectFailureCode, classifyConnectError } from './connect-failure.ts';
import { OauthTokenError } from './oauth-token.ts';

const PLAIN: Attempt = { address: 'kafka:9092', tls: false, sasl: null };
const SCRAM: Attempt = {
  ...PLAIN,
  sasl: { mechanism: 'SCRAM-SHA-512', username: 'alice', password: new Secret('hunter2') },
};
const TLS: Attempt = { ...PLAIN, tls: true };

const coded = (code: string, message = 'x') => Object.assign(new Error(message), { code });
const failed = (cause: Error) => new NetworkError('Connection to kafka:9092 failed.', { cause });

// What a real broker brings about is in connect.int.test.ts; here is what is hard to bring about.
it.each<[ConnectFailureCode, unknown, Attempt]>([
  ['BROKER_UNREACHABLE', failed(coded('EHOSTUNREACH')), PLAIN],
  ['BROKER_UNREACHABLE', new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]), PLAIN],
  ['DNS_FAILED', failed(coded('EAI_AGAIN')), PLAIN],
  ['CONNECT_TIMEOUT', failed(coded('ETIMEDOUT')), PLAIN],
  ['CONNECT_TIMEOUT', new TimeoutError('Connection to kafka:9092 timed out.'), PLAIN],
  ['BROKER_CLOSED_CONNECTION', new NetworkError('Connection closed'), PLAIN],
  ['BROKER_CLOSED_CONNECTION', failed(coded('ECONNRESET')), SCRAM],
  ['TLS_CERTIFICATE_NOT_YET_VALID', failed(coded('CERT_NOT_YET_VALID')), TLS],
  ['TLS_UNTRUSTED', failed(coded('SELF_SIGNED_CERT_IN_CHAIN')), TLS],
  ['TLS_UNTRUSTED', failed(coded('DEPTH_ZERO_SELF_SIGNED_CERT')), TLS],
  ['TLS_CLIENT_CERTIFICATE_REFUSED', failed(coded('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA')), TLS],
  ['TLS_CLIENT_CERTIFICATE_REFUSED', failed(coded('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')), TLS],
  ['TLS_NOT_TLS', failed(coded('ERR_SSL_WRONG_VERSION_NUMBER')), TLS],
  ['TLS_FAILED', failed(coded('ERR_SSL_NO_SHARED_CIPHER')), TLS],
  ['TLS_REQUIRED', new UserError('Broker requires TLS.'), PLAIN],
  ['SASL_AUTHENTICATION_FAILED', failed(new AuthenticationError('Invalid server signature.')), SCRAM],
  [
    'OAUTH_TOKEN_FAILED',
    failed(new AuthenticationError('x', { cause: new OauthTokenError('the token endpoint y answered 401') })),
    SCRAM,
  ],
  ['CONNECTION_FAILED', new TypeError('bad bytes'), PLAIN],
  ['CONNECTION_FAILED', 'not even an error', PLAIN],
])('%s: %o', (code, error, attempt) => {
  const failure = classifyConnectError(error, attempt);
  expect(failure.code).toBe(code);
  expect(failure.message).toContain('kafka:9092');
  expect(failure.message).not.toContain('hunter2');
});

test('an error that is its own cause comes to an end', () => {
  const error = coded('ECONNREFUSED');
  error.cause = new AggregateError([error]);
  expect(classifyConnectError(error, PLAIN).code).toBe('BROKER_UNREACHABLE');
});
