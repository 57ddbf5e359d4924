import { expect, test } from 'vitest';
import { refuseForeignHost } from './foreign-host.ts';
import { problemSchema } from './schemas/common.ts';

const sentTo = (host: string | null) => new Request('http://x/clusters', { headers: host === null ? {} : { host } });

test.each([
  ['localhost', '127.0.0.1'],
  ['LocalHost:3000', '127.0.0.1'],
  ['127.0.0.1', '::1'],
  ['127.0.0.1:8080', '127.0.0.1'],
  ['[::1]:3000', '127.0.0.1'],
  ['127.0.0.2:3000', '127.0.0.2'],
  ['[::1]', '::1'],
])('%s is ours where the console listens on %s', (host, ownHost) => {
  expect(refuseForeignHost(sentTo(host), ownHost)).toBeNull();
});

test.each([
  'rebound.example',
  'rebound.example:3000',
  'localhost.rebound.example',
  '127.0.0.1.nip.example',
  '127.0.0.1@rebound.example',
  '127.0.0.1:3000@rebound.example',
  'localhost:3000:80',
  '[::1].rebound.example',
  '10.0.0.1:3000',
  '',
  null,
])('%s is refused, with the names to use', async (host) => {
  const response = refuseForeignHost(sentTo(host), '127.0.0.1');
  expect(response?.status).toBe(421);
  expect(response?.headers.get('content-type')).toBe('application/problem+json');
  expect(response?.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(problemSchema.strict().parse(await response?.json())).toMatchObject({
    code: 'HOST_REFUSED',
    instance: '/clusters',
    detail: expect.stringContaining('localhost, 127.0.0.1, [::1]'),
  });
});
