import { expect, test } from 'vitest';
import { refuseForeignHost } from './foreign-host.ts';
import { problemSchema } from './schemas/common.ts';

const NAMELESS = { host: '127.0.0.1', publicUrl: null, allowedHosts: [] };
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
  expect(refuseForeignHost(sentTo(host), { ...NAMELESS, host: ownHost })).toBeNull();
});

test.each([
  ['tidemark.example.com', { publicUrl: 'https://tidemark.example.com' }],
  ['tidemark.example.com:8443', { publicUrl: 'https://Tidemark.example.com:8443' }],
  ['tidemark', { allowedHosts: ['tidemark'] }],
  ['TIDEMARK.svc:3000', { allowedHosts: ['tidemark', 'tidemark.svc'] }],
  ['eu.ops.example.com', { allowedHosts: ['*.ops.example.com'] }],
  ['localhost:3000', { publicUrl: 'https://tidemark.example.com' }],
  ['10.1.2.3:3000', { host: '0.0.0.0' }],
  ['[fd00::7]:3000', { host: '::' }],
  ['192.168.0.9', { host: '10.1.2.3' }],
])('%s is ours with %o', (host, own) => {
  expect(refuseForeignHost(sentTo(host), { ...NAMELESS, ...own })).toBeNull();
});

test.each([
  ['rebound.example', { host: '0.0.0.0' }],
  ['10.1.2.3.rebound.example', { host: '0.0.0.0' }],
  ['ops.example.com', { allowedHosts: ['*.ops.example.com'] }],
  ['eu.ops.example.com.rebound.example', { allowedHosts: ['*.ops.example.com'] }],
  ['tidemark.example.com.rebound.example', { publicUrl: 'https://tidemark.example.com' }],
  ['10.1.2.3', { publicUrl: 'https://tidemark.example.com' }],
  ['0.0.0.0', {}],
])('%s is not ours with %o', (host, own) => {
  expect(refuseForeignHost(sentTo(host), { ...NAMELESS, ...own })?.status).toBe(421);
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
  const response = refuseForeignHost(sentTo(host), NAMELESS);
  expect(response?.status).toBe(421);
  expect(response?.headers.get('content-type')).toBe('application/problem+json');
  expect(response?.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(problemSchema.strict().parse(await response?.json())).toMatchObject({
    code: 'HOST_REFUSED',
    instance: '/clusters',
    detail: expect.stringContaining('localhost, 127.0.0.1, [::1]'),
  });
});
