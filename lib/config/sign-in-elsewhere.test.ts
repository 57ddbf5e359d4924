import { expect, test } from 'vitest';
import { loadConfig } from './load.ts';

const PUBLIC = { TIDEMARK_PUBLIC_URL: 'https://tidemark.example.com' };
const ISSUER = { TIDEMARK_OIDC_ISSUER: 'https://idp.example.com' };
const CLIENT = { TIDEMARK_OIDC_CLIENT_ID: 'tidemark' };
const USER = { TIDEMARK_HEADER_USER: 'X-Forwarded-Email' };
const PROXIES = { TIDEMARK_HEADER_PROXIES: '10.0.0.0/8' };

const load = (env: Record<string, string>) =>
  loadConfig({ env, cwd: '/', readFile: () => ({ ok: false, missing: true, problem: '' }) });

test.each<[string, Record<string, string>, string, string]>([
  [
    'a provider without a client',
    { ...ISSUER, ...PUBLIC },
    'TIDEMARK_OIDC_ISSUER',
    'needs TIDEMARK_OIDC_CLIENT_ID as well',
  ],
  [
    'a provider without an address to come back to',
    { ...ISSUER, ...CLIENT },
    'TIDEMARK_OIDC_ISSUER',
    'needs TIDEMARK_PUBLIC_URL as well',
  ],
  ['a provider alone', ISSUER, 'TIDEMARK_OIDC_ISSUER', 'needs TIDEMARK_OIDC_CLIENT_ID and TIDEMARK_PUBLIC_URL as well'],
  ['a header of just anybody', USER, 'TIDEMARK_HEADER_USER', 'needs TIDEMARK_HEADER_PROXIES as well'],
  [
    'groups of nobody',
    { TIDEMARK_HEADER_GROUPS: 'x-groups', ...PROXIES },
    'TIDEMARK_HEADER_GROUPS',
    'needs TIDEMARK_HEADER_USER as well',
  ],
  [
    'a header of everybody',
    { ...USER, TIDEMARK_HEADER_PROXIES: '10.0.0.1,::/0' },
    'TIDEMARK_HEADER_PROXIES',
    'must not be every address',
  ],
])('%s stops the start', (_, env, setting, problem) => {
  const result = load(env);
  expect('errors' in result && result.errors).toMatchObject([{ setting, problem: expect.stringContaining(problem) }]);
});

test.each<[string, string | undefined]>([
  ['https://idp.example.com/realms/ops', undefined],
  ['http://127.0.0.1:9000', undefined],
  ['http://localhost:9000/', undefined],
  ['http://idp.example.com', 'must be an https URL'],
  ['https://ada:secret@idp.example.com', 'must be an https URL'],
  ['https://idp.example.com/?realm=ops', 'must be an https URL'],
])('%s as an issuer', (issuer, problem) => {
  const result = load({ TIDEMARK_OIDC_ISSUER: issuer, ...CLIENT, ...PUBLIC });
  const [error] = 'errors' in result ? result.errors : [];
  expect(error?.problem).toEqual(problem === undefined ? undefined : expect.stringContaining(problem));
});

test('nobody signs in elsewhere, and nobody unknown sees anything, unless it is set', () => {
  const result = load({});
  expect('ok' in result && result.ok).toMatchObject({
    oidc: { issuer: null, linkByEmail: false },
    headerSignIn: { userHeader: null, proxies: [] },
    signIn: { anonymousClusters: [] },
  });
});
