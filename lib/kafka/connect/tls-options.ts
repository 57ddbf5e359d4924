import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { TlsConfig } from '#lib/config/cluster-config.ts';

/** Node's TLS options for a connection to `host`. SNI names the host, unless that is an IP address (RFC 6066 forbids it). */
export function tlsOptions(tls: TlsConfig, host: string): ConnectionOptions {
  const { ca, clientCertificate, insecureSkipVerify } = tls;
  const serverName = tls.serverName ?? (isIP(host) === 0 ? host : null);
  return {
    rejectUnauthorized: !insecureSkipVerify,
    ...(serverName !== null && { servername: serverName }),
    ...(ca !== null && { ca }),
    ...(clientCertificate && {
      cert: clientCertificate.cert,
      key: clientCertificate.key.reveal(),
      ...(clientCertificate.passphrase && { passphrase: clientCertificate.passphrase.reveal() }),
    }),
  };
}
