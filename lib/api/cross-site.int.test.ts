import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { type Declared, declaredOperations } from './fixtures/declared-operations.ts';
import { actors } from './fixtures/expected-admission.ts';
import { ProofsOfActors } from './fixtures/proofs-of-actors.ts';
import { type AuditEntry, installContext, request, testAccess, testContext } from './testing.ts';

/**
 * What a page of another site can make the browser of somebody who is signed in send: for every operation that changes something,
 * so that one that is added is in here by itself.
 */

const ADMIN = actors().find(({ name }) => name === 'admin on all clusters');
const MUTATIONS = declaredOperations().filter(({ method }) => method !== 'GET');
let database: TestDatabase;
let proofs: ProofsOfActors;
let rows: AuditEntry[];

beforeAll(async () => {
  if (ADMIN === undefined) throw new Error('nobody is an admin');
  database = await createTestDatabase();
  proofs = await ProofsOfActors.of(database.db, [ADMIN]);
}, 60_000);
beforeEach(() => {
  rows = [];
  const access = { ...testAccess(null, rows), authenticate: proofs.authenticate };
  installContext(testContext(database.db, database.url, { access }));
});
afterAll(() => database?.drop());

/** Sends a request with the cookie of an admin, as browsers do. */
async function send({ method, samplePath }: Declared, headers: Record<string, string>, body: string | null) {
  const cookie = ADMIN === undefined ? {} : await proofs.headersOf(ADMIN);
  const sent = { method, headers: { host: 'localhost', ...cookie, ...headers } };
  const response = await request(samplePath, body === null ? sent : { ...sent, body });
  const { code = null } = response.headers.get('content-type')?.includes('json') ? await response.json() : {};
  return { status: response.status, code };
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const TEXT = { 'content-type': 'text/plain' };
const JSON_TYPE = { 'content-type': 'application/json' };

const FROM_ELSEWHERE: [string, Record<string, string>][] = [
  ['a form of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', ...FORM }],
  ['a form of a neighbour under the same domain', { 'sec-fetch-site': 'same-site', ...FORM }],
  ['a fetch of another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example', ...TEXT }],
  ['a fetch with JSON that a preflight would have to allow', { 'sec-fetch-site': 'cross-site', ...JSON_TYPE }],
  ['an old browser on another site', { origin: 'https://evil.example', ...FORM }],
  ['an old browser on another port', { origin: 'http://localhost:8080', ...JSON_TYPE }],
  ['a page in a sandbox', { origin: 'null', ...TEXT }],
];

describe.each(MUTATIONS)('$method $path', (operation) => {
  const body = operation.sampleBody === null ? null : JSON.stringify(operation.sampleBody);

  test.each(FROM_ELSEWHERE)('is refused to %s, and that is written down', async (_, headers) => {
    expect(await send(operation, headers, body)).toEqual({ status: 403, code: 'CROSS_SITE' });
    expect(rows).toMatchObject([{ row: 'refused', code: 'CROSS_SITE' }]);
  });

  test('is refused to another site also where nobody is signed in', async () => {
    const sent = { method: operation.method, headers: { 'sec-fetch-site': 'cross-site', ...JSON_TYPE } };
    const response = await request(operation.samplePath, body === null ? sent : { ...sent, body });
    expect(await response.json()).toMatchObject({ status: 403, code: 'CROSS_SITE' });
  });
});

describe.each(MUTATIONS.filter(({ sampleBody }) => sampleBody !== null))('$method $path', (operation) => {
  test('takes its body as JSON alone, also of our own page', async () => {
    const body = JSON.stringify(operation.sampleBody);
    for (const type of [FORM, TEXT, { 'content-type': 'multipart/form-data; boundary=x' }, {}]) {
      const answered = await send(operation, { 'sec-fetch-site': 'same-origin', ...type }, body);
      expect(answered, JSON.stringify(type)).toEqual({ status: 400, code: 'BODY_NOT_JSON' });
    }
    expect(rows).toEqual([]);
  });
});

test('no preflight is allowed, so that no other site may send what it takes one for', async () => {
  for (const { samplePath } of MUTATIONS) {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'DELETE' };
    const response = await request(samplePath, { method: 'OPTIONS', headers });
    const allowed = [...response.headers.keys()].filter((name) => name.startsWith('access-control-'));
    expect(allowed, samplePath).toEqual([]);
  }
});
