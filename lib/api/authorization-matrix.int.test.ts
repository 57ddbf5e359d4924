import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { PostgresAuditLog } from '#lib/access/audit/audit-log.ts';
import { testAuditLog } from '#lib/access/audit/testing.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { pollWrite, testStore } from '#lib/views/testing.ts';
import { type Declared, declaredOperations } from './fixtures/declared-operations.ts';
import { type Actor, type Admission, actors, expectedAdmission } from './fixtures/expected-admission.ts';
import { ProofsOfActors } from './fixtures/proofs-of-actors.ts';
import { OPERATIONS } from './operations.ts';
import { installContext, request, testAccess, testContext, watched } from './testing.ts';

/**
 * Who may do what: every operation of the document, by every method that it has, as everybody, through the route files and on a real
 * database. What is expected comes of the document alone, so an operation that is added is in here by itself.
 */

const DECLARED = declaredOperations();
const ACTORS = actors();
let database: TestDatabase;
let audit: PostgresAuditLog;
let proofs: ProofsOfActors;

beforeAll(async () => {
  database = await createTestDatabase();
  for (const name of ['local', 'other']) await (await testStore(database.db, name)).write(pollWrite());
  audit = testAuditLog(database.db);
  proofs = await ProofsOfActors.of(database.db, ACTORS);
  installContext(
    testContext(database.db, database.url, {
      clusters: ['local', 'other'].map(watched),
      access: { ...testAccess(), authenticate: proofs.authenticate, audit },
    }),
  );
}, 60_000);
afterAll(() => database?.drop());

interface Answered {
  status: number;
  code: string | null;
  requestId: string;
}

async function send({ method, samplePath }: Declared, actor: Actor, body: unknown): Promise<Answered> {
  const requestId = randomUUID();
  const headers = { ...(await proofs.headersOf(actor)), 'x-request-id': requestId };
  const sent =
    method === 'GET' || method === 'HEAD' || body === null
      ? { method, headers }
      : { method, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await request(samplePath, sent);
  // What one may see, another may not: no cache keeps it, and no browser takes it for anything else.
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'cache-control': expect.stringMatching(/^(no-store|no-cache, no-transform)$/),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'x-request-id': requestId,
  });
  const isProblem = response.headers.get('content-type') === 'application/problem+json' && method !== 'HEAD';
  const { code = null } = isProblem ? await response.json() : {};
  if (!isProblem) await response.body?.cancel();
  return { status: response.status, code, requestId };
}

/** Refusals of the wrapper. What an operation refuses by rules of its own has codes of its own. */
const OF_ADMISSION = ['UNAUTHENTICATED', 'FORBIDDEN'];

const admissionOf = ({ status, code }: Answered): Admission =>
  (status === 401 || status === 403) && (code === null || OF_ADMISSION.includes(code)) ? status : 'admitted';

const refusalSchema = z.object({
  actor: z.string(),
  action: z.string(),
  cluster: z.string().nullable(),
  code: z.string(),
});

/** The refusals of an action in the audit log, each kind once. */
async function refusalsOf(action: string) {
  await audit.flush();
  return database.db.query(
    `select distinct actor_kind || ' ' || actor_id as actor, action, cluster, detail as code
       from audit where outcome = 'refused' and action = $1`,
    [action],
    refusalSchema,
  );
}

const inAuditLog = (id: string): string => {
  const operation = OPERATIONS.find((one) => one.id === id);
  if (operation === undefined) throw new Error(`docs/openapi.json has ${id}, which no operation is called`);
  return 'action' in operation ? operation.action : operation.id;
};

test('the document has every operation, each with a role and a scope', () => {
  expect(DECLARED.map(({ id }) => id).toSorted()).toEqual(OPERATIONS.map(({ id }) => id).toSorted());
  expect(DECLARED.length).toBeGreaterThan(20);
});

describe.each(DECLARED)('$method $path ($role, $scope)', (operation) => {
  const methods = operation.method === 'GET' ? ['GET', 'HEAD'] : [operation.method];
  // A body that no operation takes is refused after admission and before anything is done.
  const body = operation.sampleBody === null ? null : {};

  test.each(methods)('%s admits and refuses as it declares', async (method) => {
    const found: Record<string, Admission> = {};
    for (const actor of ACTORS) {
      const answered = await send({ ...operation, method }, actor, body);
      found[actor.name] = admissionOf(answered);
      expect(answered.status, `${actor.name}: ${answered.code}`).toBeLessThan(600);
    }
    const expected = ACTORS.map((actor) => [actor.name, expectedAdmission(operation, actor)]);
    expect(found).toEqual(Object.fromEntries(expected));
  });

  test('every refusal is in the audit log', async () => {
    const refused = ACTORS.filter((actor) => expectedAdmission(operation, actor) !== 'admitted');
    const action = inAuditLog(operation.id);
    const cluster = operation.scope === 'cluster' ? 'local' : null;
    const rows = await refusalsOf(action);
    for (const actor of refused) {
      const code = expectedAdmission(operation, actor) === 401 ? 'UNAUTHENTICATED' : 'FORBIDDEN';
      expect(rows, actor.name).toContainEqual({ actor: proofs.actorIn(actor), action, cluster, code });
    }
  });
});

const withCluster = DECLARED.flatMap(({ sampleBody, ...operation }) =>
  typeof sampleBody === 'object' && sampleBody !== null && 'cluster' in sampleBody
    ? [{ ...operation, sampleBody: { ...sampleBody, cluster: 'local' } }]
    : [],
);

describe.each(withCluster)('$method $path about a cluster that its body names', (operation) => {
  test('takes the role on that very cluster', async () => {
    const found: Record<string, Admission> = {};
    for (const actor of ACTORS) {
      found[actor.name] = admissionOf(await send(operation, actor, operation.sampleBody));
    }
    const expected = ACTORS.map((actor) => [actor.name, expectedAdmission({ ...operation, scope: 'cluster' }, actor)]);
    expect(found).toEqual(Object.fromEntries(expected));
  });
});

describe.each(DECLARED.filter(({ sampleBody }) => sampleBody !== null))(
  '$method $path with a body as documented',
  (operation) => {
    test('is not refused to an admin for who he is', async () => {
      const admin = ACTORS.find(({ name }) => name === 'admin on all clusters');
      if (admin === undefined) throw new Error('nobody is an admin');
      const { status, code } = await send(operation, admin, operation.sampleBody);
      expect([401, 403].includes(status) && OF_ADMISSION.includes(code ?? ''), `${status} ${code}`).toBe(false);
      expect(status).not.toBe(500);
    });
  },
);
