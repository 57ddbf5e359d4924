import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import { changedRuleSchema } from './schemas/rules.ts';
import { changedSilenceSchema } from './schemas/silences.ts';
import { done, installContext, send, testAccess, testContext, testPrincipal, watched } from './testing.ts';

let base: TestDatabase;

beforeAll(async () => {
  base = await createTestDatabase();
  installContext(testContext(base.db, base.url, { access: testAccess(testPrincipal()), clusters: [watched('prod')] }));
});
afterAll(() => base?.drop());
beforeEach(() => base.db.execute('truncate silence, alert_rule cascade'));

/** 2 expressions of 150 steps in each of two fields. */
const dear = (index: number) => ({
  groups: { include: [`/a${index % 10}[a-z]{0,72}$/`, `/b${index % 10}[a-z]{0,72}$/`] },
  topics: { include: [`/c${index % 10}[a-z]{0,72}$/`, `/d${index % 10}[a-z]{0,72}$/`] },
});
const ruleOf = (name: string, patterns: object) => ({
  name,
  severity: 'error',
  condition: { metric: 'lag', threshold: 1_000, forSeconds: 60 },
  ...patterns,
});
const silenceOf = (matchers: object) => ({
  cluster: 'prod',
  matchers,
  comment: 'deploy',
  endsAt: new Date(Date.now() + 3_600_000).toISOString(),
});

test('a rule is refused whose regular expressions are too much with those of all others, and no other', async () => {
  const made: string[] = [];
  for (let index = 0; index < 10; index++) {
    const body = await done('POST', '/api/v1/rules', ruleOf(`dear ${index}`, dear(index)));
    made.push(changedRuleSchema.parse(body).rule.id);
  }
  const errors = [
    { parameter: 'groups.include', message: expect.stringMatching(/^is too much with all other rules: .* of 6,000\./) },
  ];
  for (const path of ['/api/v1/rules', '/api/v1/rules/check']) {
    expect(await send('POST', path, ruleOf('one more', dear(3)))).toMatchObject({ status: 400, body: { errors } });
  }
  await done('POST', '/api/v1/rules', ruleOf('plain', { groups: { include: ['payments-*'] } }));
  // What it is now does not count beside what it is to be.
  await done('PUT', `/api/v1/rules/${made[0]}`, ruleOf('called otherwise', dear(1)));
  await done('POST', '/api/v1/rules/check', ruleOf('dear 4', dear(5)));
  await done('DELETE', `/api/v1/rules/${made[1]}`);
  await done('POST', '/api/v1/rules', ruleOf('one more', dear(3)));
});

test('so is a silence, until others are over', async () => {
  const made: string[] = [];
  for (let index = 0; index < 5; index++) {
    const body = await done('POST', '/api/v1/silences', silenceOf(dear(index)));
    made.push(changedSilenceSchema.parse(body).silence.id);
  }
  const errors = [
    { parameter: 'matchers.groups.include', message: expect.stringMatching(/^is too much with all other silences: /) },
  ];
  expect(await send('POST', '/api/v1/silences', silenceOf(dear(7)))).toMatchObject({ status: 400, body: { errors } });
  const check = { cluster: 'prod', matchers: dear(7) };
  expect(await send('POST', '/api/v1/silences/check', check)).toMatchObject({ status: 400, body: { errors } });
  await done('POST', '/api/v1/silences', silenceOf({ groups: { include: ['payments-*'] } }));
  await done('DELETE', `/api/v1/silences/${made[0]}`);
  await done('POST', '/api/v1/silences', silenceOf(dear(7)));
});

test('what would compile for seconds is refused at once', async () => {
  const field = { include: Array.from({ length: 50 }, (_, index) => `/(?i)[${'\\pL'.repeat(50)}]~${index}/`) };
  const before = performance.now();
  const { status } = await send('POST', '/api/v1/silences/check', { cluster: 'prod', matchers: { groups: field } });
  expect([status, performance.now() - before < 2_000]).toEqual([400, true]);
});
