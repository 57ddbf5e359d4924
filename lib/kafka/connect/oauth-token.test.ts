import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import type { OauthSaslConfig } from '#lib/config/cluster-config.ts';
import { Secret } from '#lib/config/secret.ts';
import { startTokenEndpoint, type TokenAnswer, type TokenEndpoint, unsecuredToken } from './fixtures/token-endpoint.ts';
import { OauthTokenError, tokenSource } from './oauth-token.ts';

const SECRET = 'hunter2 & +%';
const token = (value: string, lifeS?: number): TokenAnswer => ({
  body: JSON.stringify({ access_token: value, token_type: 'Bearer', expires_in: lifeS }),
});

let endpoint: TokenEndpoint;
let nowMs: number;

beforeEach(async () => {
  nowMs = 1_000_000_000_000;
  endpoint = await startTokenEndpoint(() => token(`token-${endpoint.requests.length}`, 100));
});
afterEach(() => endpoint.close());

const source = (changes: Partial<OauthSaslConfig> = {}) =>
  tokenSource(
    {
      mechanism: 'OAUTHBEARER',
      tokenUrl: endpoint.url,
      clientId: 'tide mark',
      clientSecret: new Secret(SECRET),
      scope: null,
      audience: null,
      extensions: {},
      ...changes,
    },
    { nowMs: () => nowMs, timeoutMs: 300 },
  );

test('asks with the client credentials grant, id and secret in the header', async () => {
  expect(await source({ scope: 'kafka admin', audience: 'prod' })()).toBe('token-1');
  const [request] = endpoint.requests;
  expect(Object.fromEntries(request?.fields ?? [])).toEqual({
    grant_type: 'client_credentials',
    scope: 'kafka admin',
    audience: 'prod',
  });
  const pair = Buffer.from(request?.authorization.replace('Basic ', '') ?? '', 'base64').toString('utf8');
  expect(pair).toBe(`tide+mark:${encodeURIComponent(SECRET).replaceAll('%20', '+')}`);
});

test('many at once share one request', async () => {
  const get = source();
  expect(new Set(await Promise.all(Array.from({ length: 20 }, get)))).toEqual(new Set(['token-1']));
  expect(endpoint.requests).toHaveLength(1);
});

describe('a token of 100 s', () => {
  it.each([
    [0, 'token-1'],
    [79_999, 'token-1'],
    [80_000, 'token-2'],
    [200_000, 'token-2'],
  ])('%d ms later it is %s', async (laterMs, expected) => {
    const get = source();
    await get();
    nowMs += laterMs;
    expect(await get()).toBe(expected);
  });

  it.each([
    [80_000, 'token-1'],
    [95_000, 'token-1'],
    [95_001, null],
  ])('%d ms later, with the endpoint down, it is %s', async (laterMs, expected) => {
    const get = source();
    await get();
    nowMs += laterMs;
    endpoint.answer = () => ({ status: 503, body: '' });
    if (expected === null) await expect(get()).rejects.toThrow('answered 503');
    else expect(await get()).toBe(expected);
  });

  test('after a failure the next call asks again', async () => {
    const get = source();
    const { answer } = endpoint;
    endpoint.answer = () => ({ status: 500, body: '' });
    await expect(get()).rejects.toThrow(OauthTokenError);
    endpoint.answer = answer;
    expect(await get()).toBe('token-2');
  });
});

test('without expires_in the life is read from a JWT, else a minute is assumed', async () => {
  const jwt = unsecuredToken({ exp: nowMs / 1_000 + 1_000 });
  endpoint.answer = () => token(jwt);
  const get = source();
  await get();
  nowMs += 799_000;
  await get();
  expect(endpoint.requests).toHaveLength(1);
  nowMs += 2_000;
  endpoint.answer = () => token('opaque');
  expect(await get()).toBe('opaque');
  nowMs += 47_000;
  await get();
  expect(endpoint.requests).toHaveLength(2);
  nowMs += 2_000;
  await get();
  expect(endpoint.requests).toHaveLength(3);
});

it.each<[string, TokenAnswer, string]>([
  [
    'a wrong secret',
    { status: 401, body: '{"error":"invalid_client","error_description":"hunter2"}' },
    'answered 401 (invalid_client)',
  ],
  ['an error in HTML', { status: 502, body: '<html>hunter2</html>' }, 'answered 502'],
  ['an error of its own words', { status: 400, body: '{"error":"hunter2 is wrong"}' }, 'answered 400'],
  ['no JSON', { body: 'hunter2' }, 'answered 200, but without an access_token in JSON'],
  ['no token', { body: '{"token":"hunter2"}' }, 'answered 200, but without an access_token'],
  ['an empty token', { body: '{"access_token":""}' }, 'answered 200, but without an access_token'],
  ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/hunter2' }, body: '' }, 'answered 302'],
  ['silence', { body: '', silent: true }, 'did not answer within 300 ms'],
])('%s is told with the address and never with the secret', async (_, answer, message) => {
  endpoint.answer = () => answer;
  const error = await source({ tokenUrl: `${endpoint.url}?key=hunter2` })().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(OauthTokenError);
  expect(String(error)).toContain(`the token endpoint ${endpoint.url} ${message}`);
  expect(`${String(error)}${JSON.stringify(error)}`).not.toContain('hunter2');
});

test('an endpoint that is not there, or has no address', async () => {
  await endpoint.close();
  await expect(source()()).rejects.toThrow(`the token endpoint ${endpoint.url} can't be reached (ECONNREFUSED)`);
  const tokenUrl = 'http://nowhere.invalid/token';
  await expect(source({ tokenUrl })()).rejects.toThrow(`the token endpoint ${tokenUrl} can't be reached (ENOTFOUND)`);
});
