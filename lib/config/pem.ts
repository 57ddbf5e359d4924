import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { ReadFile } from './read-file.ts';
import type { Secret } from './secret.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The PEM text that a setting gives, directly or as the path of a file. Line breaks may be written as `\n`. */
export function readPem(
  value: string,
  readFile: ReadFile,
): { ok: true; text: string } | { ok: false; problem: string } {
  if (value.includes('-----BEGIN ')) return { ok: true, text: value.replaceAll('\\n', '\n') };
  const file = readFile(value);
  if (file.ok) return file;
  // A key pasted without its BEGIN line would be taken for a path: only what looks like one is shown.
  return looksLikePath(value) ? file : { ok: false, problem: 'is neither PEM text (-----BEGIN ...) nor a file' };
}

const looksLikePath = (value: string): boolean => value.length < 200 && /^[./~]|\.[A-Za-z]{2,5}$/.test(value);

/** What is wrong with a PEM text of authorities, or null. */
export function checkAuthorities(pem: string): string | null {
  const certificates = certificatesOf(pem);
  return certificates === null ? NOT_CERTIFICATES : null;
}

const NOT_CERTIFICATES =
  'must be certificates in PEM (-----BEGIN CERTIFICATE-----); a JKS or PKCS #12 store does not do';

/** What is wrong with a client certificate and its key, or null. Messages never quote the key. */
export function checkClientCertificate(pair: {
  cert: string;
  key: string;
  passphrase: Secret | null;
}): { part: 'cert' | 'key'; problem: string } | null {
  const [leaf] = certificatesOf(pair.cert) ?? [];
  if (leaf === undefined) return { part: 'cert', problem: NOT_CERTIFICATES };
  const key = privateKeyOf(pair.key, pair.passphrase);
  if (key === null) {
    const problem = pair.passphrase
      ? 'is not a private key in PEM, or the passphrase is wrong'
      : 'is not a private key in PEM, or it needs a passphrase';
    return { part: 'key', problem };
  }
  return leaf.checkPrivateKey(key) ? null : { part: 'key', problem: 'does not belong to the client certificate' };
}

function certificatesOf(pem: string): X509Certificate[] | null {
  const blocks = pem.match(CERTIFICATE);
  try {
    return blocks === null ? null : blocks.map((block) => new X509Certificate(block));
  } catch {
    return null;
  }
}

function privateKeyOf(pem: string, passphrase: Secret | null) {
  try {
    return createPrivateKey({ key: pem, ...(passphrase && { passphrase: passphrase.reveal() }) });
  } catch {
    return null;
  }
}
