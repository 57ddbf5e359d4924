import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testAuditLog, testSubject } from '#lib/access/audit/testing.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { OBSERVED_AT, pollWrite, testStore } from '#lib/views/testing.ts';
import { type Declared, declaredOperations } from './fixtures/declared-operations.ts';
import type { Actor } from './fixtures/expected-admission.ts';
import { ProofsOfActors } from './fixtures/proofs-of-actors.ts';
import { databasePollFeed } from './stream/database-poll-feed.ts';
import { installContext, request, testAccess, testContext, testMetrics, watched } from './testing.ts';

/**
 * Whoever may see one cluster does not even hear the name of another: in no answer of any operation that reads, whatever role he has
 * on his own. One that is added is in here by itself.
 */

const SHOWN = 'zz-shown';
const HIDDEN = 'zz-hidden';
const ACTORS: Actor[] = [
  ...(['viewer', 'operator', 'admin'] as const).map(
    (role): Actor => ({ name: role, proof: 'session', grants: [{ clusters: SHOWN, role }], use: null }),
  ),
  { name: 'a token for metrics', proof: 'token', grants: [{ clusters: SHOWN, role: 'viewer' }], use: 'metrics' },
  { name: 'a user without grants', proof: 'session', grants: [], use: null },
  { name: 'nobody', proof: 'none', grants: [], use: null },
];
const READS = declaredOperations().filter(({ method }) => method === 'GET');
let database: TestDatabase;
let proofs: ProofsOfActors;

beforeAll(async () => {
  database = await createTestDatabase();
  const { db, url } = database;
  const audit = testAuditLog(db);
  for (const cluster of [SHOWN, HIDDEN]) {
    await (await testStore(db, cluster)).write(pollWrite());
    const intent = await audit.intend(testSubject({ cluster, target: `a group of ${cluster}` }), {
      before: null,
      after: 1,
    });
    await audit.conclude(intent, { outcome: 'done', after: 1 });
    await audit.refuse(testSubject({ cluster, action: 'getCluster' }), 'FORBIDDEN');
  }
  await audit.intend(testSubject({ cluster: null, target: `viewer on ${HIDDEN}` }), { before: null, after: HIDDEN });
  proofs = await ProofsOfActors.of(db, [
    ...ACTORS,
    { name: HIDDEN, proof: 'session', grants: [{ clusters: HIDDEN, role: 'admin' }], use: null },
  ]);
  installContext(
    testContext(db, url, {
      clusters: [SHOWN, HIDDEN].map(watched),
      access: { ...testAccess(), authenticate: proofs.authenticate, audit },
      stream: { maxStreams: 100, maxOwn: 100, heartbeatMs: 20, retryMs: 2_000 },
      metrics: testMetrics({ staleAfterMs: 3_600_000 }),
      now: () => new Date(OBSERVED_AT + 4_000),
      polls: databasePollFeed({
        database: db,
        url,
        connectTimeoutMs: 5_000,
        clusters: [SHOWN, HIDDEN],
        lookIntervalMs: 60_000,
        onTrouble: () => {},
      }),
    }),
  );
}, 60_000);
afterAll(() => database?.drop());

/** What an answer says: of a stream, until its first heartbeat after the polls it begins with. */
async function textOf(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response.text();
  let text = '';
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (/event: poll[\s\S]*still here/.test(text)) break;
  }
  return text;
}

async function ask({ samplePath }: Declared, actor: Actor, cluster: string): Promise<{ status: number; text: string }> {
  const path = samplePath.replaceAll('local', cluster);
  const response = await request(path, { headers: await proofs.headersOf(actor) });
  return { status: response.status, text: await textOf(response) };
}

describe.each(READS)('$method $path', (operation) => {
  test.each(ACTORS)('does not name another cluster to $name', async (actor) => {
    const { text } = await ask(operation, actor, SHOWN);
    expect(text).not.toContain(HIDDEN);
  });

  test.each(ACTORS)(
    'answers $name about a cluster that he may not see as about one that is not there',
    async (actor) => {
      const [hidden, missing] = [await ask(operation, actor, HIDDEN), await ask(operation, actor, 'zz-missing')];
      expect(hidden.status).toBe(missing.status);
    },
  );
});

test('what is hidden there is shown to who may see it', async () => {
  const owner: Actor = { name: HIDDEN, proof: 'session', grants: [{ clusters: HIDDEN, role: 'admin' }], use: null };
  const naming: string[] = [];
  for (const operation of READS) {
    if ((await ask(operation, owner, HIDDEN)).text.includes(HIDDEN)) naming.push(operation.id);
  }
  expect(naming).toEqual(
    expect.arrayContaining(['listClusters', 'getCluster', 'streamPolls', 'getMetrics', 'listAudit']),
  );
});
