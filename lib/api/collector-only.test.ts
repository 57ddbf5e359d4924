import { expect, test } from 'vitest';
import { refuseOfCollector } from './collector-only.ts';
import { problemSchema } from './schemas/common.ts';

const PAGES = [
  '/',
  '/clusters/local',
  '/api/v1/clusters',
  '/api/v1/stream',
  '/api/healthy',
  '/metrics/x',
  '/_next/static/x.js',
];
const request = (path: string) => new Request(`http://localhost${path}`);

test.each(['/api/health', '/api/ready', '/api/ready?verbose', '/metrics', '/metrics/kafka-exporter?cluster=local'])(
  'a collector answers %s',
  (path) => {
    expect(refuseOfCollector(request(path), 'collector')).toBeNull();
  },
);

test.each(PAGES)('a collector has no %s', async (path) => {
  const response = refuseOfCollector(request(path), 'collector');
  expect(response?.status).toBe(404);
  expect(problemSchema.strict().parse(await response?.json())).toMatchObject({
    code: 'COLLECTOR_ONLY',
    detail: expect.stringContaining('/api/health, /api/ready, /metrics'),
  });
});

test.each(['all', 'web'] as const)('of role %s every path goes on to the routes', (role) => {
  for (const path of PAGES) expect(refuseOfCollector(request(path), role)).toBeNull();
});
