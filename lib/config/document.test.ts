// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the file's own references
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createAuthority } from '#lib/kafka/connect/fixtures/certificates.ts';
import { configurationDocument } from './document.ts';
import { loaded } from './fixtures/loaded.ts';

const DOCUMENT = new URL('../../docs/configuration.md', import.meta.url);

test('docs/configuration.md is what the settings say (node lib/config/document.ts > docs/configuration.md)', () => {
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(configurationDocument());
});

const blockOf = (language: string, at = 0): string =>
  [...configurationDocument().matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))][at]?.[1] ?? '';

test('its example for one cluster is a right configuration', () => {
  const env = Object.fromEntries(
    blockOf('sh')
      .trim()
      .split('\n')
      .map((line) => line.split(/=(.*)/s).slice(0, 2)),
  );
  const { clusters, database } = loaded(env, { '/run/secrets/kafka-password': 'secret\n' });
  expect(clusters[0]).toMatchObject({ tls: {}, sasl: { mechanism: 'SCRAM-SHA-512' } });
  expect(database.url).not.toBeNull();
});

test('its example for many clusters is a right configuration', () => {
  const authority = createAuthority('Example');
  const client = authority.issue({ commonName: 'tidemark' });
  const files = {
    'tidemark.yaml': blockOf('yaml'),
    'certificates/orders-ca.pem': authority.cert,
    'certificates/metrics-ca.pem': authority.cert,
    'certificates/tidemark.pem': client.cert,
    '/run/secrets/tidemark-key.pem': client.key,
    '/run/secrets/idp-client-secret': 'secret',
  };
  const { clusters, warnings } = loaded({ ORDERS_PASSWORD: 'secret' }, files);
  expect(clusters.map(({ name }) => name)).toEqual(['orders-prod', 'metrics', 'cloud']);
  expect(warnings).toEqual([]);
});

test('its example of owners is a right configuration', () => {
  const { owners, warnings } = loaded({}, { 'tidemark.yaml': blockOf('yaml', 1) });
  expect(owners.map(({ team }) => team)).toEqual(['payments', 'search', 'platform']);
  expect(warnings).toEqual([]);
});
