import { expect, it, test } from 'vitest';
import type { TlsConfig } from '#lib/config/cluster-config.ts';
import { Secret } from '#lib/config/secret.ts';
import { tlsOptions } from './tls-options.ts';

const TLS: TlsConfig = { ca: null, clientCertificate: null, serverName: null, insecureSkipVerify: false };

it.each([
  [null, 'kafka-1.example.com', 'kafka-1.example.com'],
  [null, '10.0.0.1', undefined],
  [null, '::1', undefined],
  ['kafka.internal', '10.0.0.1', 'kafka.internal'],
])('serverName %s, host %s: asks for %s', (serverName, host, asked) =>
  expect(tlsOptions({ ...TLS, serverName }, host).servername).toBe(asked),
);

test('only what is configured is passed on', () => {
  expect(tlsOptions(TLS, '::1')).toEqual({ rejectUnauthorized: true });
  expect(tlsOptions({ ...TLS, insecureSkipVerify: true }, '::1')).toEqual({ rejectUnauthorized: false });
  const clientCertificate = { cert: 'cert', key: new Secret('key'), passphrase: new Secret('pass') };
  expect(tlsOptions({ ...TLS, ca: 'ca', clientCertificate }, '::1')).toEqual({
    rejectUnauthorized: true,
    ca: 'ca',
    cert: 'cert',
    key: 'key',
    passphrase: 'pass',
  });
});
