import { expect, test } from 'vitest';
import { refuseMalformedPath } from './malformed-path.ts';
import { problemSchema } from './schemas/common.ts';

const refuse = (path: string) => refuseMalformedPath(new Request(`http://host${path}`));

test.each(['/api/v1/clusters', '/api/v1/clusters/a%2Fb', '/clusters/%F0%9F%99%82', '/api/v1/clusters?search=%ff'])(
  '%s goes on to the routes',
  (path) => {
    expect(refuse(path)).toBeNull();
  },
);

test.each(['/api/v1/clusters/%ff', '/api/v1/clusters/%', '/api/v1/clusters/%E0%A4%A', '/api/%C0%80', '/v3/kafka/%ff'])(
  '%s is a problem',
  async (path) => {
    const response = refuse(path);
    expect(response?.status).toBe(400);
    expect(response?.headers.get('content-type')).toBe('application/problem+json');
    const problem = problemSchema.strict().parse(await response?.json());
    expect(problem).toMatchObject({ code: 'PATH_MALFORMED', instance: path });
  },
);

test('a page gets words', async () => {
  const response = refuse('/clusters/%ff');
  expect(response?.status).toBe(400);
  expect(await response?.text()).toContain('a percent sign itself is %25');
});
