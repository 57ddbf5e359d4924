import { createPrivateKey } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { createAuthority } from '#lib/kafka/connect/fixtures/certificates.ts';
import { checkAuthorities, checkClientCertificate, readPem } from './pem.ts';
import type { ReadFile } from './read-file.ts';
import { Secret } from './secret.ts';

const authority = createAuthority('Test');
const { cert, key } = authority.issue({ commonName: 'tidemark' });
const other = authority.issue({ commonName: 'other' });
const passphrase = 'a-passphrase';
const encrypted = createPrivateKey(key)
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
  .toString();

const noFile: ReadFile = (path) => ({ ok: false, missing: true, problem: `there is no file ${path}` });

describe('readPem', () => {
  test('takes the text itself, also with written line breaks', () => {
    expect(readPem(cert, noFile)).toEqual({ ok: true, text: cert });
    expect(readPem(cert.replaceAll('\n', '\\n'), noFile)).toEqual({ ok: true, text: cert });
  });

  test('takes the path of a file', () => {
    expect(readPem('/ca.pem', () => ({ ok: true, text: cert }))).toEqual({ ok: true, text: cert });
  });

  it.each(['/ca.pem', './ca', 'ca.pem', 'certificates/ca.crt'])(
    'names the path %s when there is no such file',
    (path) => expect(readPem(path, noFile)).toMatchObject({ problem: `there is no file ${path}` }),
  );

  it.each(['MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg', 'hunter2', `/${'A'.repeat(300)}`])(
    'does not show %s, which may be a key without its first line',
    (text) => expect(JSON.stringify(readPem(text, noFile))).not.toContain(text),
  );
});

describe('checkAuthorities', () => {
  it.each([cert, `${authority.cert}\n${cert}`, `Subject: x\n${cert}`])('takes certificates', (pem) =>
    expect(checkAuthorities(pem)).toBeNull(),
  );

  it.each(['', key, cert.replace(/\n[A-Za-z0-9+/]{10}/, '\n'), 'CERTIFICATE'])('refuses what is none', (pem) =>
    expect(checkAuthorities(pem)).toContain('must be certificates in PEM'),
  );
});

test.each([
  ['a pair', { cert, key, passphrase: null }, null],
  ['a pair with its chain', { cert: cert + authority.cert, key, passphrase: null }, null],
  ['an encrypted key', { cert, key: encrypted, passphrase: new Secret(passphrase) }, null],
  ['an encrypted key, no passphrase', { cert, key: encrypted, passphrase: null }, 'or it needs a passphrase'],
  [
    'an encrypted key, wrong passphrase',
    { cert, key: encrypted, passphrase: new Secret('x') },
    'the passphrase is wrong',
  ],
  ['the key of another', { cert, key: other.key, passphrase: null }, 'does not belong to the client certificate'],
  ['the chain before the certificate', { cert: authority.cert + cert, key, passphrase: null }, 'does not belong'],
  ['a certificate for a key', { cert, key: cert, passphrase: null }, 'is not a private key'],
  ['a key for a certificate', { cert: key, key, passphrase: null }, 'must be certificates'],
])('client certificate: %s', (_, pair, problem) => {
  const found = checkClientCertificate(pair);
  if (problem === null) expect(found).toBeNull();
  else expect(found?.problem).toContain(problem);
});
